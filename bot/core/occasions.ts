/** On which days did this customer really buy something? Counted purchase occasions (DOMAIN §1.1). */

import { addDays, daysBetween, type JstDate, jstDate } from './calendar.ts'
import type { OrderStatus } from './order.ts'
import type { Shop } from './shop.ts'

export interface OrderLineFact {
  sku?: string
  name?: string
  qty: number
  amountYen?: number
  lineType: 'goods' | 'gift' | 'insert' | 'option'
  productLine?: string
  isSubscription?: boolean
}

/** An order as the rules read it. Undefined amounts are unknown, not zero. */
export interface OrderFact {
  /** Of the row in the database. */
  id?: string
  orderedAt: Date
  paidAt?: Date
  shippedAt?: Date
  deliveredAt?: Date
  status: OrderStatus
  totalYen?: number
  subtotalYen?: number
  pointsUsedYen?: number
  refundedYen?: number
  isRenewal: boolean
  isTrial: boolean
  /** The contract this order belongs to: its external id. */
  subscriptionExternalId?: string
  /** How manieth delivery of the contract, as the cart counts. */
  subscriptionCount?: number
  lines: OrderLineFact[]
}

export interface Occasion {
  on: JstDate
  /** The first moment of the occasion. */
  at: Date
  orders: OrderFact[]
  totalYen: number
  /** Nothing but automatic renewals: the customer did not decide to buy that day. */
  isRenewal: boolean
  isTrial: boolean
  /** The day on which everything has arrived; may lie ahead. */
  deliveredOn: JstDate
}

/** Given up or given back, whatever was paid. */
export const UNCOUNTED: ReadonlySet<OrderStatus> = new Set(['cancelled', 'returned', 'refunded'])

/** How the shop dates a purchase. */
export type Dating = Pick<Shop, 'purchase_date_field'>

/**
 * When the purchase happened: on the date the shop goes by, or when it was ordered as long as that date is not known.
 * A renewal happens when it is paid or shipped, not when the cart writes it down in advance.
 */
export const purchasedAt = (order: OrderFact, { purchase_date_field: field }: Dating): Date => {
  if (!order.isRenewal) {
    if (field === 'ordered_at') return order.orderedAt
    return (field === 'paid_at' ? order.paidAt : order.shippedAt) ?? order.orderedAt
  }
  const confirmed = [order.paidAt, order.shippedAt].flatMap((at) => at ?? [])
  return confirmed.length ? new Date(Math.min(...confirmed.map((at) => at.getTime()))) : order.orderedAt
}

/** Not cancelled, not given back in full, not for nothing (points are money), and a renewal only when confirmed (DOMAIN §1.1). */
export function isCounted(order: OrderFact): boolean {
  if (UNCOUNTED.has(order.status)) return false
  if (order.isRenewal && order.status === 'pending' && !order.paidAt && !order.shippedAt) return false
  if (order.totalYen === undefined) return true
  const paid = order.totalYen + Math.max(0, order.pointsUsedYen ?? 0)
  return Math.abs(order.refundedYen ?? 0) < paid
}

/** Delivered, else so many days after it was shipped or bought, as the shop estimates (DOMAIN §1.1). May lie ahead. */
export function deliveredOn(order: OrderFact, shop: Dating & Pick<Shop, 'delivery_estimate'>): JstDate {
  const { after_shipping_days, after_order_days } = shop.delivery_estimate
  if (order.deliveredAt) return jstDate(order.deliveredAt)
  return order.shippedAt
    ? addDays(jstDate(order.shippedAt), after_shipping_days)
    : addDays(jstDate(purchasedAt(order, shop)), after_order_days)
}

export type OccasionShop = Dating & Pick<Shop, 'merge_same_day' | 'delivery_estimate'>

/** Counted occasions, oldest first. Orders of one Tokyo day are one, because split carts would fake a second purchase. */
export function occasions(orders: readonly OrderFact[], shop: OccasionShop): Occasion[] {
  const at = (order: OrderFact) => purchasedAt(order, shop)
  const counted = orders.filter(isCounted).sort((one, other) => at(one).getTime() - at(other).getTime())
  const groups = shop.merge_same_day
    ? [...Map.groupBy(counted, (order) => jstDate(at(order))).values()]
    : counted.map((order) => [order])
  return groups.flatMap((group) => (group[0] ? [occasionOf(group[0], group, shop)] : []))
}

const occasionOf = (first: OrderFact, orders: OrderFact[], shop: OccasionShop): Occasion => ({
  on: jstDate(purchasedAt(first, shop)),
  at: purchasedAt(first, shop),
  orders,
  totalYen: orders.reduce((sum, order) => sum + (order.totalYen ?? 0), 0),
  isRenewal: orders.every((order) => order.isRenewal),
  isTrial: orders.every((order) => order.isTrial),
  deliveredOn: orders.map((order) => deliveredOn(order, shop)).reduce((latest, on) => (on > latest ? on : latest)),
})

/** The most of these days (oldest first) that fall into any span of so many days, both ends included. */
export function densest(days: JstDate[], span: number): number {
  let from = 0
  return days.reduce((most, on, index) => {
    while (daysBetween(days[from] ?? on, on) > span) from += 1
    return Math.max(most, index - from + 1)
  }, 0)
}
