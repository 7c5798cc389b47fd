/** Every number of the report, out of what was counted (SPEC §4.3, DOMAIN §1.9). */

import type { JstDate } from './calendar.ts'
import { cohortsByMonth, cohortsByProduct, f2Curve } from './metrics-cohorts.ts'
import { type CostEntry, costsIn } from './metrics-costs.ts'
import { ltvFactors } from './metrics-factors.ts'
import { frameOf } from './metrics-frame.ts'
import { judge, type MetricName } from './metrics-goals.ts'
import { cohortLtv, cpo, type PromoCosts, sideOf, warningsOf, yearly } from './metrics-money.ts'
import { firstMonth, newAndRepeatByMonth } from './metrics-months.ts'
import { outlookOf } from './metrics-outlook.ts'
import { annualRepeats, shareOf, stepsOf } from './metrics-repeat.ts'
import { type Metric, rate, trailingYear } from './metrics-rows.ts'
import type { Tally } from './metrics-tally.ts'
import { lastWholeMonth } from './months.ts'
import type { Shop } from './shop.ts'

export interface MetricRows {
  /** Of all buyers. */
  tally: Tally
  friends: { all: number; reachable: number; linked: number }
  /** How many answered which number, of the trailing year and in the shop's scale. */
  nps: { score: number; count: number }[]
  surveys: { invited: number; answered: number }
  rule132: { numerator: number; denominator: number }
  /** Orders of the year that name nobody. */
  nobodys: { purchases: number; yen: number }
  /** As the merchant entered them, month by month. */
  costs: readonly CostEntry[]
  /** For the whole trailing year, instead of what was entered. */
  yearCosts?: PromoCosts
}

type MetricShop = Pick<Shop, 'f2' | 'step_up' | 'churn' | 'annual_repeat' | 'ltv' | 'goals' | 'nps' | 'products'>

export function allMetrics(rows: MetricRows, shop: MetricShop, asOf: JstDate) {
  const { tally } = rows
  const frame = frameOf(asOf, shop)
  const period = trailingYear(asOf)
  const margin = shop.ltv.gross_margin
  const entered = costsIn(period, rows.costs, firstMonth(tally, frame))
  const costs = { new: rows.yearCosts?.new ?? entered.new, repeat: rows.yearCosts?.repeat ?? entered.repeat }
  const sides = { new: sideOf(tally.new, margin, costs.new), repeat: sideOf(tally.repeat, margin, costs.repeat) }
  const repeat = annualRepeats(tally)
  const metrics: Record<MetricName, Metric> = {
    f2_rate: shareOf(tally.f2),
    f2_rate_subscription: shareOf(tally.f2Subscription),
    annual_repeat_rate: repeat[shop.annual_repeat.method],
    annual_repeat_rate_cohort: repeat.B,
    annual_repeat_rate_retention: repeat.C,
    annual_ltv_yen: cohortLtv(tally, 365),
    ...yearly(tally),
    ltv_30_yen: cohortLtv(tally, 30),
    ltv_90_yen: cohortLtv(tally, 90),
    ltv_180_yen: cohortLtv(tally, 180),
    step_up_rate: shareOf(tally.stepUp),
    monthly_churn_rate: shareOf(tally.churn),
    average_deliveries: rate(tally.contracts.deliveries, tally.contracts.count),
    cpo_yen: cpo(sides.new),
    nps: nps(rows.nps),
    rule132_rate: rate(rows.rule132.numerator, rows.rule132.denominator),
    id_link_rate: rate(rows.friends.linked, rows.friends.reachable),
    block_rate: rate(rows.friends.all - rows.friends.reachable, rows.friends.all),
    survey_response_rate: rate(rows.surveys.answered, rows.surveys.invited),
  }
  return {
    as_of: asOf,
    period,
    churn_month: lastWholeMonth(asOf),
    metrics,
    ...sides,
    /** Orders of the year that name nobody: in the shop's sales, but in no other number here. */
    nobodys: { purchases: rows.nobodys.purchases, sales_yen: rows.nobodys.yen },
    /** Months of the year whose costs nobody entered, as long as they are needed. */
    costs_missing: {
      new: costs.new === undefined ? entered.missing.new : [],
      repeat: costs.repeat === undefined ? entered.missing.repeat : [],
    },
    /** How many of the F2 cohort have bought once, twice, … six times, whenever that was. */
    reached: tally.reached,
    /** F2 … F6. */
    steps: stepsOf(tally),
    customers: {
      ever: tally.customers,
      active: rate(tally.year.customers, tally.customers),
      /** 離脱: nothing bought for `gone_after_days`, and no contract. */
      gone: rate(tally.gone, tally.customers),
      gone_after_days: shop.churn.after_days,
    },
    /** `waiting`: friends whose orders are not known, because nobody has linked them yet (連携待ち). */
    friends: { ...rows.friends, waiting: rows.friends.reachable - rows.friends.linked },
    ltv_factors: ltvFactors(tally, shop.goals.annual_ltv_yen, shop.nps.min_responses),
    f2_window_days: shop.f2.window_days,
    f2_curve: f2Curve(tally),
    months: newAndRepeatByMonth(tally, frame, margin, rows.costs),
    cohorts: cohortsByMonth(tally, frame),
    products: cohortsByProduct(tally, shop),
    outlook: outlookOf(tally, frame, shop.goals.f2_rate, shop.nps.min_responses),
    warnings: warningsOf(sides),
    ...judge(metrics, shop.goals),
  }
}
export type Report = ReturnType<typeof allMetrics>

/** Promoters 9–10, detractors up to 6, the same on both scales (DOMAIN §1.3); from −100 to +100. */
export function nps(answers: readonly { score: number; count: number }[]): Metric {
  const count = (holds: (score: number) => boolean) =>
    answers.reduce((sum, { score, count }) => sum + (holds(score) ? count : 0), 0)
  const lead = count((score) => score >= 9) - count((score) => score <= 6)
  const all = count(() => true)
  return { value: all > 0 ? (lead / all) * 100 : null, numerator: lead, denominator: all }
}
