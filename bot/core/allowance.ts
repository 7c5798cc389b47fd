/** What may still leave? The kill switch and the month's numbers, as the guard reads them (LINE §8, SPEC §5.4). */

import { addDays, jstDate, jstInstant, jstTime } from './calendar.ts'
import { nextMonthAt } from './months.ts'
import type { Shop } from './shop.ts'

/** All marketing rests. */
export interface Pause {
  since: Date
  /** `merchant`, `blocks` when it tripped by itself, or who it was. */
  by: string
  reason: string
}

/** How much of this month is used. LINE counts people reached, not messages; its numbers are approximate (LINE §8). */
export interface MonthQuota {
  /** Undefined when the plan has no limit. */
  limit?: number
  used: number
  readAt: Date
  /** LINE refused for the month: nothing is tried before. */
  fullUntil?: Date
  /** LINE has not said anything about this month yet: this is only what we sent ourselves. */
  estimated?: boolean
}

/** What may still leave this month. */
export interface Allowance {
  pause?: Pause
  marketing: number
  service: number
  /** When it is worth asking again. */
  until: Date
}

const END_OF_TIME = 8_640_000_000_000_000

export const OPEN_ALLOWANCE: Allowance = {
  marketing: Number.POSITIVE_INFINITY,
  service: Number.POSITIVE_INFINITY,
  until: new Date(END_OF_TIME),
}

/** What the merchant allows for the month: their own number, else LINE's. Infinity when there is neither. */
export const planOf = ({ limit }: Pick<MonthQuota, 'limit'>, { line_plan }: Pick<Shop, 'line_plan'>): number =>
  Math.min(limit ?? Number.POSITIVE_INFINITY, line_plan.monthly_messages ?? Number.POSITIVE_INFINITY)

/** Kept for notices about orders: what the merchant wrote, else a tenth of the plan, at most 200. */
export function reserveOf(quota: Pick<MonthQuota, 'limit'>, shop: Pick<Shop, 'line_plan'>): number {
  return shop.line_plan.reserve ?? Math.min(200, Math.floor(planOf(quota, shop) / 10))
}

/** The merchant's own number stops marketing only: notices about an order go out as long as LINE takes them. */
export function allowanceOf(about: { quota: MonthQuota; pause?: Pause; shop: Shop; now: Date }): Allowance {
  const { quota, pause, shop, now } = about
  const marketing = Math.max(0, planOf(quota, shop) - quota.used - reserveOf(quota, shop))
  const service = Math.max(0, (quota.limit ?? Number.POSITIVE_INFINITY) - quota.used)
  const { fullUntil } = quota
  if (!fullUntil || fullUntil <= now) return { pause, marketing, service, until: nextAsk(now) }
  // Where the numbers alone leave nothing, LINE's patience running out changes nothing.
  return { pause, marketing: 0, service: 0, until: service > 0 ? fullUntil : nextAsk(now) }
}

/** A new month begins at nothing used; a merchant may buy more on any day. */
function nextAsk(now: Date): Date {
  const tomorrow = jstInstant(addDays(jstDate(now), 1), jstTime(now))
  const month = nextMonthAt(now)
  return month < tomorrow ? month : tomorrow
}
