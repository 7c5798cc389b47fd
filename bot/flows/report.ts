/** How is the shop doing? Every number of DOMAIN §1.9 as of one day, with the verdict on the goals. */

import { countFriends, countNps, countSurveys } from '../../db/metrics.ts'
import { promoCostsOf } from '../../db/promo-costs.ts'
import { addDays, type JstDate, jstDate, jstInstant } from '../core/calendar.ts'
import { allMetrics, type Report } from '../core/metrics.ts'
import { COHORT_MONTHS } from '../core/metrics-frame.ts'
import type { PromoCosts } from '../core/metrics-money.ts'
import { trailingYear } from '../core/metrics-rows.ts'
import { monthOf, monthsUntil } from '../core/months.ts'
import type { Deps } from '../deps.ts'
import { loadContent } from './content.ts'
import { countShop } from './count-shop.ts'
import { readyLedgers } from './ready-ledgers.ts'
import { type FansReport, reportFans } from './report-fans.ts'

export interface ReportWish {
  /** The end of this day; of today when left out. */
  asOf?: JstDate
  /** Of the whole year, instead of what was entered month by month. */
  costs?: PromoCosts
  /** Instead of the shop's own. */
  grossMargin?: number
  onDone?: (done: number, all: number) => void
}

export async function report(
  deps: Deps,
  { asOf = jstDate(deps.now()), costs, grossMargin, onDone }: ReportWish = {},
): Promise<Report & FansReport & { not_counted: number }> {
  const { shop: published } = await loadContent(deps)
  const shop = { ...published, ltv: { ...published.ltv, gross_margin: grossMargin ?? published.ltv.gross_margin } }
  const year = trailingYear(asOf)
  const from = jstInstant(year.from)
  const end = jstInstant(addDays(asOf, 1))
  const waiting = await readyLedgers(deps, shop, onDone)
  const fans = await reportFans(deps, shop, asOf)
  const [oldest] = monthsUntil(asOf, COHORT_MONTHS)
  const found = allMetrics(
    {
      tally: await countShop(deps, shop, asOf),
      rule132: fans.rule132.year.rate,
      costs: await promoCostsOf(deps.db, monthOf(oldest?.from ?? asOf), monthOf(asOf)),
      yearCosts: costs,
      friends: await countFriends(deps.db, end),
      nps: await countNps(deps.db, from, end, shop.nps.scale),
      surveys: await countSurveys(deps.db, from, end),
    },
    shop,
    asOf,
  )
  /** Customers whose newest orders are not in these numbers yet. */
  return { ...found, ...fans, not_counted: waiting }
}
