/** From which days does an enrollment count? Of a contract: when its parcels arrive, and when the next one will (SPEC §4.4 `at`). */

import { type JstDate, jstDate } from './calendar.ts'
import type { SubscriptionFact } from './contracts.ts'
import { lastOnIn } from './coupon-deadline.ts'
import type { Anchors } from './due.ts'
import { type Dating, deliveredOn, isCounted, type OrderFact, type OrderLineFact, purchasedAt } from './occasions.ts'
import { productFor } from './product.ts'
import type { Shop } from './shop.ts'

/** How an enrollment stands in the database. */
export interface Hook {
  anchor: string
  anchorAt: Date
  deliveredOn?: string | null
}

interface Known {
  orders: readonly OrderFact[]
  subscriptions: readonly SubscriptionFact[]
}

export type AnchorShop = Dating & Pick<Shop, 'products' | 'delivery_estimate'>

const OF_CONTRACT = /^subscription:/

/** The contract an enrollment hangs on; undefined when it hangs on something else. */
export function contractOf(anchor: string, contracts: readonly SubscriptionFact[]): SubscriptionFact | undefined {
  if (!OF_CONTRACT.test(anchor)) return undefined
  const wanted = anchor.replace(OF_CONTRACT, '')
  // A simulated contract has no row: it goes by its number or its product.
  return contracts.find(({ id, externalId, product }) => wanted === (id ?? externalId ?? product))
}

export function anchorsOf(hook: Hook, known: Known, shop: AnchorShop): Anchors {
  const startedAt = hook.anchorAt
  const estimated = (hook.deliveredOn ?? undefined) as JstDate | undefined
  const contract = contractOf(hook.anchor, known.subscriptions)
  if (!contract) return { startedAt, deliveredOn: estimated, couponLastOn: lastOnIn(hook.anchor) }
  // Nothing is on its way while a contract rests: its last reported day means nothing.
  const nextDeliveryOn = contract.status === 'active' ? contract.nextDeliveryOn : undefined
  return {
    startedAt,
    deliveredOn: estimated,
    deliveries: arrivals(contract, known.orders, nextDeliveryOn, shop),
    nextDeliveryOn,
  }
}

/** By number, from the contract's own orders; the first one that is not ordered yet is expected on the next delivery's day. */
function arrivals(
  contract: SubscriptionFact,
  orders: readonly OrderFact[],
  nextOn: JstDate | undefined,
  shop: AnchorShop,
): (JstDate | undefined)[] {
  const own = orders
    .filter((order) => isCounted(order) && belongsTo(order, contract, shop))
    .sort((one, other) => purchasedAt(one, shop).getTime() - purchasedAt(other, shop).getTime())
  const days: (JstDate | undefined)[] = []
  for (const order of own) days[(order.subscriptionCount ?? days.length + 1) - 1] ??= deliveredOn(order, shop)
  const next = Math.max(days.length, contract.count ?? 0)
  if (nextOn && !days.some((on) => on !== undefined && on >= nextOn)) days[next] = nextOn
  return days
}

/** A cart that does not number its contracts still names the product, and takes the first order with the contract. */
function belongsTo(order: OrderFact, contract: SubscriptionFact, shop: AnchorShop): boolean {
  if (order.subscriptionExternalId !== undefined) return order.subscriptionExternalId === contract.externalId
  const wanted = productFor(contract.product, shop)?.sku ?? contract.product
  const isSame = ({ lineType, sku, name }: OrderLineFact) =>
    lineType === 'goods' && (productFor(sku ?? name ?? '', shop)?.sku ?? sku ?? name) === wanted
  return jstDate(purchasedAt(order, shop)) >= jstDate(contract.startedAt) && order.lines.some(isSame)
}
