/** Do people come back? F2, survival, annual repeat rates, step-up from the trial, churn: out of what was counted (DOMAIN §1.9). */

import { MOST_TIMES } from './metrics-frame.ts'
import { type Metric, rate } from './metrics-rows.ts'
import type { Of, Tally } from './metrics-tally.ts'

export const shareOf = ({ did, of }: Of): Metric => rate(did, of)

/** A: of who bought in the trailing year, who made their second or a later purchase in it. B: of who first bought in the year before, who bought again within 365 days. C: of who bought in the year before, who bought in the trailing year, too. */
export const annualRepeats = ({ year, cohortB, before, kept }: Tally): Record<'A' | 'B' | 'C', Metric> => ({
  A: rate(year.again, year.customers),
  B: shareOf(cohortB),
  C: rate(kept, before.customers),
})

/** One step of the way from the first purchase to the sixth. */
export interface Step {
  n: number
  /** Fn継続率: reached n ÷ reached n − 1. */
  continuation: Metric
  /** Fn残存率: reached n ÷ reached 1. */
  residual: Metric
  /** 離脱率: who did not go on. */
  left: Metric
  /** Of who had a whole window after purchase n − 1, who made purchase n in it: the young ones do not pull it down. */
  in_window: Metric
}

/** F2 … F6 of the F2 cohort, without a limit of days. */
export const stepsOf = ({ reached, steps }: Tally): Step[] =>
  Array.from({ length: MOST_TIMES - 1 }, (_, place) => {
    const [first = 0, before = 0, now = 0] = [reached[0], reached[place], reached[place + 1]]
    return {
      n: place + 2,
      continuation: rate(now, before),
      residual: rate(now, first),
      left: rate(before - now, before),
      in_window: rate(steps.did[place] ?? 0, steps.of[place] ?? 0),
    }
  })
