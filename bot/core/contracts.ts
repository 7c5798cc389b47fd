/** Which subscription contracts exist, since when and until when? (DOMAIN §1.1, inference §2.4) */

import { addDays, type JstDate, jstDate } from './calendar.ts'
import { isCounted, type OrderFact, purchasedAt } from './occasions.ts'
import type { ContractStatus } from './order.ts'
import { isGoods, productFor } from './product.ts'
import type { Shop } from './shop.ts'

export interface SubscriptionFact {
  /** Of the row in the database: what an enrollment hangs on. */
  id?: string
  externalId?: string
  /** Sku or name of what is delivered. */
  product: string
  cycleDays?: number
  status: ContractStatus
  startedAt: Date
  nextDeliveryOn?: JstDate
  cancelledAt?: Date
  /** Since when payment fails; unknown means the grace has not begun to run. */
  paymentFailedAt?: Date
  /** Deliveries so far, as the cart counts. */
  count?: number
}

export interface Contract {
  product: string
  cycleDays?: number
  startedOn: JstDate
  /** First day on which it no longer exists; undefined while no end is in sight. */
  endsOn?: JstDate
  deliveries: number
}

/** Days between two deliveries of a product whose cycle nobody knows. */
export const USUAL_CYCLE = 30

/** The customer's contracts, ended ones too. A shop that sends no contracts gets them inferred from subscription orders. */
export const contractsOf = (
  given: readonly SubscriptionFact[],
  orders: readonly OrderFact[],
  shop: Shop,
): Contract[] =>
  given.length ? given.map((subscription) => contractOf(subscription, orders, shop)) : inferContracts(orders, shop)

/** Whether the contract exists on this day. */
export const existsOn = ({ startedOn, endsOn }: Contract, on: JstDate): boolean =>
  startedOn <= on && (endsOn === undefined || on < endsOn)

function contractOf(given: SubscriptionFact, orders: readonly OrderFact[], shop: Shop): Contract {
  const own = orders.filter(
    (order) => isCounted(order) && given.externalId !== undefined && order.subscriptionExternalId === given.externalId,
  )
  const days = new Set(own.map((order) => jstDate(purchasedAt(order, shop))))
  return {
    product: given.product,
    cycleDays: given.cycleDays ?? productFor(given.product, shop)?.cycle_days,
    startedOn: jstDate(given.startedAt),
    endsOn: endOf(given, shop),
    deliveries: Math.max(given.count ?? 0, days.size, ...own.map((order) => order.subscriptionCount ?? 0)),
  }
}

/** A cancelled contract lives on until a last delivery that is still due; one cancelled at an unknown time never did. */
function endOf(given: SubscriptionFact, { subscriptions }: Pick<Shop, 'subscriptions'>): JstDate | undefined {
  if (given.status === 'payment_failed')
    return given.paymentFailedAt && addDays(jstDate(given.paymentFailedAt), subscriptions.payment_grace_days + 1)
  if (given.status !== 'cancelled' && given.status !== 'completed') return undefined
  const endedOn = jstDate(given.cancelledAt ?? given.startedAt)
  return given.nextDeliveryOn && given.nextDeliveryOn > endedOn ? given.nextDeliveryOn : endedOn
}

/** Active while the newest order is at most 1.5 cycles old, then failing as long as the shop waits, then gone (DOMAIN §2.4). */
function inferContracts(orders: readonly OrderFact[], shop: Shop): Contract[] {
  const grace = shop.subscriptions.payment_grace_days
  const deliveries = orders.filter(isCounted).flatMap((order) =>
    order.lines.flatMap((line) => {
      const code = line.sku ?? line.name ?? ''
      const product = productFor(code, shop)
      if (!isGoods(line, shop) || !(line.isSubscription ?? product?.subscription)) return []
      return {
        product: product?.sku ?? code,
        cycleDays: product?.cycle_days,
        on: jstDate(purchasedAt(order, shop)),
        order,
      }
    }),
  )
  const contracts: Contract[] = []
  for (const { product, cycleDays, on, order } of deliveries.sort((one, other) => one.on.localeCompare(other.on))) {
    const endsOn = addDays(on, Math.floor(1.5 * (cycleDays ?? USUAL_CYCLE)) + grace + 1)
    const current = contracts.findLast((contract) => contract.product === product && existsOn(contract, on))
    if (!current) {
      contracts.push({
        product,
        cycleDays,
        startedOn: on,
        endsOn,
        deliveries: Math.max(1, order.subscriptionCount ?? 0),
      })
    } else if (endsOn !== current.endsOn) {
      current.endsOn = endsOn
      current.deliveries = Math.max(current.deliveries + 1, order.subscriptionCount ?? 0)
    }
  }
  return contracts
}

/** Days the longest of these contracts waits between two deliveries. */
export const longestCycle = (contracts: Contract[]): number | undefined => {
  const cycles = contracts.flatMap(({ cycleDays }) => cycleDays ?? [])
  return cycles.length ? Math.max(...cycles) : undefined
}
