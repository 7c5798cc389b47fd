/** At which moments of this life could a scenario begin? Whether it does, the journey itself decides. */

import { addDays, jstDate, jstInstant } from './calendar.ts'
import { noticeDays, startByCoupon } from './coupon-deadline.ts'
import { recordsAt, standingAt } from './known-at.ts'
import { nextLabelChangeOn } from './label.ts'
import type { Life } from './life.ts'
import type { Scenario } from './scenario.ts'
import type { Shop } from './shop.ts'
import { type LabelCause, type Start, startByContract, startByLabel, startByOrder, startBySurvey } from './start.ts'
import { surveyDueOn } from './survey-due.ts'
import type { Label } from './vocabulary.ts'

interface Where {
  scenario: Pick<Scenario, 'trigger' | 'also' | 'steps'>
  shop: Shop
  days: number
}

/** Oldest first; what came before `from` starts nothing any more. */
export function startsOf(life: Life, where: Where, from: Date): Start[] {
  const wanted: readonly string[] = [where.scenario.trigger, ...where.scenario.also]
  const byLabel = wanted.some((trigger) => trigger.startsWith('label_change:'))
  const byDay = wanted.includes('survey_due')
  return [
    ...eventStarts(life, where),
    ...(byLabel ? labelStarts(life, where, from) : []),
    ...(byDay ? surveyStarts(life, where, from) : []),
    ...couponStarts(life, where),
  ]
    .filter(({ at, triggers }) => at >= from && triggers.some((trigger) => wanted.includes(trigger)))
    .sort((one, other) => one.at.getTime() - other.at.getTime())
}

function eventStarts(life: Life, { shop }: Where): Start[] {
  const { id, friendSince } = life
  const { orders, subscriptions } = life.records
  return [
    ...orders.flatMap(({ orderedAt }) => {
      const start = startByOrder(orderedAt, recordsAt(life, orderedAt).orders, shop, orderedAt)
      return start ?? []
    }),
    ...subscriptions.map((contract) => startByContract(contract.id ?? contract.product, contract, shop)),
    ...(friendSince
      ? [{ triggers: ['friend_added' as const], anchor: `friend:${id}`, at: friendSince, skus: [] }]
      : []),
  ]
}

/** The nightly look at labels (DOMAIN §1.1 `today`). */
const NIGHTLY = '00:10'

/** Looks when something happens, and on the nights on which time alone changes the label. */
function labelStarts(life: Life, { shop, days }: Where, from: Date): Start[] {
  const until = jstInstant(addDays(jstDate(from), days + 1))
  const events = eventsOf(life).filter(({ at }) => at < until)
  const starts: Start[] = []
  let before: Label | undefined
  for (let event = events.shift(); event && event.at < until; ) {
    const { at, cause } = event
    const { facts, label } = standingAt(life, shop, at)
    const start = startByLabel({ from: before, to: label, cause, facts }, shop, at)
    if (start) starts.push(start)
    before = label
    const turnsOn = nextLabelChangeOn(facts, at, shop)
    const night = turnsOn && jstInstant(turnsOn, NIGHTLY)
    event = night && (!events[0] || night < events[0].at) ? { at: night, cause: 'aging' } : events.shift()
  }
  return starts
}

/** Each night on which the survey is due, as long as nobody is asked. */
function surveyStarts(life: Life, { shop, days }: Where, from: Date): Start[] {
  const [firstAt] = life.records.orders.map(({ orderedAt }) => orderedAt).sort((a, b) => a.getTime() - b.getTime())
  if (!firstAt) return []
  const until = addDays(jstDate(from), days)
  const starts: Start[] = []
  for (let on = jstDate(firstAt > from ? firstAt : from); on <= until; on = addDays(on, 1)) {
    const at = jstInstant(on, NIGHTLY)
    const dueOn = surveyDueOn(standingAt(life, shop, at), shop)
    if (dueOn && dueOn <= on) starts.push(startBySurvey(at))
  }
  return starts
}

/** The first night on which a coupon's last day is near enough. */
function couponStarts({ coupons }: Life, { scenario }: Where): Start[] {
  const days = noticeDays([scenario])
  if (days === undefined) return []
  return coupons.flatMap((held) => {
    if (!held.expiresAt) return []
    const near = jstInstant(addDays(jstDate(held.expiresAt), -days), NIGHTLY)
    return startByCoupon(held, near > held.issuedAt ? near : held.issuedAt) ?? []
  })
}

interface LifeEvent {
  at: Date
  cause: LabelCause
}

function eventsOf({ records, friendSince, turns }: Life): LifeEvent[] {
  const { orders, subscriptions, responses } = records
  const at = (moment: Date | undefined, cause: LabelCause): LifeEvent[] => (moment ? [{ at: moment, cause }] : [])
  return [
    ...at(friendSince, 'registration'),
    ...orders.flatMap(({ orderedAt, cancelledAt }) => [...at(orderedAt, 'purchase'), ...at(cancelledAt, 'data_fix')]),
    ...subscriptions.flatMap(({ startedAt, cancelledAt }) => [
      ...at(startedAt, 'subscription_start'),
      ...at(cancelledAt, 'subscription_end'),
    ]),
    ...responses.flatMap((response) => at(response.at, 'positive')),
    ...turns.flatMap((turn) =>
      at(turn.at, turn.optedOut ? 'opt_out' : turn.following === false ? 'block' : 'registration'),
    ),
  ].sort((one, other) => one.at.getTime() - other.at.getTime())
}
