/** What was known about someone at this moment of a simulation? Nothing that happens later. */

import { addDays, daysBetween, type JstDate, jstDate } from './calendar.ts'
import type { SubscriptionFact } from './contracts.ts'
import { gatherFacts, type Records } from './gather-facts.ts'
import { classify } from './label.ts'
import { CONTRACT, type Life, type LifeOrder, renewedAt, TRANSIT } from './life.ts'
import type { Standing } from './names.ts'
import type { Shop } from './shop.ts'
import { stageOf } from './stage.ts'

/** The same standing as `standingOf` of the runtime, out of what was on record at `now`. */
export function standingAt(life: Life, shop: Shop, now: Date): Standing {
  const facts = gatherFacts({ ...recordsAt(life, now), shop, now })
  const label = classify(facts, now, shop)
  return { facts, label, stage: stageOf(facts, shop), linked: life.linked, withdrawn: life.withdrawn }
}

export function recordsAt(life: Life, now: Date): Omit<Records, 'now' | 'shop'> {
  const { records } = life
  return {
    ...records,
    orders: records.orders.filter(({ orderedAt }) => orderedAt <= now).map((order) => orderAt(order, now)),
    subscriptions: records.subscriptions
      .filter(({ startedAt }) => startedAt <= now)
      .map((contract) => contractAt(contract, now)),
    friend: friendAt(life, now),
  }
}

/** Following and stopped, after everything that changed it so far. */
export function friendAt({ records: { friend }, turns }: Life, now: Date): Records['friend'] {
  if (!friend) return undefined
  const past = turns.filter(({ at }) => at <= now)
  return {
    following: past.findLast(({ following }) => following !== undefined)?.following ?? friend.following,
    optedOut: past.findLast(({ optedOut }) => optedOut !== undefined)?.optedOut ?? friend.optedOut,
  }
}

const ifPast = (at: Date | undefined, now: Date) => (at && at <= now ? at : undefined)

function orderAt(order: LifeOrder, now: Date): LifeOrder {
  const news = [order.shippedAt, order.deliveredAt, order.paidAt]
  if (order.cancelledAt && order.cancelledAt <= now) return { ...order, status: 'cancelled' }
  if (news.every((at) => !at || at <= now)) return order
  const [shippedAt, deliveredAt, paidAt] = news.map((at) => ifPast(at, now))
  return { ...order, shippedAt, deliveredAt, paidAt }
}

function contractAt(contract: SubscriptionFact, now: Date): SubscriptionFact {
  const { cancelledAt } = contract
  const standing: SubscriptionFact =
    cancelledAt && cancelledAt > now ? { ...contract, status: 'active', cancelledAt: undefined } : contract
  return contract.id === CONTRACT && standing.status === 'active'
    ? { ...standing, nextDeliveryOn: nextDeliveryOn(standing, now) }
    : standing
}

/** The shop names the next delivery as soon as the one before is ordered. */
function nextDeliveryOn({ startedAt, cycleDays = 0 }: SubscriptionFact, now: Date): JstDate | undefined {
  if (cycleDays <= 0) return undefined
  const begun = jstDate(startedAt)
  const days = Math.floor(daysBetween(begun, jstDate(now)) / cycleDays)
  const isOrdered = days === 0 || renewedAt(begun, days * cycleDays) <= now
  return addDays(begun, (isOrdered ? days + 1 : days) * cycleDays + TRANSIT)
}
