/** What will this month need, and does the plan have it? Counts the schedule and lets the core estimate. */

import { beginnings, heldGroups, runningGroups, stepExperience } from '../../db/forecast.ts'
import type { MonthQuota } from '../core/allowance.ts'
import { addDays, addMinutes, jstDate, jstInstant, parseJstDate } from '../core/calendar.ts'
import { type Forecast, forecast, type Group, LATELY_DAYS, NOON } from '../core/forecast.ts'
import { nextMonthAt } from '../core/months.ts'
import type { Deps } from '../deps.ts'
import { loadContent, loadScenarios } from './content.ts'
import { knownQuota } from './month-quota.ts'

/**
 * Reads a good part of the database: for a command or a page, never for a tick.
 * @param given the month's numbers; what is known without asking LINE when left out
 */
export async function forecastMonth(deps: Deps, given?: MonthQuota): Promise<Forecast> {
  const now = deps.now()
  const today = jstDate(now)
  const since = addMinutes(now, -LATELY_DAYS * 24 * 60)
  const { shop, scenarios: inForce } = await loadContent(deps)
  const rows = await runningGroups(deps.db, jstInstant(addDays(today, 1)))
  const groups = rows.map(
    (row): Group => ({
      revisionId: row.revisionId,
      count: row.count,
      startedAt: jstInstant(addDays(today, -row.daysAgo), NOON),
      // A day that cannot be read counts as not known: it stops nobody else's.
      deliveredOn: parseJstDate(row.deliveredOn ?? ''),
      nextDeliveryOn: parseJstDate(row.nextDeliveryOn ?? ''),
      parcels: row.parcels ?? undefined,
      cycleDays: row.cycleDays ?? undefined,
    }),
  )
  const followed = await loadScenarios(
    deps,
    rows.map(({ revisionId }) => revisionId),
  )
  return forecast({
    now,
    shop,
    quota: given ?? (await knownQuota(deps)),
    scenarios: new Map([...followed, ...inForce.map(({ revisionId, scenario }) => [revisionId, scenario] as const)]),
    inForce,
    groups,
    experience: await stepExperience(deps.db, since),
    held: await heldGroups(deps.db, nextMonthAt(now)),
    begun: await beginnings(deps.db, since),
  })
}
