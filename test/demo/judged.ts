/** The demo's people as the real rules see them: plain data in, labels and the shop's numbers out. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { addDays, type JstDate, jstInstant } from '../../bot/core/calendar.ts'
import type { SubscriptionFact } from '../../bot/core/contracts.ts'
import { gatherFacts } from '../../bot/core/gather-facts.ts'
import { classify } from '../../bot/core/label.ts'
import { allMetrics } from '../../bot/core/metrics.ts'
import { buyerOf, type SoldOrder } from '../../bot/core/metrics-buyer.ts'
import type { OrderInput, SubscriptionInput } from '../../bot/core/order.ts'
import { Shop } from '../../bot/core/shop.ts'
import { LABELS, type Label } from '../../bot/core/vocabulary.ts'
import type { DemoCustomer } from '../../bot/demo/people/customer.ts'
import { makeShop } from '../../bot/demo/people/shop.ts'
import { tallyOf } from '../core/tallied.ts'

export const SHOP = Shop.parse(parse(readFileSync(join(import.meta.dirname, '../../scenarios/shop.yaml'), 'utf8')))

export const day = (text: string) => text as JstDate

export const peopleOf = (seed: number, today: JstDate): DemoCustomer[] => {
  const products = SHOP.products.map(({ sku, name, price_yen }) => ({ sku, name, price_yen }))
  return makeShop({ seed, today, products })
}

const soldOrder = (order: OrderInput): SoldOrder => ({
  orderedAt: order.ordered_at,
  paidAt: order.paid_at,
  deliveredAt: order.delivered_at,
  status: order.status,
  totalYen: order.total_yen,
  refundedYen: order.refunded_yen,
  discountYen: 0,
  shippingYen: 0,
  feeYen: 0,
  isRenewal: order.is_renewal ?? false,
  isTrial: order.lines.some(({ sku }) => sku === 'LT'),
  subscriptionExternalId: order.subscription_external_id,
  subscriptionCount: order.subscription_count,
  lines: order.lines.map(({ sku, name, qty, amount_yen, line_type }) => ({
    sku,
    name,
    qty,
    amountYen: amount_yen,
    lineType: line_type,
  })),
})

const contractFact = (contract: SubscriptionInput): SubscriptionFact => ({
  externalId: contract.external_id,
  product: contract.product,
  cycleDays: contract.cycle_days,
  status: contract.status,
  startedAt: contract.started_at,
  nextDeliveryOn: contract.next_delivery_on,
  cancelledAt: contract.cancelled_at,
  count: contract.count,
})

export const ordersOf = ({ reports }: DemoCustomer): OrderInput[] => reports.flatMap(({ order }) => order ?? [])

/** The last report of each contract stands. */
const contractsOf = ({ reports }: DemoCustomer): SubscriptionFact[] => [
  ...new Map(
    reports.flatMap(({ contract }) => (contract ? [[contract.external_id, contractFact(contract)] as const] : [])),
  ).values(),
]

function labelOf(person: DemoCustomer, now: Date): Label {
  const friend = person.friend && { following: !person.friend.blockedAt, optedOut: false }
  const facts = gatherFacts({
    orders: ordersOf(person).map(soldOrder),
    subscriptions: contractsOf(person),
    friend,
    emailConsent: false,
    responses: person.rounds.flatMap(({ answeredAt: at, answer }) => (at && answer ? [{ at, ...answer }] : [])),
    invitations: person.rounds.map(({ askedAt }) => askedAt),
    signals: [],
    complaintsOpen: 0,
    referrals: 0,
    shop: SHOP,
    now,
  })
  return classify(facts, now, SHOP)
}

/** How many hold which label at this moment. */
export function labelsOf(people: DemoCustomer[], now: Date): Record<Label, number> {
  const counts = Object.fromEntries(Object.keys(LABELS).map((label) => [label, 0])) as Record<Label, number>
  for (const person of people) counts[labelOf(person, now)] += 1
  return counts
}

/** The report of the day's end, without what is sent and answered. */
export function numbersOf(people: DemoCustomer[], asOf: JstDate) {
  const buyers = people.flatMap(
    (person) => buyerOf(ordersOf(person).map(soldOrder), contractsOf(person), SHOP, asOf) ?? [],
  )
  const none = { numerator: 0, denominator: 0 }
  return allMetrics(
    {
      tally: tallyOf(buyers, asOf),
      friends: { all: 0, reachable: 0, linked: 0 },
      nps: [],
      surveys: { invited: 0, answered: 0 },
      rule132: none,
      nobodys: { purchases: 0, yen: 0 },
      costs: [],
    },
    SHOP,
    asOf,
  )
}

export const noonOf = (on: JstDate): Date => jstInstant(on, '12:00')
export const lastMinuteOf = (on: JstDate): Date => new Date(jstInstant(addDays(on, 1)).getTime() - 60_000)
