/** In which words is an order told? */

export const ORDER_STATUSES = [
  'pending',
  'confirmed',
  'shipped',
  'delivered',
  'cancelled',
  'returned',
  'refunded',
  'partially_refunded',
] as const
export type OrderStatus = (typeof ORDER_STATUSES)[number]

/** As a merchant says it. */
export const STATUS_WORDS: Record<OrderStatus, string> = {
  pending: '入金待ち',
  confirmed: '受付済み',
  shipped: '発送済み',
  delivered: 'お届け済み',
  cancelled: 'キャンセル',
  returned: '返品',
  refunded: '返金済み',
  partially_refunded: '一部返金',
}

export const LINE_TYPES = ['goods', 'gift', 'insert', 'option'] as const

/** A line the shop reported without a name (DOMAIN §2.1): for its own lists, never for a customer's eyes. */
export const UNNAMED = '不明'

/** In a list of one order: nobody honest has more. */
export const MOST_CODES = 50
export const MOST_LINES = 500

/** What a total can be worked out from. */
interface Amounts {
  lines: { amount_yen?: number }[]
  subtotal_yen?: number
  discount_yen?: number
  points_used_yen?: number
  shipping_yen?: number
  fee_yen?: number
}

/** A missing total, from the other amounts; undefined when there are none. */
export function totalOf(order: Amounts): number | undefined {
  const amounts = order.lines.flatMap((line) => line.amount_yen ?? [])
  const goods = order.subtotal_yen ?? (amounts.length ? amounts.reduce((sum, amount) => sum + amount, 0) : undefined)
  if (goods === undefined) return undefined
  const off = Math.abs(order.discount_yen ?? 0) + Math.abs(order.points_used_yen ?? 0)
  return goods - off + (order.shipping_yen ?? 0) + (order.fee_yen ?? 0)
}
