/** Every number of DOMAIN §1.9 as of one day, of the shop as a whole. */

import { countFriends, countNobodys, countNps, countSurveys } from '../../db/metrics.ts'
import { promoCostsOf } from '../../db/promo-costs.ts'
import { addDays, type JstDate, jstInstant } from '../core/calendar.ts'
import { allMetrics, type Report } from '../core/metrics.ts'
import { COHORT_MONTHS } from '../core/metrics-frame.ts'
import type { PromoCosts } from '../core/metrics-money.ts'
import { trailingYear } from '../core/metrics-rows.ts'
import { monthOf, monthsUntil } from '../core/months.ts'
import type { Rate132 } from '../core/rule132.ts'
import type { Shop } from '../core/shop.ts'
import type { Deps } from '../deps.ts'
import { countShop } from './count-shop.ts'

/**
 * @param rule132 of the trailing year; counted by whoever asks
 * @param costs of the whole year, instead of what was entered month by month
 */
export async function shopMetrics(
  deps: Deps,
  shop: Shop,
  asOf: JstDate,
  rule132: Pick<Rate132, 'numerator' | 'denominator'>,
  costs?: PromoCosts,
): Promise<Report> {
  const from = jstInstant(trailingYear(asOf).from)
  const end = jstInstant(addDays(asOf, 1))
  const [oldest] = monthsUntil(asOf, COHORT_MONTHS)
  return allMetrics(
    {
      tally: await countShop(deps, shop, asOf),
      rule132,
      costs: await promoCostsOf(deps.db, monthOf(oldest?.from ?? asOf), monthOf(asOf)),
      yearCosts: costs,
      friends: await countFriends(deps.db, end),
      nps: await countNps(deps.db, from, end, shop.nps.scale),
      surveys: await countSurveys(deps.db, from, end),
      nobodys: await countNobodys(deps.db, from, end, shop.ltv),
    },
    shop,
    asOf,
  )
}
