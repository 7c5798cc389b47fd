/** Every number of the report, from plain rows (SPEC §4.3, DOMAIN §1.9). */

import type { JstDate } from './calendar.ts'
import { judge, type MetricName } from './metrics-goals.ts'
import { cohortLtv, cpo, newAndRepeat, type PromoCosts, yearly } from './metrics-money.ts'
import {
  annualRepeat,
  annualRepeatOfCohort,
  annualRetention,
  averageDeliveries,
  f2Cohort,
  f2Rate,
  lastWholeMonth,
  monthlyChurn,
  reached,
  stepUpRate,
  subscriptionFirst,
} from './metrics-repeat.ts'
import { type Buyer, type Metric, rate, trailingYear } from './metrics-rows.ts'
import type { Shop } from './shop.ts'

export interface MetricRows {
  buyers: Buyer[]
  friends: { all: number; reachable: number; linked: number }
  /** How many answered which number, of the trailing year and in the shop's scale. */
  nps: { score: number; count: number }[]
  surveys: { invited: number; answered: number }
  rule132: { numerator: number; denominator: number }
  costs: PromoCosts
}

type MetricShop = Pick<Shop, 'f2' | 'step_up' | 'annual_repeat' | 'ltv' | 'goals'>

export function allMetrics(rows: MetricRows, shop: MetricShop, asOf: JstDate) {
  const { buyers } = rows
  const cohort = f2Cohort(buyers, shop.f2.window_days, asOf)
  const contracts = buyers.flatMap((buyer) => buyer.contracts)
  const month = lastWholeMonth(asOf)
  const sides = newAndRepeat(buyers, asOf, shop.ltv.gross_margin, rows.costs)
  const repeat = {
    A: annualRepeat(buyers, asOf),
    B: annualRepeatOfCohort(buyers, asOf),
    C: annualRetention(buyers, asOf),
  }
  const metrics: Record<MetricName, Metric> = {
    f2_rate: f2Rate(cohort, shop.f2.window_days),
    f2_rate_subscription: f2Rate(subscriptionFirst(cohort), shop.f2.window_days),
    annual_repeat_rate: repeat[shop.annual_repeat.method],
    annual_repeat_rate_cohort: repeat.B,
    annual_repeat_rate_retention: repeat.C,
    annual_ltv_yen: cohortLtv(buyers, 365, asOf),
    ...yearly(buyers, asOf),
    ltv_30_yen: cohortLtv(buyers, 30, asOf),
    ltv_90_yen: cohortLtv(buyers, 90, asOf),
    ltv_180_yen: cohortLtv(buyers, 180, asOf),
    step_up_rate: stepUpRate(buyers, shop.step_up.window_days, asOf),
    monthly_churn_rate: monthlyChurn(contracts, month),
    average_deliveries: averageDeliveries(contracts),
    cpo_yen: cpo(sides.new),
    nps: nps(rows.nps),
    rule132_rate: rate(rows.rule132.numerator, rows.rule132.denominator),
    id_link_rate: rate(rows.friends.linked, rows.friends.reachable),
    block_rate: rate(rows.friends.all - rows.friends.reachable, rows.friends.all),
    survey_response_rate: rate(rows.surveys.answered, rows.surveys.invited),
  }
  return {
    as_of: asOf,
    period: trailingYear(asOf),
    churn_month: month,
    metrics,
    ...sides,
    /** How many of the F2 cohort have bought once, twice, three and four times, whenever that was. */
    reached: [1, 2, 3, 4].map((times) => reached(cohort, times)),
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
