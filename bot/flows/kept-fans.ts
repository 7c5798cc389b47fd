/** Must the report about people be counted anew? In a large shop that takes many seconds, so it is told again within the hour. */

import { currentRevisionIds } from '../../db/revisions.ts'
import { readState, writeState } from '../../db/state.ts'
import { addMinutes, type JstDate, jstIso } from '../core/calendar.ts'
import type { FansReport } from '../core/fans-report.ts'
import type { Shop } from '../core/shop.ts'
import type { Deps } from '../deps.ts'
import { reportFans } from './report-fans.ts'

/** So many customers; a smaller shop sees every answer at once. */
const LARGE = 50_000
const FRESH_MINUTES = 60
const KEY = 'fans_report'

interface Kept {
  /** The day it is about, and what was published then. */
  about: string
  report: CountedFans
}

export interface CountedFans extends FansReport {
  /** When the part about people was counted. */
  people_counted_at: string
}

/** @param large from so many customers on it is kept */
export async function keptFans(deps: Deps, shop: Shop, asOf: JstDate, large = LARGE): Promise<CountedFans> {
  const now = deps.now()
  const about = [asOf, ...(await currentRevisionIds(deps.db))].join()
  const text = await readState(deps.db, KEY)
  const kept = text === undefined ? undefined : (JSON.parse(text) as Kept)
  if (kept?.about === about && isFresh(new Date(kept.report.people_counted_at), now)) return kept.report
  const report = { ...(await reportFans(deps, shop, asOf)), people_counted_at: jstIso(now) }
  const customers = Object.values(report.fans.labels).reduce((sum, n) => sum + n, 0)
  if (customers >= large) await writeState(deps.db, KEY, JSON.stringify({ about, report } satisfies Kept))
  return report
}

const isFresh = (at: Date, now: Date): boolean => at <= now && now < addMinutes(at, FRESH_MINUTES)
