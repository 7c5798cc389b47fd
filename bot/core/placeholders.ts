/** What stands in the place of `{{お名前}}`? Values are data, never template: nothing in them is read again. */

import { cut } from './limits.ts'
import type { Shop } from './shop.ts'

interface Placeholder {
  meaning: string
  /** Said when the value is unknown. Never empty. */
  fallback: string
  /** Longest value, in characters as a reader counts them. */
  max: number
}

/** Every placeholder of the scenario language with its fallback (DOMAIN §6.2). A shop adds its own under `texts:`. */
export const PLACEHOLDERS: Readonly<Record<string, Placeholder>> = {
  お名前: { meaning: 'お客さまの名前', fallback: 'お客さま', max: 40 },
  商品名: { meaning: 'ご注文の商品の名前', fallback: 'ご注文の商品', max: 80 },
  店名: { meaning: '店の名前（shop.yaml の name）', fallback: '当店', max: 40 },
  担当者名: { meaning: '相談担当の名前（shop.yaml の concierge）', fallback: '担当者', max: 40 },
  クーポン名: { meaning: 'そのステップのクーポンの名前', fallback: 'クーポン', max: 80 },
  クーポン期限: { meaning: 'クーポンを使える最後の日', fallback: 'クーポンの画面に書かれた日', max: 40 },
  返品のご案内: {
    meaning: '返品の決まり（shop.yaml の texts で書き換え）',
    fallback: 'お試しサイズの返品は、お届けから14日以内にご連絡ください。',
    max: 500,
  },
  使いきるころ: {
    meaning: 'ご注文の商品を使いきられるころ（お届けの日と、商品の lasts_days から）',
    fallback: '使いきられるころ',
    max: 40,
  },
  次回お届け日: { meaning: '定期便の次のお届け日', fallback: 'メニューでご確認いただける日', max: 40 },
}

/** What merchants call them elsewhere; for 「…のことですか？」. */
export const OTHER_NAMES: Readonly<Record<string, string>> = {
  お名前: '氏名、姓名、名前、お客様名、お客さま名、顧客名、会員名',
  商品名: '品名、商品',
  店名: '店舗名、ショップ名、会社名',
  担当者名: '担当、スタッフ名',
  クーポン期限: '有効期限、期限',
}

const NAME = 'お名前'
const OWN: Placeholder = { meaning: '', fallback: '', max: 500 }
const PATTERN = /\{\{([^{}\r\n]*)\}\}(さま|様|さん)?/g
// Control characters, and the marks that turn the writing direction of everything after them.
const CONTROL = /[\p{Cc}\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/gu
const VISIBLE = /[^\s\p{C}\p{M}\u115F\u1160\u2800\u3164\uFFA0]/u

/** A value made safe to show: one line, no control characters, no longer than a reader would expect. */
function clean(value: string, max: number): string {
  const text = value.toWellFormed().replace(CONTROL, '').trim()
  // A single grapheme can carry hundreds of combining marks, so the units are bounded too.
  return VISIBLE.test(text) ? cut(text, { graphemes: max, utf16: max * 5 }) : ''
}

/**
 * The template with its placeholders replaced, in one pass (DOMAIN §6.2).
 * An unknown name's 「{{お名前}}さま」 becomes 「お客さま」. Throws on a placeholder `check` would have refused.
 */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(PATTERN, (_whole, written: string, honorific = '') => {
    const name = written.trim()
    const known = Object.hasOwn(PLACEHOLDERS, name) ? PLACEHOLDERS[name] : undefined
    const given = Object.hasOwn(values, name) ? values[name] : undefined
    if (!known && given === undefined) throw new Error(`unknown placeholder {{${name}}}`)
    const { fallback, max } = known ?? OWN
    const value = clean(given ?? '', max)
    if (value) return value + honorific
    return name === NAME ? fallback : fallback + honorific
  })
}

/** The placeholders in a template, as written and where, for `check`. */
export const placeholdersIn = (template: string): { name: string; written: string; offset: number }[] =>
  [...template.matchAll(PATTERN)].map(({ 1: inside = '', index }) => ({
    name: inside.trim(),
    written: `{{${inside}}}`,
    offset: index,
  }))

/** The values that are the same for every customer of the shop. */
export const shopValues = (shop: Pick<Shop, 'name' | 'concierge' | 'texts'>): Record<string, string> => ({
  ...shop.texts,
  店名: shop.name,
  担当者名: shop.concierge,
})
