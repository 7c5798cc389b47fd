/** Every number of DOMAIN §1.9 as of one day, of the shop as a whole. */

import { countFriends, countNobodys, countNps, countSurveys } from '../../db/metrics.ts'
import { promoCostsOf } from '../../db/promo-costs.ts'
import { addDays, type JstDate, jstInstant } from '../core/calendar.ts'
import { allMetrics, type MetricRows, type Report } from '../core/metrics.ts'
import { COHORT_MONTHS } from '../core/metrics-frame.ts'
import type { PromoCosts } from '../core/metrics-money.ts'
import { trailingYear } from '../core/metrics-rows.ts'
import { monthOf, monthsUntil } from '../core/months.ts'
import type { Rate132 } from '../core/rule132.ts'
import type { Shop } from '../core/shop.ts'
import type { Deps } from '../deps.ts'
import { type Tallies, talliesFrom } from './tallies.ts'

/** What is counted beside the ledgers: friends, answers, invitations, orders of nobody. */
export type Beside = Pick<MetricRows, 'friends' | 'nps' | 'surveys' | 'nobodys'>

/**
 * @param ofPeople false leaves friends and answers at nothing, for whoever asks about money and purchases alone
 * @param apart friends are counted while others are asked here
 */
export async function countBeside(
  { db }: Pick<Deps, 'db'>,
  shop: Shop,
  asOf: JstDate,
  ofPeople = true,
  apart = false,
): Promise<Beside> {
  const from = jstInstant(trailingYear(asOf).from)
  const end = jstInstant(addDays(asOf, 1))
  const nobodys = await countNobodys(db, from, end, shop.ltv)
  if (!ofPeople)
    return { friends: { all: 0, reachable: 0, linked: 0 }, nps: [], surveys: { invited: 0, answered: 0 }, nobodys }
  return {
    friends: await countFriends(db, end, apart),
    nps: await countNps(db, from, end, shop.nps.scale),
    surveys: await countSurveys(db, from, end),
    nobodys,
  }
}

/**
 * @param rule132 of the trailing year; counted by whoever asks
 * @param costs of the whole year, instead of what was entered month by month
 * @param beside counted already
 * @param tallies shared by whoever asks for several days
 */
export async function shopMetrics(
  deps: Deps,
  shop: Shop,
  asOf: JstDate,
  rule132: Pick<Rate132, 'numerator' | 'denominator'>,
  costs?: PromoCosts,
  beside?: Beside,
  tallies: Tallies = talliesFrom(deps, shop),
): Promise<Report> {
  const [oldest] = monthsUntil(asOf, COHORT_MONTHS)
  return allMetrics(
    {
      tally: await tallies.on(asOf),
      rule132,
      costs: await promoCostsOf(deps.db, monthOf(oldest?.from ?? asOf), monthOf(asOf)),
      yearCosts: costs,
      ...(beside ?? (await countBeside(deps, shop, asOf))),
    },
    shop,
    asOf,
  )
}
