/** What is a customer worth, and what do new and repeat customers bring in? LTV, unit price, the four points ① (DOMAIN §1.9). */

import { LTV_DAYS } from './metrics-frame.ts'
import { type Metric, perHead, rate } from './metrics-rows.ts'
import type { Sum, Tally } from './metrics-tally.ts'

/** Money of the first so many days, over all who have had that many. Younger customers are not guessed at. */
export function cohortLtv({ ltv }: Tally, days: (typeof LTV_DAYS)[number]): Metric {
  const place = LTV_DAYS.indexOf(days)
  return perHead(ltv.yen[place] ?? 0, ltv.customers[place] ?? 0)
}

/** The trailing year's sales, purchases and buyers: period LTV, unit price, frequency. */
export const yearly = ({ year, customers }: Tally) => ({
  period_ltv_yen: perHead(year.yen, year.customers),
  unit_price_yen: perHead(year.yen, year.purchases),
  purchases_per_buyer: rate(year.purchases, year.customers),
  active_customers: rate(year.customers, 1),
  active_rate: rate(year.customers, customers),
})

/** What the shop spent to win and to keep customers; undefined when nobody said. */
export interface PromoCosts {
  new?: number
  repeat?: number
}

export interface Side {
  customers: number
  purchases: number
  sales_yen: number
  gross_profit_yen: number | null
  promo_cost_yen: number | null
  contribution_yen: number | null
  /** Cost for each yen of sales. */
  cost_ratio: number | null
}

/** What is not known stays unknown: a cost that nobody entered is not zero. */
export function sideOf(
  { customers, purchases, yen }: Sum,
  grossMargin: number | undefined,
  cost: number | undefined,
): Side {
  const profit = grossMargin === undefined ? null : Math.round(yen * grossMargin)
  return {
    customers,
    purchases,
    sales_yen: yen,
    gross_profit_yen: profit,
    promo_cost_yen: cost ?? null,
    contribution_yen: profit === null || cost === undefined ? null : profit - cost,
    cost_ratio: cost === undefined || yen === 0 ? null : cost / yen,
  }
}

/** What it cost to win one customer. */
export const cpo = ({ customers, promo_cost_yen: cost }: Side): Metric =>
  cost === null ? { value: null, numerator: null, denominator: customers } : perHead(cost, customers)

/** Below this part of all promotion, little is done to keep customers. */
const LITTLE = 0.2

/** `new_at_a_loss`: money is lost on new customers while next to nothing is spent to keep them (DOMAIN §1.10). */
export type Warning = 'new_at_a_loss'

export function warningsOf(sides: { new: Side; repeat: Side }): Warning[] {
  const { contribution_yen: left, promo_cost_yen: cost } = sides.new
  const repeatCost = sides.repeat.promo_cost_yen
  if (left === null || cost === null || repeatCost === null) return []
  return left < 0 && repeatCost < LITTLE * (cost + repeatCost) ? ['new_at_a_loss'] : []
}
