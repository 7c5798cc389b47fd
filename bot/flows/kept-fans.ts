/** Must people be counted anew for the report? In a large shop that takes some seconds, so it is told again within the hour. */

import { currentRevisionIds } from '../../db/revisions.ts'
import { readState, writeState } from '../../db/state.ts'
import { addMinutes, type JstDate, jstIso } from '../core/calendar.ts'
import type { FansReport } from '../core/fans-report.ts'
import type { Shop } from '../core/shop.ts'
import type { Deps } from '../deps.ts'
import { isLarge } from './large-shop.ts'
import { reportFans } from './report-fans.ts'
import { type Beside, countBeside } from './shop-metrics.ts'
import type { Tallies } from './tallies.ts'

/** So many customers; a smaller shop sees every answer at once. */
const LARGE = 50_000
const FRESH_MINUTES = 60
const KEY = 'fans_report'

interface Counted {
  fans: CountedFans
  /** What the numbers of the shop need of people. */
  beside: Beside
}

interface Kept extends Counted {
  /** The day it is about, and what was published then. */
  about: string
}

export interface CountedFans extends FansReport {
  /** When the part about people was counted. */
  people_counted_at: string
}

/**
 * @param tallies in which hypotheses look for the numbers of the shop
 * @param large from so many customers on it is kept
 */
export async function keptFans(
  deps: Deps,
  shop: Shop,
  asOf: JstDate,
  tallies: Tallies,
  large = LARGE,
): Promise<Counted> {
  const now = deps.now()
  const about = [asOf, ...(await currentRevisionIds(deps.db))].join()
  const text = await readState(deps.db, KEY)
  const kept = text === undefined ? undefined : (JSON.parse(text) as Kept)
  if (kept?.about === about && isFresh(new Date(kept.fans.people_counted_at), now)) return kept
  // In a large shop a thread counts some of it meanwhile: asked for first, waited for last.
  const beside = countBeside(deps, shop, asOf, true, await isLarge(deps.db))
  // Should anything fail before it is waited for, that is told instead.
  beside.catch(() => {})
  const fans = { ...(await reportFans(deps, shop, asOf, tallies)), people_counted_at: jstIso(now) }
  const counted: Counted = { fans, beside: await beside }
  const customers = Object.values(fans.fans.labels).reduce((sum, n) => sum + n, 0)
  if (customers >= large) await writeState(deps.db, KEY, JSON.stringify({ about, ...counted } satisfies Kept))
  return counted
}

const isFresh = (at: Date, now: Date): boolean => at <= now && now < addMinutes(at, FRESH_MINUTES)
