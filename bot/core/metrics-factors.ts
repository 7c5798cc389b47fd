/** Of what is LTV made, and which part of it is weak? 購買単価 × 購買頻度 × 継続期間 (DOMAIN §1.9). */

import { type Metric, rate } from './metrics-rows.ts'
import type { Tally, YearSum } from './metrics-tally.ts'

export const FACTORS = {
  unit_price_yen: '購買単価',
  frequency_per_month: '購買頻度',
  duration_months: '継続期間',
} as const
export type FactorName = keyof typeof FACTORS
export type Factors = Record<FactorName, Metric>

export interface LtvFactors {
  /** Over the twelve months of the year: their product is the sales for each buyer. */
  year: Factors
  /**
   * The same product, with the time customers really were customers (until they count as gone) instead of twelve months:
   * that tells "buys rarely" from "does not stay".
   */
  measured: Factors
  /** The same of the year before; null while too few bought in it. */
  year_before: Factors | null
  /** Each factor against the year before, and the one that has fallen most; null when none fell or there is no past. */
  change: Record<FactorName, number> | null
  weakest: FactorName | null
  /** What each factor would have to be, all else as it is, for the goal. */
  needed: Record<FactorName, number | null>
}

const DAYS_A_MONTH = 365 / 12

/** @param least so many buyers make a year worth comparing with */
export function ltvFactors(
  { year, before }: Pick<Tally, 'year' | 'before'>,
  goalYen: number,
  least: number,
): LtvFactors {
  const measured = factorsOf(year, year.customerDays / DAYS_A_MONTH)
  const past = before.customers >= least ? factorsOf(before, before.customerDays / DAYS_A_MONTH) : null
  const change = past && year.customers > 0 ? compare(measured, past) : null
  const missing = year.yen > 0 ? goalYen / (year.yen / year.customers) : null
  return {
    year: factorsOf(year, year.customers * 12),
    measured,
    year_before: past,
    change,
    weakest: change && weakestOf(change),
    needed: forEach((name) => (missing === null ? null : (measured[name].value ?? 0) * missing)),
  }
}

const forEach = <T>(of: (name: FactorName) => T): Record<FactorName, T> => ({
  unit_price_yen: of('unit_price_yen'),
  frequency_per_month: of('frequency_per_month'),
  duration_months: of('duration_months'),
})

/** Sales ÷ purchases × purchases ÷ months × months ÷ buyers. */
const factorsOf = ({ yen, purchases, customers }: YearSum, months: number): Factors => ({
  unit_price_yen: rate(yen, purchases),
  frequency_per_month: rate(purchases, months),
  duration_months: rate(months, customers),
})

const compare = (now: Factors, past: Factors): Record<FactorName, number> =>
  forEach((name) => (now[name].value ?? 0) / (past[name].value || 1))

function weakestOf(change: Record<FactorName, number>): FactorName | null {
  const [name] = (Object.keys(FACTORS) as FactorName[]).sort((one, other) => change[one] - change[other])
  return name !== undefined && change[name] < 1 ? name : null
}
