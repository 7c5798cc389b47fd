/** What does the report say about people? Its shapes, as `report --json` prints them. */

import type { JstDate } from './calendar.ts'
import type { Feelings } from './listening.ts'
import type { Metric, Period } from './metrics-rows.ts'
import type { Mindshare } from './mindshare.ts'
import type { Counts132, Rate132 } from './rule132.ts'
import type { Shop } from './shop.ts'
import type { SuccessPoint } from './success-point.ts'
import type { Holders, TransitionCounts } from './transitions.ts'
import type { Verdict } from './verdict.ts'
import type { Wall } from './vocabulary.ts'

export type Transitions = TransitionCounts & Period

/** Windows that closed in a span. */
export type Closed132 = Omit<Counts132, 'open'> & { rate: Rate132 }

export type Felt = Feelings & { response_rate: Metric }

export interface Listening {
  /** `1-10` or `0-10`: the one scale of every NPS here. */
  nps_scale: Shop['nps']['scale']
  year: Felt
  /** Oldest first, the last one up to the day. */
  months: (Felt & { month: string })[]
  /** Customers by the newest wall they named in the year, of all who named one. */
  walls: Record<Wall, Metric>
  /** Of the newest answers of the last twelve months. */
  mindshare: Mindshare & { category: string | null }
  success_points: SuccessPoint[]
}

export interface JudgedHypothesis {
  id: string
  scenario: string
  metric: string
  /** What it is compared with: the merchant's number, the 90 days before the start, or who did not get the measures. */
  baseline: number | null
  baseline_from: 'file' | 'before' | 'holdout'
  baseline_n: number | null
  value: number | null
  /** How many the value was measured on. */
  n: number
  target: number | null
  verdict: Verdict
  /** Japanese, where it is unclear. */
  why?: string
  /** Tokyo day of the first publish. */
  started_on: JstDate
  review_on: JstDate
}

export interface FansReport {
  fans: {
    /** Customers by label at the end of the day. */
    labels: Required<Holders>
    transitions: {
      /** The newest month that is over. */
      month: Transitions
      /** The running month up to the day; null on a month's last day. */
      so_far: Transitions | null
    }
  }
  listening: Listening
  rule132: {
    /** Windows that closed in the 365 days that end with the day. */
    year: Closed132
    /** Oldest first. */
    months: (Closed132 & { month: string })[]
    /** Windows that have not closed by the end of the day, by where they stand. */
    running: Counts132
  }
  /** Of the scenarios in force, once they have begun. */
  hypotheses: JudgedHypothesis[]
}
