/** Customers as no shop has them all at once: every status, date and answer there is, at random but repeatable. */

import { ORDER_STATUSES } from '../../bot/core/order-words.ts'
import { Shop } from '../../bot/core/shop.ts'
import { type Db, insertAll } from '../../db/client.ts'
import {
  customers,
  externalIds,
  friends,
  orderLines,
  orders,
  referrals,
  referralUses,
  responses,
  signals,
  subscriptions,
  surveys,
} from '../../db/schema.ts'
import type { Chance } from './seeded.ts'

const DAY = 86_400_000
const HOUR = 3_600_000

/** A shop whose every decision is taken by chance; `standard` with all of them as they come. */
export function randomShop(chance: Chance, standard = false): Shop {
  const product = (sku: string, more: object = {}) => ({ sku, name: `商品ー${sku}`, ...more })
  const base = {
    name: '店',
    concierge: 'みなみ',
    products: [
      product('LT', { line: 'lotion', trial: true, aliases: ['49-1'] }),
      product('LF', { line: 'lotion', id: 'full', aliases: ['4900000000017'] }),
      product('LS', { line: 'lotion', subscription: true, cycle_days: 45, success_point: { signal: 'slept_well' } }),
      product('CR', { line: 'cream' }),
      product('CS', { subscription: true }),
      product('WA', {}),
      product('CARD', { insert: true }),
    ],
  }
  if (standard) return Shop.parse(base)
  const flip = () => chance.next() < 0.5
  /** Mostly not as it is anyhow. */
  const rarely = () => chance.next() < 0.3
  return Shop.parse({
    ...base,
    registration_channels: chance.pick([['line'], ['email']]),
    purchase_date_field: chance.pick(['ordered_at', 'paid_at', 'paid_at', 'shipped_at', 'shipped_at']),
    merge_same_day: rarely(),
    delivery_estimate: { after_shipping_days: chance.between(0, 4), after_order_days: chance.between(0, 7) },
    subscription_shop: rarely(),
    subscriptions: { payment_grace_days: chance.between(0, 20) },
    recency: { long_cycle_adjust: flip() },
    stage: {
      strict_order: rarely(),
      marriage_min_lines: chance.pick([2, 4, 4]),
      intent_min: chance.pick([1, 2, 3, 5]),
      steady_purchases: chance.pick([2, 4, 5]),
    },
    positive: {
      rule: chance.pick(['and', 'or', 'or']),
      satisfaction_min: chance.between(3, 5),
      nps_min: chance.between(6, 9),
    },
    negative: { satisfaction_max: chance.between(1, 3), nps_max: chance.between(2, 6) },
    positives: {
      window_days: chance.pick([null, 60, 200]),
      sources: chance.pick([['survey'], ['button'], ['survey', 'review', 'ugc'], ['survey', 'button']]),
    },
    survey_every_days: chance.between(20, 40),
    ltv: { tax: chance.pick(['included', 'excluded', 'excluded']), include_shipping: flip() },
    usage_signals: chance.pick([['used'], ['used', 'success_felt', 'success_unclear'], []]),
    negative_signals: chance.pick([['negative_answer'], []]),
    guard: { survey_interval: chance.between(10, 40), survey_after_delivery: chance.between(3, 12) },
  })
}

const CODES = ['LT', 'LF', 'LS', 'LS', 'CR', 'CS', 'WA', 'CARD', '4900000000017', 'unknown']
const NAMES = ['商品ーLF', '商品-LS', 'ﾅｿﾞの品', '不明']

/** Rows of people who live between a year before `now` and a few days after it. */
export function randomPeople(chance: Chance, now: Date, ids: readonly string[]) {
  const flip = (share = 0.5) => chance.next() < share
  const maybe = <T>(value: T, share = 0.5): T | null => (flip(share) ? value : null)
  /** Mostly on round hours, so that moments meet; rarely ahead. */
  const moment = (most = 400) =>
    new Date(
      now.getTime() - chance.between(flip(0.02) ? -5 : 0, flip() ? 100 : most) * DAY - chance.between(0, 23) * HOUR,
    )
  const after = (at: Date, days: number) => new Date(at.getTime() + chance.between(0, days) * DAY)
  const day = (at: Date) => at.toISOString().slice(0, 10)
  const rows = {
    customers: [] as (typeof customers.$inferInsert)[],
    externalIds: [] as (typeof externalIds.$inferInsert)[],
    friends: [] as (typeof friends.$inferInsert)[],
    orders: [] as (typeof orders.$inferInsert)[],
    orderLines: [] as (typeof orderLines.$inferInsert)[],
    subscriptions: [] as (typeof subscriptions.$inferInsert)[],
    responses: [] as (typeof responses.$inferInsert)[],
    surveys: [] as (typeof surveys.$inferInsert)[],
    signals: [] as (typeof signals.$inferInsert)[],
    referrals: [] as (typeof referrals.$inferInsert)[],
    referralUses: [] as (typeof referralUses.$inferInsert)[],
  }
  /** Two deliveries as far apart as a contract just reaches, or a day more or less: 1.5 cycles of 45 days and the grace. */
  function onTheEdge(id: string) {
    const begun = chance.between(100, 300)
    return [0, chance.between(81, 83)].map((gap, n) => {
      const orderId = `${id}/e${n}`
      rows.orderLines.push({ orderId, no: 0, sku: 'LS', name: '', qty: 1, lineType: 'goods' })
      const orderedAt = new Date(now.getTime() - (begun - gap) * DAY)
      return {
        ...{ id: orderId, source: 's', externalId: orderId, customerId: id, orderedAt },
        status: 'delivered',
        fingerprint: '',
      }
    })
  }
  for (const id of ids) {
    rows.customers.push({
      id,
      emailConsent: flip(0.4),
      openComplaint: flip(0.1),
      deletedAt: maybe(moment(), 0.03),
      mergedInto: maybe('somebody', 0.02),
      anonymous: flip(0.02),
      createdAt: now,
    })
    for (let n = 0; n < chance.between(0, 2); n += 1)
      rows.friends.push({
        ...{ lineUserId: `U-${id}-${n}`, customerId: id, following: flip(0.8), changedAt: now },
        ...{ optedOutAt: maybe(now, 0.2), createdAt: new Date(chance.between(0, 3)) },
      })
    const contracts = flip(0.4) ? chance.between(1, 3) : 0
    for (let n = 0; n < contracts; n += 1) {
      const startedAt = moment()
      rows.subscriptions.push({
        ...{ id: `${id}/s${n}`, source: 's', externalId: `${id}/s${n}`, customerId: id, fingerprint: '' },
        product: chance.pick([...CODES, ...NAMES]),
        cycleDays: maybe(chance.between(20, 100)),
        status: chance.pick(['active', 'active', 'paused', 'payment_failed', 'cancelled', 'completed']),
        startedAt,
        nextDeliveryOn: maybe(day(after(startedAt, 200))),
        paymentFailedAt: maybe(after(startedAt, 100)),
        cancelledAt: maybe(after(startedAt, 100), 0.8),
        count: chance.between(0, 5),
      })
    }
    for (let n = chance.between(0, flip(0.1) ? 25 : 7); n > 0; n -= 1) {
      const orderId = `${id}/o${n}`
      const orderedAt = moment()
      const isRenewal = flip(0.2)
      rows.orders.push({
        ...{ id: orderId, source: 's', externalId: orderId, customerId: id, fingerprint: '', orderedAt, isRenewal },
        paidAt: maybe(after(orderedAt, 5)),
        shippedAt: maybe(after(orderedAt, 6)),
        deliveredAt: maybe(after(orderedAt, 9), 0.3),
        status: chance.pick([...ORDER_STATUSES, 'confirmed', 'delivered', 'delivered']),
        subtotalYen: maybe(chance.between(0, 9000)),
        discountYen: chance.pick([0, 0, 300, -200]),
        pointsUsedYen: chance.pick([0, 0, 150, -50]),
        shippingYen: chance.pick([0, 550]),
        feeYen: chance.pick([0, 330]),
        taxYen: maybe(chance.between(0, 700)),
        totalYen: chance.pick([null, 0, 980, 3300, 3301, 12_345]),
        refundedYen: chance.pick([0, 0, 0, 500, -500, 3300]),
        isTrial: flip(0.2),
        subscriptionExternalId: contracts > 0 && flip() ? `${id}/s${chance.between(0, contracts)}` : maybe('odd', 0.05),
        subscriptionCount: maybe(chance.between(0, 8), 0.3),
      })
      for (let no = 0; no < chance.between(0, 3); no += 1)
        rows.orderLines.push({
          ...{ orderId, no, name: chance.pick(NAMES), qty: chance.between(0, 2) },
          sku: maybe(chance.pick(CODES), 0.8),
          amountYen: maybe(chance.between(0, 5000)),
          lineType: chance.pick(['goods', 'goods', 'goods', 'gift', 'insert', 'option']),
          productLine: maybe(chance.pick(['x', 'y', 'lotion']), 0.1),
          isSubscription: maybe(flip(), 0.2),
        })
    }
    if (contracts === 0 && flip(0.2)) rows.orders.push(...onTheEdge(id))
    for (let n = flip(0.5) ? chance.between(1, 6) : 0; n > 0; n -= 1)
      rows.responses.push({
        ...{ id: `${id}/r${n}`, surveyId: `${id}/r${n}`, customerId: id, answers: {}, at: moment(300) },
        satisfaction: maybe(chance.between(1, 5), 0.8),
        nps: maybe(chance.between(0, 10), 0.8),
        intent: maybe(chance.between(1, 5), 0.4),
      })
    for (let n = chance.between(0, 2); n > 0; n -= 1)
      rows.surveys.push({
        ...{
          id: `${id}/v${n}`,
          customerId: id,
          revisionId: 'r',
          surveyId: 's',
          cause: String(n),
          invitedAt: moment(300),
        },
      })
    for (let n = flip(0.4) ? chance.between(1, 5) : 0; n > 0; n -= 1)
      rows.signals.push({
        ...{ id: `${id}/g${n}`, customerId: id, at: moment(300) },
        name: chance.pick(['used', 'success_felt', 'negative_answer', 'slept_well', 'review', 'ugc', '']),
      })
    if (flip(0.1)) {
      rows.referrals.push({ code: `c-${id}`, customerId: id, createdAt: now })
      rows.referralUses.push({
        customerId: `friend-${id}`,
        code: `c-${id}`,
        acceptedAt: now,
        countedAt: maybe(now, 0.6),
      })
    }
  }
  return rows
}

const TABLES = {
  ...{ customers, externalIds, friends, orders, orderLines, subscriptions, responses, surveys, signals, referrals },
  referralUses,
}

/** Later rows of the same people: what happened since. */
export async function insertPeople(db: Db, rows: Partial<ReturnType<typeof randomPeople>>): Promise<void> {
  for (const [name, values] of Object.entries(rows))
    for (let from = 0; from < values.length; from += 500)
      await db.run(insertAll(TABLES[name as keyof typeof TABLES] as never, values.slice(from, from + 500) as never))
}
