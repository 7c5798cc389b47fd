/** What was counted of some buyers, so that others can be added later: sums only, nothing that would have to be divided again. */

import { COHORT_MONTHS, CURVE_DAYS, LTV_DAYS, MOST_TIMES, SPANS } from './metrics-frame.ts'

/** Of so many, so many did. */
export interface Of {
  of: number
  did: number
}

export interface Sum {
  customers: number
  purchases: number
  yen: number
}

/** A year of sales. */
export interface YearSum extends Sum {
  /** Bought for the second or a later time in it. */
  again: number
  /** Days in which those customers were customers: from a purchase until the next one or until they count as gone. */
  customerDays: number
}

/** Customers who began together: in one month, or with one product. */
export interface Cohort {
  customers: number
  yen: number
  /** Of those whose F2 window has closed: how many bought once, twice, … (at the end: that many or more). */
  reached: number[]
  /** Of the same: how many bought again within the window. */
  again: number
  /** How many have lived through so many spans of 30 days, by number (capped), and in each span: who bought, for how much. */
  lived: number[]
  bought: number[]
  spent: number[]
  /** Second purchases by days since the first. */
  secondOn: number[]
}

export interface Tally {
  customers: number
  /** No purchase for as long as the shop says, and no contract. */
  gone: number
  f2: Of
  f2Subscription: Of
  /** Of the F2 cohort: how many bought at least so many times. */
  reached: number[]
  /** Whose n-th purchase is a window old, and how many of them made the next one in it, by n − 1; and after how many days, in all. */
  steps: { of: number[]; did: number[]; days: number }
  year: YearSum
  before: YearSum
  /** Of who bought the year before, who bought in the year, too. */
  kept: number
  cohortB: Of
  ltv: { customers: number[]; yen: number[] }
  new: Sum
  repeat: Sum
  stepUp: Of
  churn: Of
  contracts: { count: number; deliveries: number }
  /** How the two counts of the curve change from each day to the next: who is old enough, and who of them has come again. */
  curve: { of: number[]; did: number[] }
  /** By month, as in the frame. */
  months: { new: Sum[]; repeat: Sum[] }
  /** By month of the first purchase, and how many began before the first of these months. */
  cohorts: Cohort[]
  earlier: number
  /** By first product. */
  products: Record<string, Cohort>
}

const zeros = (count: number): number[] => new Array<number>(count).fill(0)
const of = (): Of => ({ of: 0, did: 0 })
const sum = (): Sum => ({ customers: 0, purchases: 0, yen: 0 })
const yearSum = (): YearSum => ({ ...sum(), again: 0, customerDays: 0 })

export const newCohort = (): Cohort => ({
  ...{ customers: 0, yen: 0, again: 0, reached: zeros(MOST_TIMES) },
  ...{ lived: zeros(SPANS + 1), bought: zeros(SPANS), spent: zeros(SPANS), secondOn: [] },
})

export const newTally = (): Tally => ({
  ...{ customers: 0, gone: 0, kept: 0, earlier: 0 },
  ...{ f2: of(), f2Subscription: of(), cohortB: of(), stepUp: of(), churn: of() },
  reached: zeros(MOST_TIMES),
  steps: { of: zeros(MOST_TIMES), did: zeros(MOST_TIMES), days: 0 },
  year: yearSum(),
  before: yearSum(),
  ltv: { customers: zeros(LTV_DAYS.length), yen: zeros(LTV_DAYS.length) },
  new: sum(),
  repeat: sum(),
  contracts: { count: 0, deliveries: 0 },
  curve: { of: zeros(CURVE_DAYS + 2), did: zeros(CURVE_DAYS + 2) },
  months: { new: Array.from({ length: COHORT_MONTHS }, sum), repeat: Array.from({ length: COHORT_MONTHS }, sum) },
  cohorts: Array.from({ length: COHORT_MONTHS }, newCohort),
  // A product may be called anything, `__proto__` too.
  products: Object.create(null) as Record<string, Cohort>,
})

type Sums = number | Sums[] | { [name: string]: Sums }

/**
 * Adds what was counted of other buyers; in any order, the result is the same.
 * @returns the first one
 */
export const addTally = (into: Tally, more: Tally): Tally =>
  plus(into as unknown as Sums, more as unknown as Sums) as unknown as Tally

function plus(own: Sums | undefined, more: Sums): Sums {
  if (typeof more === 'number') return ((own as number | undefined) ?? 0) + more
  if (Array.isArray(more)) {
    const list = (own ?? []) as Sums[]
    for (let place = 0; place < more.length; place += 1) list[place] = plus(list[place], more[place] as Sums)
    return list
  }
  const record = (own ?? Object.create(null)) as Record<string, Sums>
  for (const name of Object.keys(more)) record[name] = plus(record[name], more[name] as Sums)
  return record
}
