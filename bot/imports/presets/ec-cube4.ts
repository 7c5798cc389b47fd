/**
 * EC-CUBE 4's 受注CSV: a row for each item of an order, postage, fees, discounts, taxes and points among them. Columns are
 * the shop's own choice, so every one of them may be missing (DOMAIN §2.2).
 */

import { readCount, readYen } from '../cells.ts'
import type { Cells, NumberedCells, Preset } from '../fields.ts'

/** 対応状況(ID) in words that `readStatus` knows; a shop's own states are read by their names. */
const STATES: ReadonlyMap<string, string> = new Map([
  ['1', '新規受付'],
  ['3', '注文取消し'],
  ['4', '対応中'],
  ['5', '発送済み'],
  ['6', '入金済み'],
  ['7', '決済処理中'],
  ['8', '購入処理中'],
  ['9', '返品'],
])
const GOODS = /^(1|商品)$/
/** What the fee rows are called where the shop left 明細区分 out. */
const FEES = /^(送料|手数料|割引|値引き?|税|消費税|ポイント)$/

export const ecCube4: Preset = {
  title: 'EC-CUBE 4',
  source: 'ec-cube4',
  signature: ['対応状況(ID)', '明細区分(ID)'],
  headers: {
    // The number the customer was told; without a plugin it is the same as the id.
    order_id: ['注文番号', '注文ID'],
    customer_id: ['会員ID'],
    email: ['メールアドレス'],
    phone: ['TEL', '電話番号'],
    name: ['お名前'],
    family_name: ['お名前(姓)'],
    given_name: ['お名前(名)'],
    family_kana: ['お名前(セイ)', 'お名前(フリガナ・姓)'],
    given_kana: ['お名前(メイ)', 'お名前(フリガナ・名)'],
    ordered_at: ['受注日', '注文日時', '注文日'],
    paid_at: ['入金日'],
    shipped_at: ['発送日', '出荷日'],
    delivered_at: ['お届け完了日', '配達完了日', 'お届け日'],
    updated_at: ['更新日'],
    status: ['対応状況(名称)', '対応状況'],
    status_code: ['対応状況(ID)'],
    total: ['支払合計', '合計'],
    subtotal: ['小計'],
    discount: ['値引き'],
    points: ['利用ポイント', '使用ポイント'],
    // It stands there twice; the first is the order's.
    shipping: ['送料'],
    fee: ['手数料'],
    tax: ['税金', '税合計'],
    coupon: ['クーポンコード'],
    sku: ['商品コード'],
    product: ['商品名'],
    variant: ['規格分類名1'],
    quantity: ['個数'],
    unit_price: ['価格'],
    line_kind: ['明細区分(ID)', '明細区分(名称)', '明細区分'],
  },
  interpret(rows) {
    const goods = new Set(rows.filter(({ cells }) => isGoods(cells)))
    const priced = withCosts(rows, withAmounts(rows, goods))
    return priced.map(({ line, cells }) => ({
      line,
      cells: { ...cells, status: STATES.get(code(cells)) ?? cells.status },
    }))
  },
}

const code = (cells: Cells) => (cells.status_code ?? '').normalize('NFKC')

function isGoods({ line_kind, sku, product }: Cells): boolean {
  if (line_kind !== undefined) return GOODS.test(line_kind.normalize('NFKC'))
  return sku !== undefined || !FEES.test(product ?? '')
}

/** What the fee rows are, by their number or name. */
const COSTS = { shipping: /^(2|送料)$/, fee: /^(3|手数料)$/ } as const

/** 送料 and 手数料 as their rows have them, where the shop left the order's own columns out; the total holds both. */
function withCosts(rows: NumberedCells[], priced: NumberedCells[]): NumberedCells[] {
  const costs: Cells = {}
  for (const cost of ['shipping', 'fee'] as const) {
    const own = rows.filter(({ cells }) => COSTS[cost].test((cells.line_kind ?? cells.product ?? '').normalize('NFKC')))
    if (own.length === 0 || rows.some(({ cells }) => cells[cost] !== undefined)) continue
    const yen = own.reduce((sum, { cells }) => sum + amountIn(cells), 0)
    if (!Number.isNaN(yen)) costs[cost] = String(yen)
  }
  return priced.map((row, index) => (index === 0 ? { line: row.line, cells: { ...row.cells, ...costs } } : row))
}

/** NaN where it cannot be read. */
const amountIn = ({ unit_price = '', quantity = '1' }: Cells): number =>
  (readYen(unit_price) ?? Number.NaN) * (readCount(quantity) ?? 0)

/**
 * 価格 is without tax and rounded by each shop's own rule, so what the goods cost is 小計: told for one line, and for
 * several only when they add up to it.
 */
function withAmounts(rows: NumberedCells[], goods: Set<NumberedCells>): NumberedCells[] {
  const subtotal = rows.find(({ cells }) => cells.subtotal)?.cells.subtotal
  const sum = [...goods].reduce((yen, { cells }) => yen + amountIn(cells), 0)
  const agrees = subtotal === undefined || sum === readYen(subtotal)
  return rows.map((row) => {
    const { sku, product, variant, quantity, unit_price, ...rest } = row.cells
    if (!goods.has(row)) return { line: row.line, cells: rest }
    if (agrees) return row
    const amount = goods.size === 1 ? subtotal : undefined
    return { line: row.line, cells: { ...rest, sku, product, variant, quantity, amount } }
  })
}
