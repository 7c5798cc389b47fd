/** What was this number in a period, and on how many customers was it measured? (DOMAIN §1.13) */

import { type FirstBuyerRow, firstBuyers } from '../../db/first-buyers.ts'
import { addDays, daysBetween, type JstDate, jstInstant } from '../core/calendar.ts'
import { type FirstBuyer, firstBuyerOf } from '../core/first-buyer.ts'
import { transitionOf } from '../core/hypothesis.ts'
import type { MetricName } from '../core/metrics-goals.ts'
import type { Metric, Period } from '../core/metrics-rows.ts'
import { noCounts132, rateOf132, sumOf132 } from '../core/rule132.ts'
import type { Shop } from '../core/shop.ts'
import { PairCount } from '../core/transitions.ts'
import type { Measured } from '../core/verdict.ts'
import type { Deps } from '../deps.ts'
import { countRule132 } from './count-rule132.ts'
import { changesIn, holdersOn } from './count-transitions.ts'
import { feelingsIn } from './listen.ts'
import { shopMetrics } from './shop-metrics.ts'

const PAGE = 2000

const of = ({ value, denominator }: Metric): Measured => ({ value, n: denominator ?? 0 })

/**
 * Numbers about events of the period are counted in it: first buyers whose window has closed, labels held in it, answers
 * given in it. Numbers that look back a year by themselves (年間LTV and the like) are those of the period's last day.
 */
export async function measure(
  deps: Deps,
  shop: Shop,
  metric: string,
  period: Period,
  asOf: JstDate,
): Promise<Measured> {
  const pair = transitionOf(metric)
  if (pair) {
    const count = new PairCount(pair, shop.transition_days)
    for await (const change of changesIn(deps, period)) count.add(change)
    return of(count.rate(await holdersOn(deps, period.from)))
  }
  switch (metric) {
    case 'f2_rate':
    case 'f2_rate_subscription': {
      const cohort: Measured = { value: null, n: 0 }
      let again = 0
      for await (const buyer of f2Cohort(deps, shop, period, asOf, metric === 'f2_rate_subscription')) {
        cohort.n += 1
        if (cameAgain(buyer, shop)) again += 1
      }
      return { ...cohort, value: cohort.n > 0 ? again / cohort.n : null }
    }
    case 'nps':
    case 'survey_response_rate': {
      const felt = await feelingsIn(deps, shop, [
        { name: '', from: jstInstant(period.from), end: jstInstant(addDays(period.to, 1)) },
      ])
      return of(metric === 'nps' ? felt('').nps : felt('').response_rate)
    }
    case 'rule132_rate': {
      const days = await countRule132(deps, shop, period, period.to)
      const closed = [...days].flatMap(([day, counts]) => (day >= period.from && day <= period.to ? counts : []))
      return of(rateOf132(sumOf132(closed)))
    }
    default: {
      const { metrics } = await shopMetrics(deps, shop, period.to, rateOf132(noCounts132()))
      return of(metrics[metric as MetricName])
    }
  }
}

/** Who first bought in the period, and whose F2 window has closed by `asOf`. */
export async function* f2Cohort(
  deps: Pick<Deps, 'db'>,
  shop: Shop,
  { from, to }: Period,
  asOf: JstDate,
  subscriptionOnly = false,
): AsyncGenerator<FirstBuyer> {
  const { window_days } = shop.f2
  let last: FirstBuyerRow | undefined
  do {
    const page: FirstBuyerRow[] = await firstBuyers(deps.db, from, to, PAGE, last)
    for (const row of page) {
      const buyer = firstBuyerOf(row, asOf)
      const isMature = daysBetween(buyer.firstOn, asOf) >= window_days
      if (isMature && (buyer.isSubscription || !subscriptionOnly)) yield buyer
    }
    last = page.length < PAGE ? undefined : page.at(-1)
  } while (last)
}

export const cameAgain = ({ firstOn, secondOn }: FirstBuyer, shop: Pick<Shop, 'f2'>): boolean =>
  secondOn !== undefined && daysBetween(firstOn, secondOn) <= shop.f2.window_days
