/**
 * BASE's 注文CSV: a row for each item and one for each option of it, the state of each item on its own row, and no number
 * of the customer (DOMAIN §2.2).
 */

import { readStatus } from '../cells.ts'
import type { Cells, NumberedCells, Preset } from '../fields.ts'

const OPTION = /^商品オプション「(.+)」$/

export const base: Preset = {
  title: 'BASE',
  source: 'base',
  signature: ['氏(請求先)', 'メールアドレス(請求先)', '発送状況'],
  headers: {
    order_id: ['注文ID'],
    email: ['メールアドレス(請求先)'],
    phone: ['電話番号(請求先)'],
    family_name: ['氏(請求先)'],
    given_name: ['名(請求先)'],
    ordered_at: ['注文日時'],
    shipped_at: ['発送日時', '発送日'],
    status: ['発送状況'],
    total: ['合計金額'],
    shipping: ['送料'],
    fee: ['代引き手数料'],
    coupon: ['クーポンコード'],
    sku: ['商品コード'],
    product_id: ['商品ID'],
    product: ['商品名'],
    variant: ['バリエーション'],
    quantity: ['数量'],
    unit_price: ['価格'],
  },
  interpret(rows) {
    const items = rows.reduce<NumberedCells[]>(foldOption, [])
    const kept = items.filter(({ cells }) => readStatus(cells.status ?? '') !== 'cancelled')
    // An order is cancelled when every item of it is.
    const bought = kept.length > 0 ? kept : items
    return bought.map(({ line, cells }) => ({ line, cells: { ...cells, sku: cells.sku ?? cells.product_id } }))
  },
}

/** のし=あり is written to the item above it. */
function foldOption(items: NumberedCells[], row: NumberedCells): NumberedCells[] {
  const [, name] = row.cells.product_id === undefined ? (OPTION.exec(row.cells.product ?? '') ?? []) : []
  const above = items.at(-1)
  if (name === undefined || !above) return [...items, row]
  const option = `${name}=${row.cells.variant ?? ''}`
  const cells: Cells = { ...above.cells, variant: [above.cells.variant, option].filter(Boolean).join('、') }
  return [...items.slice(0, -1), { line: above.line, cells }]
}
