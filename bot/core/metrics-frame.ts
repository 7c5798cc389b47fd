/** Which days and months matter when the shop is looked at from this day? Worked out once, then only numbers are compared (DOMAIN §1.9). */

import { dayNumber, type JstDate } from './calendar.ts'
import { type Period, trailingYear, yearBefore } from './metrics-rows.ts'
import { lastWholeMonth, monthOf, monthsUntil } from './months.ts'
import type { Shop } from './shop.ts'

/** What of shop.yaml changes how buyers are counted. Margins, goals and costs come in later. */
export type CountSettings = Pick<Shop, 'f2' | 'step_up' | 'churn'>

/** Months whose newcomers are followed, the month of the day included. */
export const COHORT_MONTHS = 24
/** Spans since the first purchase that newcomers are followed for: the first 30 days, and twelve spans more. */
export const SPANS = 13
export const SPAN_DAYS = 30
/** How far the curve of second purchases goes, in days. */
export const CURVE_DAYS = 180
/** F1 … F6. */
export const MOST_TIMES = 6
/** Ages at which LTV is told. */
export const LTV_DAYS = [30, 90, 180, 365] as const

/** Days are numbers as in a ledger. */
export interface Frame {
  asOf: number
  yearFrom: number
  beforeFrom: number
  beforeTo: number
  f2Days: number
  stepUpDays: number
  lapseDays: number
  churnFrom: number
  /** The day after the month of the churn. */
  churnNext: number
  /** `2024-11` …, oldest first; the last one has the day in it. */
  months: string[]
  /** The last day of each. */
  monthEnds: number[]
  /** First day of the oldest of them, and for each day since then the place of its month. */
  monthsFrom: number
  monthOfDay: number[]
}

export function frameOf(asOf: JstDate, settings: CountSettings): Frame {
  const before = yearBefore(asOf)
  const churn = lastWholeMonth(asOf)
  const months = monthsUntil(asOf, COHORT_MONTHS)
  return {
    asOf: dayNumber(asOf),
    yearFrom: dayNumber(trailingYear(asOf).from),
    beforeFrom: dayNumber(before.from),
    beforeTo: dayNumber(before.to),
    f2Days: settings.f2.window_days,
    stepUpDays: settings.step_up.window_days,
    lapseDays: settings.churn.after_days,
    churnFrom: dayNumber(churn.from),
    churnNext: dayNumber(churn.to) + 1,
    months: months.map(({ from }) => monthOf(from)),
    monthEnds: months.map(({ to }) => dayNumber(to)),
    monthsFrom: dayNumber(months[0]?.from ?? asOf),
    monthOfDay: months.flatMap((month, place) => new Array<number>(daysIn(month)).fill(place)),
  }
}

/** Both ends included. */
export const daysIn = ({ from, to }: Period): number => dayNumber(to) - dayNumber(from) + 1

/** Names what was counted how: only parts with the same name are put together. Raise the number when the counting changes. */
export const countedWith = ({ f2, step_up, churn }: CountSettings): string =>
  `2 f2=${f2.window_days} step_up=${step_up.window_days} churn=${churn.after_days}`
