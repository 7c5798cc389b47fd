/** How do those who began together go on? The curve of second purchases, cohorts by month and by first product (DOMAIN §1.9). */

import { CURVE_DAYS, type Frame, SPANS } from './metrics-frame.ts'
import { type Metric, perHead, rate } from './metrics-rows.ts'
import type { Cohort, Tally } from './metrics-tally.ts'
import { productName } from './product.ts'
import type { Shop } from './shop.ts'

export interface CurvePoint extends Metric {
  day: number
}

/**
 * Of the newcomers of the trailing year who are at least `day` days old, who had come again by then.
 * At the F2 window it is the F2 rate itself.
 */
export function f2Curve({ curve }: Tally): CurvePoint[] {
  let of = 0
  let did = 0
  return Array.from({ length: CURVE_DAYS + 1 }, (_, day) => {
    of += curve.of[day] ?? 0
    did += curve.did[day] ?? 0
    return { day, ...rate(did, of) }
  })
}

export interface CohortRow {
  customers: number
  sales_yen: number
  /** Of those whose F2 window has closed. */
  f2: Metric
  /** F2 … F6: of the same, who reached so many purchases, whenever that was. */
  residual: { n: number; metric: Metric }[]
  /** By spans of 30 days since the first purchase (0 is the first): of who lived through it, who bought in it, and sales for each of them. */
  by_month: { month: number; active: Metric; sales_yen: Metric }[]
}

export interface MonthCohort extends CohortRow {
  month: string
  /** How many of all had come again by day 0, 1, 2 …, as far as the youngest of them is old. */
  f2_by_day: { customers: number; again: number[] }
}

export interface ProductCohort extends CohortRow {
  /** Sku or name; empty when the order does not say. */
  product: string
  /** As the shop calls it. */
  name: string
}

const sumFrom = (list: readonly number[], from: number): number =>
  list.slice(from).reduce((sum, count) => sum + count, 0)

function cohortRow({ customers, yen, reached, again, lived, bought, spent }: Cohort): CohortRow {
  const matured = sumFrom(reached, 0)
  return {
    customers,
    sales_yen: yen,
    f2: rate(again, matured),
    residual: reached
      .slice(1)
      .map((_, place) => ({ n: place + 2, metric: rate(sumFrom(reached, place + 1), matured) })),
    by_month: Array.from({ length: SPANS }, (_, month) => {
      const old = sumFrom(lived, month + 1)
      return { month, active: rate(bought[month] ?? 0, old), sales_yen: perHead(spent[month] ?? 0, old) }
    }).filter(({ active }) => active.denominator !== 0),
  }
}

/** Months in which somebody began, oldest first. */
export const cohortsByMonth = ({ cohorts }: Tally, frame: Frame): MonthCohort[] =>
  cohorts.flatMap((cohort, place) => {
    const month = frame.months[place]
    if (month === undefined || cohort.customers === 0) return []
    const youngest = frame.asOf - (frame.monthEnds[place] ?? frame.asOf)
    return [{ month, ...cohortRow(cohort), f2_by_day: { customers: cohort.customers, again: byDay(cohort, youngest) } }]
  })

function byDay({ secondOn }: Cohort, youngest: number): number[] {
  let again = 0
  return Array.from({ length: Math.max(0, Math.min(youngest, CURVE_DAYS) + 1) }, (_, day) => {
    again += secondOn[day] ?? 0
    return again
  })
}

/** What most began with comes first; of more than so many products the rest is left out. */
export const cohortsByProduct = ({ products }: Tally, shop: Pick<Shop, 'products'>, most = 20): ProductCohort[] =>
  Object.entries(products)
    .sort(([a, one], [b, other]) => other.customers - one.customers || (a < b ? -1 : 1))
    .slice(0, most)
    .map(([product, cohort]) => ({ product, name: productName(product, shop), ...cohortRow(cohort) }))
