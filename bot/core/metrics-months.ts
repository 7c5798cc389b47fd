/** New and repeat customers month by month: customers, sales, gross profit, promotion, what is left (DOMAIN §1.10 point 1). */

import { type CostEntry, costOfMonth } from './metrics-costs.ts'
import type { Frame } from './metrics-frame.ts'
import { type Side, sideOf } from './metrics-money.ts'
import type { Sum, Tally } from './metrics-tally.ts'

/** The month of the day and the twelve before. */
const SHOWN = 13

export interface MonthRow {
  month: string
  /** False while the month still runs. */
  whole: boolean
  new: Side
  repeat: Side
}

const NOTHING: Sum = { customers: 0, purchases: 0, yen: 0 }

/** Oldest first. */
export function newAndRepeatByMonth(
  { months }: Tally,
  frame: Frame,
  grossMargin: number | undefined,
  entries: readonly CostEntry[],
): MonthRow[] {
  return frame.months
    .map((month, place): MonthRow => {
      const whole = (frame.monthEnds[place] ?? 0) <= frame.asOf
      const side = (name: 'new' | 'repeat') =>
        sideOf(months[name][place] ?? NOTHING, grossMargin, costOfMonth(entries, month, name))
      return { month, whole, new: side('new'), repeat: side('repeat') }
    })
    .slice(-SHOWN)
}

/** The month of the first sale, as far as the cohorts reach back; undefined when the shop is older than that, or has sold nothing. */
export const firstMonth = ({ earlier, cohorts }: Tally, { months }: Frame): string | undefined =>
  earlier > 0 ? undefined : months[cohorts.findIndex(({ customers }) => customers > 0)]
