/** Did Excel break this row before it came to us, and how is that said? (DOMAIN §2.3.4) What is lost is never guessed. */

import { isDamagedNumber, isDateSerial } from './cells.ts'
import { type Cells, FIELDS, type Field, type NumberedCells } from './fields.ts'

export interface Damage {
  line: number
  code: 'excel_damage' | 'mojibake'
  message: string
}

const IDS: readonly Field[] = ['order_id', 'customer_id', 'subscription_id', 'sku', 'product_id']
const DATES: readonly Field[] = [
  'ordered_at',
  'paid_at',
  'shipped_at',
  'delivered_at',
  'updated_at',
  'cancelled_at',
  'started_at',
  'next_delivery_on',
]

/** `1-2` typed as a code becomes a day. */
const CODE_AS_DAY =
  /^(\d{1,2}月\d{1,2}日|\d{1,2}-(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d{2})$/i
/** `2026-04-01 12:34:56` in a column that shows minutes only. */
const ONLY_MINUTES = /^\d{1,2}:\d{2}\.\d$/
const TOO_NARROW = /^#{3,}$/
const FORMULA_ERROR = /^#(REF!|NAME\?|VALUE!|N\/A|DIV\/0!|NULL!|NUM!|SPILL!)$/
/**
 * UTF-8 that was read as Shift_JIS (縺薙ｓ縺ｫ縺｡縺ｯ) or as Latin letters (æ³¨æ–‡), a character that was given up for lost, and
 * cells of nothing but question marks. One 縺 alone may be somebody's rare word.
 */
const MOJIBAKE =
  /\uFFFD|[縺繧繝][^\s]{0,3}[縺繧繝]|[ãæçèé][\u0080-\u00BF\u2013-\u203A\u0152-\u0192\u02C6\u02DC€™]{1,2}[^\s]{0,3}[ãæçèé]|^[?？]{2,}$/

export const isMojibake = (text: string): boolean => MOJIBAKE.test(text)

/** 注文番号 read as Shift_JIS (豕ｨ譁…): a half-width kana between Chinese characters, but for 森ﾉ宮, 関ｹ原, 四ﾂ谷 and 自由ｶ丘. */
const KANA_BETWEEN = /[一-鿿][ｦ-ｵｷｸｺ-ﾁﾃ-ﾈﾊ-ﾟ][一-鿿]/
export const isMojibakeHeader = (text: string): boolean => isMojibake(text) || KANA_BETWEEN.test(text)

const ADVICE = 'カートから出力したままのファイルを選んでください。'

/** The first cell of the row that cannot be trusted. */
export function damageIn({ line, cells }: NumberedCells): Damage | undefined {
  let field: Field
  for (field in cells) {
    const text = cells[field]
    if (text === undefined) continue
    if (isMojibake(text))
      return {
        line,
        code: 'mojibake',
        message: `${FIELDS[field]}「${text.slice(0, 20)}」が文字化けしています。文字コードを変えて保存すると元に戻せません。${ADVICE}`,
      }
    const what = reason(field, text, cells)
    if (what)
      return {
        line,
        code: 'excel_damage',
        message: `${FIELDS[field]}が「${text.slice(0, 40)}」になっています。${what}${ADVICE}`,
      }
  }
  return undefined
}

function reason(field: Field, text: string, cells: Cells): string | undefined {
  if (TOO_NARROW.test(text)) return 'Excelで列の幅が足りないまま保存すると、中身が消えます。'
  if (FORMULA_ERROR.test(text)) return 'Excelが計算式と取りちがえて、中身が消えています。'
  if (IDS.includes(field)) {
    if (isDamagedNumber(text)) return 'Excelで開いて保存すると番号がこわれます。'
    if (CODE_AS_DAY.test(text.normalize('NFKC'))) return 'Excelで開いて保存すると番号が日付に変わります。'
  }
  if (DATES.includes(field)) {
    if (isDateSerial(text)) return 'Excelで開いて保存すると日付がこわれます。'
    if (ONLY_MINUTES.test(text)) return 'Excelで開いて保存すると、日付と時が消えて分と秒だけになります。'
  }
  // With another trace of the customer the order is still theirs.
  if (field === 'phone' && isDamagedNumber(text) && !cells.customer_id && !cells.email)
    return 'Excelで開いて保存すると電話番号がこわれます。'
  return undefined
}

/** A number whose leading 0 Excel took for nothing; it is put back (`normalisePhone`), and told. */
export const lacksZero = (phone: string): boolean =>
  !phone.startsWith('0') && /^[1-9]\d{8,9}$/.test(phone.normalize('NFKC').replace(/[\s-]/g, ''))
