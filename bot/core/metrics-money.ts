/** What is a customer worth, and what do new and repeat customers bring in? LTV, unit price, the four points ① (DOMAIN §1.9). */

import { daysBetween, type JstDate } from './calendar.ts'
import {
  type Buyer,
  firstOf,
  isAged,
  isIn,
  type Metric,
  type Purchase,
  perHead,
  rate,
  sumOf,
  trailingYear,
} from './metrics-rows.ts'

/** Money of the first so many days, over all who have had that many. Younger customers are not guessed at. */
export function cohortLtv(buyers: readonly Buyer[], days: number, asOf: JstDate): Metric {
  const aged = buyers.filter((buyer) => isAged(buyer, days, asOf))
  const early = aged.flatMap((buyer) =>
    buyer.purchases.filter(({ on }) => daysBetween(firstOf(buyer)?.on ?? on, on) < days),
  )
  return perHead(sumOf(early), aged.length)
}

/** The trailing year's sales, purchases and buyers: period LTV, unit price, frequency. */
export function yearly(buyers: readonly Buyer[], asOf: JstDate) {
  const year = trailingYear(asOf)
  const active = buyers.filter(({ purchases }) => purchases.some(({ on }) => isIn(year, on)))
  const bought = active.flatMap(({ purchases }) => purchases.filter(({ on }) => isIn(year, on)))
  const yen = sumOf(bought)
  return {
    period_ltv_yen: perHead(yen, active.length),
    unit_price_yen: perHead(yen, bought.length),
    purchases_per_buyer: rate(bought.length, active.length),
    active_customers: rate(active.length, 1),
    active_rate: rate(active.length, buyers.length),
  }
}

/** What the shop spent in the trailing year to win and to keep customers; undefined when nobody said. */
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

/** A customer's first purchase is new, everything later is repeat. */
export function newAndRepeat(
  buyers: readonly Buyer[],
  asOf: JstDate,
  grossMargin: number | undefined,
  costs: PromoCosts,
): { new: Side; repeat: Side } {
  const year = trailingYear(asOf)
  const inYear = (purchases: Purchase[]) => purchases.filter(({ on }) => isIn(year, on))
  const sideOf = (lists: Purchase[][], cost: number | undefined): Side => {
    const own = lists.map(inYear).filter((purchases) => purchases.length > 0)
    const sales = sumOf(own.flat())
    const profit = grossMargin === undefined ? null : Math.round(sales * grossMargin)
    return {
      customers: own.length,
      purchases: own.flat().length,
      sales_yen: sales,
      gross_profit_yen: profit,
      promo_cost_yen: cost ?? null,
      contribution_yen: profit === null || cost === undefined ? null : profit - cost,
      cost_ratio: cost === undefined || sales === 0 ? null : cost / sales,
    }
  }
  return {
    new: sideOf(
      buyers.map(({ purchases }) => purchases.slice(0, 1)),
      costs.new,
    ),
    repeat: sideOf(
      buyers.map(({ purchases }) => purchases.slice(1)),
      costs.repeat,
    ),
  }
}

/** What it cost to win one customer. */
export const cpo = ({ customers, promo_cost_yen: cost }: Side): Metric =>
  cost === null ? { value: null, numerator: null, denominator: customers } : perHead(cost, customers)
