/**
 * How many messages will this month need? An estimate from the schedule: everybody on their way gets each LINE step that falls
 * due before the month ends, as often as that step was really sent of late; and as many newcomers begin as lately did.
 * It knows no single customer: not who will answer, buy or stop next, not two scenarios meeting on one day, not what is sent
 * from LINE's own tools, and no answers (replies are free).
 */

import { allowanceOf, type MonthQuota, reserveOf } from './allowance.ts'
import { addDays, daysBetween, type JstDate, jstDate, jstInstant } from './calendar.ts'
import { type Anchors, dueAt } from './due.ts'
import { monthAt, nextMonthAt } from './months.ts'
import type { Scenario, Step } from './scenario.ts'
import type { Shop } from './shop.ts'
import { ON_LINE } from './vocabulary.ts'

/** Customers on their way whose open steps fall due together. */
export interface Group {
  revisionId: string
  /** May be a part of one: newcomers are an average. */
  count: number
  startedAt: Date
  deliveredOn?: JstDate
  /** Of a contract: the next parcel, how many have left before it, and how far apart they are. */
  nextDeliveryOn?: JstDate
  parcels?: number
  cycleDays?: number
}

/** What became of a step lately. */
export interface Experience {
  revisionId: string
  stepId: string
  decided: number
  sent: number
}

export interface Known {
  now: Date
  shop: Shop
  quota: MonthQuota
  /** Every revision that somebody follows, and those in force. */
  scenarios: ReadonlyMap<string, Scenario>
  inForce: readonly { revisionId: string; scenario: Scenario }[]
  groups: readonly Group[]
  experience: readonly Experience[]
  /** Steps that wait, and are looked at again before the month ends. */
  held: readonly { revisionId: string; stepId: string; count: number }[]
  /** How many began within the last `LATELY_DAYS`, and when anybody began at all. */
  begun: readonly { scenarioId: string; lately: number; firstAt: Date }[]
}

export interface ScenarioForecast {
  scenario: string
  name: string
  scheduled: number
  newcomers: number
}

export interface Forecast {
  month: string
  used: number
  /** LINE's own. */
  limit?: number
  /** The merchant's. */
  budget?: number
  reserve: number
  /** Still to come for customers who are on their way. */
  scheduled: number
  /** Still to come for those who will begin. */
  newcomers: number
  /** `used`, `scheduled` and `newcomers` together. */
  needed: number
  /** So many will have to wait for the next month: what is kept for important notices is not theirs. */
  short: number
  /** Most first. */
  perScenario: ScenarioForecast[]
  /** Tokyo days of the month that are left, today included. */
  daysLeft: number
}

export const LATELY_DAYS = 28
/** Of fewer decisions nothing is concluded. */
const ENOUGH = 20
/** A scenario that began yesterday says little about the days to come. */
const LEAST_DAYS = 7

export function forecast(known: Known): Forecast {
  const { now, shop, quota } = known
  const expected = expectation(known)
  const perScenario = [...Map.groupBy([...known.scenarios], ([, { id }]) => id)]
    .map(([id, revisions]): ScenarioForecast => {
      const ids = new Set(revisions.map(([revisionId]) => revisionId))
      const own = known.groups.filter(({ revisionId }) => ids.has(revisionId))
      const waiting = known.held.filter(({ revisionId }) => ids.has(revisionId))
      const current = known.inForce.find(({ scenario }) => scenario.id === id)
      return {
        scenario: id,
        name: (current?.scenario ?? revisions[0]?.[1])?.name ?? id,
        scheduled: Math.round(total(own.map(expected)) + total(waiting.map(expected.ofHeld))),
        newcomers: Math.round(total(current ? newcomersOf(current, known).map(expected) : [])),
      }
    })
    .filter(({ scheduled, newcomers }) => scheduled + newcomers > 0)
    .sort((a, b) => b.scheduled + b.newcomers - a.scheduled - a.newcomers)
  const scheduled = total(perScenario.map((one) => one.scheduled))
  const newcomers = total(perScenario.map((one) => one.newcomers))
  const { marketing } = allowanceOf({ quota: { ...quota, fullUntil: undefined }, shop, now })
  return {
    month: monthAt(now),
    used: quota.used,
    limit: quota.limit,
    budget: shop.line_plan.monthly_messages,
    reserve: reserveOf(quota, shop),
    scheduled,
    newcomers,
    needed: quota.used + scheduled + newcomers,
    short: Math.max(0, scheduled + newcomers - marketing),
    perScenario,
    daysLeft: daysBetween(jstDate(now), jstDate(nextMonthAt(now))),
  }
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0)

/** How many messages this month has for a group: those due at one moment leave as one. */
function expectation({ now, scenarios, experience }: Known) {
  const end = nextMonthAt(now)
  const known = new Map(experience.map((one) => [`${one.revisionId} ${one.stepId}`, one]))
  const shareOf = (revisionId: string, stepId: string): number => {
    const { decided, sent } = known.get(`${revisionId} ${stepId}`) ?? { decided: 0, sent: 0 }
    return decided < ENOUGH ? 1 : sent / decided
  }
  const ofGroup = (group: Group): number => {
    /** By moment: how likely it is that nothing leaves. */
    const none = new Map<number, number>()
    for (const step of scenarios.get(group.revisionId)?.steps.filter(isOnLine) ?? [])
      for (const at of momentsOf(step, group, end))
        if (at > now && at < end)
          none.set(at.getTime(), (none.get(at.getTime()) ?? 1) * (1 - shareOf(group.revisionId, step.id)))
    return group.count * total([...none.values()].map((chance) => 1 - chance))
  }
  const ofHeld = ({ revisionId, stepId, count }: Known['held'][number]): number => {
    const step = scenarios.get(revisionId)?.steps.find(({ id }) => id === stepId)
    return step && isOnLine(step) ? count * shareOf(revisionId, stepId) : 0
  }
  return Object.assign(ofGroup, { ofHeld })
}

const isOnLine = ({ touchpoint }: Step): boolean => ON_LINE.has(touchpoint)

/** When a step falls due for them; a notice before a delivery comes again before each. */
function momentsOf(step: Step, group: Group, end: Date): Date[] {
  const { nextDeliveryOn, cycleDays = 0 } = group
  const anchors = anchorsOf(group)
  if (step.at.from !== 'next_delivery' || !nextDeliveryOn || cycleDays < 1) return [dueAt(step, anchors) ?? []].flat()
  const moments: Date[] = []
  for (let on = nextDeliveryOn; ; on = addDays(on, cycleDays)) {
    const at = dueAt(step, { ...anchors, nextDeliveryOn: on })
    if (!at || at >= end) return moments
    moments.push(at)
  }
}

/** Of a contract only its next parcel and the one before are placed: later ones are a month away, earlier ones are done. */
function anchorsOf({ startedAt, deliveredOn, nextDeliveryOn, parcels, cycleDays }: Group): Anchors {
  const deliveries: (JstDate | undefined)[] = []
  if (nextDeliveryOn && parcels !== undefined) {
    deliveries[parcels] = nextDeliveryOn
    if (parcels > 1 && cycleDays) deliveries[parcels - 1] = addDays(nextDeliveryOn, -cycleDays)
  }
  return { startedAt, deliveredOn, deliveries, nextDeliveryOn }
}

/** One group for each day that is left, as large as an average day of late. Of today only what is left of it. */
function newcomersOf({ revisionId, scenario }: Known['inForce'][number], { now, shop, begun }: Known): Group[] {
  const { lately, firstAt } = begun.find(({ scenarioId }) => scenarioId === scenario.id) ?? { lately: 0, firstAt: now }
  if (lately === 0) return []
  const today = jstDate(now)
  const days = Math.min(LATELY_DAYS, Math.max(LEAST_DAYS, daysBetween(jstDate(firstAt), today) + 1))
  const midnight = jstInstant(addDays(today, 1)).getTime()
  const left = (midnight - now.getTime()) / (midnight - jstInstant(today).getTime())
  return Array.from({ length: daysBetween(today, jstDate(nextMonthAt(now))) }, (_, ahead): Group => {
    const on = addDays(today, ahead)
    const startedAt = ahead === 0 ? new Date((now.getTime() + midnight) / 2) : jstInstant(on, NOON)
    const deliveredOn = addDays(on, shop.delivery_estimate.after_order_days)
    return { revisionId, count: (lately / days) * (ahead === 0 ? left : 1), startedAt, deliveredOn }
  })
}

/** For whom only the day is known. */
export const NOON = '12:00'
