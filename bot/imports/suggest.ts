/** What should the merchant type when a column was not found? An example with their own headers in it (DOMAIN §2.5). */

import { normaliseEmail } from '../core/normalise.ts'
import { readDate } from './cells.ts'
import { FIELDS, type Field } from './fields.ts'

/** What columns are called that hold this, however their cart words it. */
const LIKELY: Partial<Record<Field, RegExp>> = {
  order_id: /(注文|受注|オーダー|伝票|取引|order).*(番号|no|id|コード)|^(no|番号|id)\.?$/i,
  ordered_at: /(注文|受注|購入|買|申込|売上|オーダー|order|purchase).*(日|date|時)|^(日付|日時|date)$/i,
  customer_id: /(会員|顧客|お?客様|customer|member).*(番号|no|id|コード)/i,
  email: /メール|mail/i,
  phone: /電話|tel|phone/i,
  subscription_id: /(定期|頒布|契約|申込|コース|subscription|contract).*(番号|no|id|コード)/i,
  started_at: /((申込|開始|契約|登録|初回).*(日|date|時)|はじま|始ま|スタート)/i,
  product: /商品|品名|^品$|アイテム|product|item/i,
  shipped_at: /(発送|出荷).*日/,
  delivered_at: /(配達|配送|お?届け|到着|納品).*日/,
}

/** 「注文番号」「お客さま番号・メールアドレス・電話番号」の列が見つかりません。, and how to say which they are. */
export function columnsWanted(absent: readonly (readonly Field[])[], headers: readonly string[]): string {
  const what = absent.map((fields) => `「${inWords(fields)}」`).join('')
  const asked = `${what}の列が見つかりません。`
  if (headers.some(isData))
    return `${asked}見出しがなく、1行目から始まるファイルは、列の番号で教えてください（例: --map ${byNumber(absent, headers)}）。`
  return `${asked}--map で教えてください（例: --map ${byHeader(absent, headers)}）。`
}

const isEmail = (cell: string) => normaliseEmail(cell) !== undefined
const isData = (cell: string) => isEmail(cell) || readDate(cell) !== undefined

/** With the merchant's own headers where one comes near. */
function byHeader(absent: readonly (readonly Field[])[], headers: readonly string[]): string {
  const taken = new Set<string>()
  const pairs = absent.map((fields) => {
    for (const field of fields) {
      const header = headers.find((one) => !taken.has(one) && LIKELY[field]?.test(one.normalize('NFKC').trim()))
      if (header === undefined) continue
      taken.add(header)
      return `${header.trim()}=${field}`
    }
    return undefined
  })
  const map = pairs.flatMap((pair) => pair ?? []).join(',') || `列の見出し=${absent[0]?.[0] ?? 'order_id'}`
  return /[\s"'()]/.test(map) ? `"${map}"` : map
}

/** A first row in which an address or a day stands is no header: each cell shows what its column holds. */
function byNumber(absent: readonly (readonly Field[])[], cells: readonly string[]): string {
  const free = cells.map((cell, index) => ({ cell, number: index + 1 })).filter(({ cell }) => cell.trim() !== '')
  const take = (fits: (cell: string) => boolean) =>
    free.splice(free.findIndex(({ cell }) => fits(cell)) >>> 0, 1)[0]?.number
  const wanted = absent.map((fields): [Field, number | undefined] => {
    if (fields.some((field) => DAYS.includes(field)))
      return [fields[0] ?? 'ordered_at', take((cell) => readDate(cell) !== undefined)]
    const email = fields.includes('email') ? take(isEmail) : undefined
    return email ? ['email', email] : [fields[0] ?? 'order_id', undefined]
  })
  return wanted.map(([field, number]) => `${number ?? take((cell) => !isData(cell)) ?? '列の番号'}=${field}`).join(',')
}

const DAYS: readonly Field[] = ['ordered_at', 'started_at', 'shipped_at']

const inWords = (fields: readonly Field[]): string =>
  fields
    .filter((field) => field !== 'order_name')
    .map((field) => FIELDS[field])
    .join('・')
