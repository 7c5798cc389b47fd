/**
 * ecforce's 受注CSV: a row for each order, its product codes joined by commas in one cell, inserts among them; those are
 * told apart by the shop's product list. 顧客購入回数 counts from 0 or 1, nobody knows, and is never read (DOMAIN §2.2).
 */

import { readYen } from '../cells.ts'
import type { Cells, NumberedCells, Preset } from '../fields.ts'

export const ecforce: Preset = {
  title: 'ecforce',
  source: 'ecforce',
  signature: ['受注番号', '購入商品（商品コード）'],
  headers: {
    order_id: ['受注番号', '受注ID'],
    customer_id: ['顧客番号', '顧客ID'],
    email: ['メールアドレス'],
    phone: ['電話番号', '電話番号(請求先)', 'TEL'],
    name: ['顧客名', '氏名', 'お名前'],
    family_name: ['姓', '顧客姓', '氏名(姓)'],
    given_name: ['名', '顧客名(名)', '氏名(名)'],
    kana: ['フリガナ', '顧客名カナ'],
    ordered_at: ['受注日', '受注日時'],
    paid_at: ['入金日', '決済日'],
    shipped_at: ['発送日', '出荷日', '配送日'],
    delivered_at: ['配送完了日', 'お届け完了日', '配達完了日'],
    updated_at: ['更新日時', '更新日'],
    cancelled_at: ['キャンセル日時', 'キャンセル日'],
    status: ['対応状況'],
    payment_status: ['決済状況'],
    fulfillment_status: ['配送状況', '発送状況'],
    total: ['支払い合計', '支払合計'],
    subtotal: ['小計'],
    discount: ['割引', '値引き'],
    points: ['利用ポイント', 'ポイント利用額'],
    shipping: ['送料'],
    fee: ['手数料', '決済手数料'],
    tax: ['消費税'],
    coupon: ['クーポンコード'],
    sku: ['購入商品（商品コード）'],
    product: ['購入商品（商品名）'],
    subscription_id: ['定期受注番号'],
    subscription_count: ['定期回数', '定期内受注（N番目）'],
    subscription_status: ['定期ステータス'],
  },
  interpret: (rows) => rows.flatMap((row) => linesOf(row, rows.length === 1)),
}

/** One row for each code; what concerns the order, and that it is a contract's delivery, stays with the first. */
function linesOf({ line, cells }: NumberedCells, isWhole: boolean): NumberedCells[] {
  const { sku, product, ...order } = cells
  const codes = listed(sku)
  const names = listed(product)
  const many = Math.max(codes.length, codes.length === 0 && product ? 1 : 0)
  const lines = Array.from({ length: many }, (_, index): Cells => {
    // A name may have a comma of its own; then nobody can say which name is which code's.
    const named = names.length === codes.length ? names[index] : undefined
    return { sku: codes[index], product: codes.length > 1 ? named : (product ?? named) }
  })
  const [first = {}, ...more] = lines
  return [
    {
      line,
      cells: {
        ...order,
        ...contract(cells),
        ...first,
        ...(isWhole && many === 1 && { amount: cells.subtotal }),
        total: total(cells),
      },
    },
    ...more.map((each) => ({ line, cells: each })),
  ]
}

const listed = (text = ''): string[] =>
  text
    .split(/[,、，]/)
    .map((part) => part.trim())
    .filter(Boolean)

/** 支払い合計 is 0 in some shops' files where 小計 is not: then the other amounts say what it was, postage included. */
const total = ({ total, subtotal }: Cells) =>
  readYen(total ?? '') === 0 && readYen(subtotal ?? '') !== undefined ? undefined : total

/** A single order has a 0 where a contract has its count. */
const contract = ({ subscription_id, subscription_count }: Cells): Cells =>
  subscription_id === undefined && /^[0０]$/.test(subscription_count ?? '0')
    ? { subscription_count: undefined }
    : { subscription_id, subscription_count }
