/** What should the merchant type when a column was not found? An example with their own headers in it (DOMAIN §2.5). */

import { FIELDS, type Field } from './fields.ts'

/** What columns are called that hold this, however their cart words it. */
const LIKELY: Partial<Record<Field, RegExp>> = {
  order_id: /(注文|受注|オーダー|伝票|取引|order).*(番号|no|id|コード)|^(no|番号|id)\.?$/i,
  ordered_at: /(注文|受注|購入|申込|売上|オーダー|order|purchase).*(日|date|時)|^(日付|日時|date)$/i,
  customer_id: /(会員|顧客|お?客様|customer|member).*(番号|no|id|コード)/i,
  email: /メール|mail/i,
  phone: /電話|tel|phone/i,
  subscription_id: /(定期|頒布|契約|申込|subscription|contract).*(番号|no|id|コード)/i,
  started_at: /(申込|開始|契約|登録|初回).*(日|date|時)/i,
  product: /商品|品名|アイテム|product|item/i,
  shipped_at: /(発送|出荷).*日/,
  delivered_at: /(配達|配送|お?届け|到着|納品).*日/,
}

/** `--map お客様メール=email`; with placeholders when no header comes near. */
export function mapExample(fields: readonly Field[], headers: readonly string[]): string {
  for (const field of fields)
    for (const header of headers)
      if (LIKELY[field]?.test(header.normalize('NFKC').trim())) return pair(header.trim(), field)
  return pair('列の見出し', fields[0] ?? 'order_id')
}

/** A first row in which no word is a header's is an order already. */
export const numbersExample = (needed: readonly (readonly Field[])[]): string =>
  `--map ${needed.map(([field], index) => `${index + 1}=${field}`).join(',')}`

const pair = (header: string, field: Field) =>
  `--map ${/[\s,"'=]/.test(header) ? `"${header}=${field}"` : `${header}=${field}`}`

/** 「注文番号」, 「お客さま番号・メールアドレス・電話番号」 */
export const inWords = (fields: readonly Field[]): string =>
  fields
    .filter((field) => field !== 'order_name')
    .map((field) => FIELDS[field])
    .join('・')
