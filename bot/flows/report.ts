/** How is the shop doing, and its fans? Every number as of one day, with the verdict on the goals (SPEC §4.3). */

import { type JstDate, jstDate } from '../core/calendar.ts'
import type { Report } from '../core/metrics.ts'
import type { PromoCosts } from '../core/metrics-money.ts'
import type { Deps } from '../deps.ts'
import { ageLabels } from './age-labels.ts'
import { loadContent } from './content.ts'
import { type CountedFans, keptFans } from './kept-fans.ts'
import { readyLedgers } from './ready-ledgers.ts'
import { shopMetrics } from './shop-metrics.ts'
import { talliesFrom } from './tallies.ts'

export interface ReportWish {
  /** The end of this day; of today when left out. */
  asOf?: JstDate
  /** Of the whole year, instead of what was entered month by month. */
  costs?: PromoCosts
  /** Instead of the shop's own. */
  grossMargin?: number
  onDone?: (done: number, all: number) => void
}

export type WholeReport = Report &
  CountedFans & {
    /** Customers whose newest orders are not in these numbers yet. */
    not_counted: number
  }

export async function report(
  deps: Deps,
  { asOf = jstDate(deps.now()), costs, grossMargin, onDone }: ReportWish = {},
): Promise<WholeReport> {
  const { shop: published } = await loadContent(deps)
  const shop = { ...published, ltv: { ...published.ltv, gross_margin: grossMargin ?? published.ltv.gross_margin } }
  const waiting = await readyLedgers(deps, shop, onDone)
  // A shop at a desk, without a server, has nobody else who looks at the clock.
  if (asOf >= jstDate(deps.now())) await ageLabels(deps, shop)
  const tallies = talliesFrom(deps, shop)
  const { fans, beside } = await keptFans(deps, shop, asOf, tallies)
  const numbers = await shopMetrics(deps, shop, asOf, fans.rule132.year.rate, costs, beside, tallies)
  return { ...numbers, ...fans, not_counted: waiting }
}
