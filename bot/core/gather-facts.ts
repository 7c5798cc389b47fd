/** What did we know about this customer at this moment? Turns records into the facts that every rule reads (DOMAIN §1.1). */

import { addDays, type JstDate, jstDate, midnightAfter } from './calendar.ts'
import { type Contract, contractsOf, existsOn, longestCycle, type SubscriptionFact } from './contracts.ts'
import type { Facts } from './facts.ts'
import { densest, isCounted, type Occasion, type OrderFact, occasions, purchasedAt } from './occasions.ts'
import { productFor } from './product.ts'
import type { Shop } from './shop.ts'
import { isNegative, positiveDays, type SurveyFact, USING_MIN } from './survey.ts'

export interface SignalFact {
  name: string
  at: Date
}

/** Everything on record about one customer. */
export interface Records {
  orders: OrderFact[]
  subscriptions: SubscriptionFact[]
  /** Undefined when no LINE friend is linked. */
  friend: { following: boolean; optedOut: boolean } | undefined
  emailConsent: boolean
  responses: SurveyFact[]
  /** When surveys were sent, answered or not. */
  invitations: readonly Date[]
  signals: SignalFact[]
  complaintsOpen: number
  referrals: number
  shop: Shop
  now: Date
}

/**
 * Facts as of `now`: an answer or signal after it, a purchase after its day has not happened yet. Within the day a purchase
 * has: a cart's clock may be ahead of ours. Days of arrival may lie ahead.
 */
export function gatherFacts(records: Records): Facts {
  const { shop, now, friend } = records
  const channels = shop.registration_channels
  const tomorrow = midnightAfter(now)
  const orders = records.orders.filter((order) => purchasedAt(order, shop) < tomorrow)
  const responses = records.responses.filter(({ at }) => at <= now).sort(byTime)
  const asked = [...records.invitations.filter((at) => at <= now), ...responses.map(({ at }) => at)].sort(byMoment)
  const signals = records.signals.filter(({ at }) => at <= now).sort(byTime)
  const bought = occasions(orders, shop)
  const contracts = contractsOf(records.subscriptions, orders, shop)
  const negatives = [
    ...responses.filter((response) => isNegative(response, shop)),
    ...signals.filter(({ name }) => shop.negative_signals.includes(name)),
  ].sort(byTime)
  const reachable = friend?.following ?? false
  const optedOut = friend?.optedOut ?? false
  return {
    registered:
      (channels.includes('line') && reachable && !optedOut) || (channels.includes('email') && records.emailConsent),
    reachable,
    optedOut,
    emailConsent: records.emailConsent,
    ...purchaseFacts(bought, shop),
    ...contractFacts(contracts, jstDate(now)),
    referrals: records.referrals,
    ...positiveFacts(positiveDays({ responses, signals }, shop), jstDate(now), shop),
    lastSurveyOn: dayIn(asked.at(-1)),
    lastAnsweredOn: dayOf(responses.at(-1)),
    lastNps: responses.findLast(({ nps }) => nps !== undefined)?.nps,
    lastNegativeOn: dayOf(negatives.at(-1)),
    openComplaint: records.complaintsOpen > 0,
    usageSignal:
      signals.some(({ name }) => shop.usage_signals.includes(name)) ||
      responses.some(({ satisfaction }) => satisfaction !== undefined && satisfaction >= USING_MIN),
    intent: responses.findLast(({ intent }) => intent !== undefined)?.intent,
  }
}

/** Counted orders of a day that has not come: a cart's mistake, or written down in advance (DOMAIN §1.1 `DQ_FUTURE_ORDER`). */
export const ordersAhead = <Order extends OrderFact>(orders: readonly Order[], now: Date, shop: Shop): Order[] => {
  const tomorrow = midnightAfter(now)
  return orders.filter((order) => isCounted(order) && purchasedAt(order, shop) >= tomorrow)
}

/** The first day on which something that is written down already will have happened: an order, the start of a contract. */
export function happensNextOn(
  { orders, subscriptions }: Pick<Records, 'orders' | 'subscriptions'>,
  now: Date,
  shop: Shop,
): JstDate | undefined {
  const today = jstDate(now)
  const days = [
    ...ordersAhead(orders, now, shop).map((order) => jstDate(purchasedAt(order, shop))),
    ...subscriptions.map(({ startedAt }) => jstDate(startedAt)).filter((on) => on > today),
  ]
  return days.sort()[0]
}

/** Days in which the most purchases are looked for. */
export const DENSEST_SPAN = 180

function purchaseFacts(bought: Occasion[], shop: Shop) {
  const first = bought.at(0)
  const last = bought.at(-1)
  return {
    purchases: bought.length,
    firstPurchaseOn: first?.on,
    lastPurchaseOn: last?.on,
    lastManualOn: bought.findLast(({ isRenewal }) => !isRenewal)?.on,
    firstDeliveredOn: first?.deliveredOn,
    lastDeliveredOn: last?.deliveredOn,
    mostPurchasesIn180Days: densest(
      bought.map(({ on }) => on),
      DENSEST_SPAN,
    ),
    productLines: countLines(bought, shop),
  }
}

/** Goods whose line nobody knows make one line together: a shop without a product list must not look like cross-selling. */
function countLines(bought: Occasion[], shop: Shop): number {
  const lines = new Set<string>()
  for (const line of bought.flatMap(({ orders }) => orders.flatMap((order) => order.lines))) {
    const product = productFor(line.sku ?? line.name ?? '', shop)
    const known = line.productLine ?? product?.line ?? product?.sku
    if (line.lineType === 'goods' && line.qty > 0 && !product?.insert && known !== undefined) lines.add(known)
  }
  return lines.size || Math.min(1, bought.length)
}

function contractFacts(contracts: Contract[], today: JstDate) {
  const standing = contracts.filter((contract) => existsOn(contract, today))
  const ended = contracts.flatMap(({ endsOn }) => (endsOn && endsOn <= today ? endsOn : [])).sort()
  const ends = standing.map(({ endsOn }) => endsOn)
  return {
    subscription: standing.length > 0,
    subscribedOn: standing
      .map(({ startedOn }) => startedOn)
      .sort()
      .at(-1),
    subscriptionEndsOn: ends.includes(undefined) ? undefined : ends.sort().at(-1),
    subscribedProducts: standing.map(({ product }) => product),
    subscriptionDeliveries: standing.reduce((sum, { deliveries }) => sum + deliveries, 0),
    subscriptionCancelledOn: ended.at(-1),
    cycleDays: longestCycle(standing),
  }
}

/** A shop may count only the newest of them: then it is known on which day each is too old. */
function positiveFacts(days: JstDate[], today: JstDate, { positives: { window_days: window } }: Shop) {
  if (window === null) return { positives: days.length }
  const fading = days.map((on) => addDays(on, window)).filter((on) => on > today)
  return { positives: fading.length, positivesFadeOn: fading }
}

const byMoment = (one: Date, other: Date) => one.getTime() - other.getTime()
const byTime = (one: { at: Date }, other: { at: Date }) => byMoment(one.at, other.at)

const dayIn = (at: Date | undefined): JstDate | undefined => at && jstDate(at)
const dayOf = (record: { at: Date } | undefined): JstDate | undefined => dayIn(record?.at)
