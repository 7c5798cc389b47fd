/** The clock ticked: who is due, may it go out, and did it? Load → decide → record → send → mark. */

import { claimDue } from '../../db/leases.ts'
import { allowanceOf } from '../core/allowance.ts'
import { addMinutes } from '../core/calendar.ts'
import type { Deps } from '../deps.ts'
import { ageLabels } from './age-labels.ts'
import { loadContent } from './content.ts'
import { decideBatch } from './decide-batch.ts'
import { enrolTriggered } from './enrol.ts'
import { enrolByDay } from './enrol-by-day.ts'
import { linkMenus } from './link-menus.ts'
import { addUsed, monthQuota } from './month-quota.ts'
import { marketingPause, pauseOnBlocks } from './pause-marketing.ts'
import { refreshStale } from './refresh-stale.ts'
import { repeatOpen } from './repeat-open.ts'
import { openDoor, type SendTally } from './send.ts'

const LEASE_MINUTES = 5
const STALE_PER_TICK = 10_000
/** Enrollments decided together that are worth a thread of their own. */
const MANY = 400

/** Counts of steps; `api_calls` counts requests to LINE. */
export interface TickSummary {
  now: Date
  due: number
  sent: number
  held: number
  denied: number
  skipped: number
  failed: number
  /** Put on the work list for the shop's people. */
  listed: number
  unknown: number
  api_calls: number
}

export const nothingYet = (now: Date): TickSummary => ({
  now,
  due: 0,
  sent: 0,
  held: 0,
  denied: 0,
  skipped: 0,
  failed: 0,
  listed: 0,
  unknown: 0,
  api_calls: 0,
})

/** One run of the clock. Work grows with what is due. Safe to run twice at once, and to be killed at any point. */
export async function deliverDue(deps: Deps): Promise<TickSummary> {
  const summary = await deliver(deps)
  // Menus come after messages, and what is wrong with them keeps no message back.
  const menus = await linkMenus(deps).catch((error) => deps.log('menus_failed', { error }))
  if (menus) summary.api_calls += menus.calls
  return summary
}

async function deliver(deps: Deps): Promise<TickSummary> {
  const summary = nothingYet(deps.now())
  const content = await loadContent(deps)
  // What an import that was cut short left behind; a bounded number, so that the due steps do not wait for it.
  await refreshStale(deps, { limit: STALE_PER_TICK })
  await ageLabels(deps, content.shop)
  await enrolTriggered(deps, content)
  await enrolByDay(deps, content)
  const pause = await pauseOnBlocks(deps, content.shop)
  const door = await openDoor(deps)
  if (door.shutUntil()) return summary
  const quota = await monthQuota(deps)
  const allowance = allowanceOf({ quota, pause, shop: content.shop, now: deps.now() })
  await repeatOpen(deps, content, door, allowance, (tally) => add(summary, tally))
  for (let batches = 0; batches < deps.limits.batchesPerTick && !door.shutUntil(); batches += 1) {
    // One click stops a tick under way, too.
    if (batches > 0) allowance.pause = await marketingPause(deps)
    const leaseId = deps.newId()
    const batch = await claimDue(deps.db, { leaseId, ...leaseFrom(deps), limit: deps.limits.customersPerBatch })
    if (batch.length === 0) break
    const decided = await decideBatch(deps, content, leaseId, batch, allowance)
    for (const word of ['due', 'held', 'denied', 'skipped', 'failed', 'listed'] as const) summary[word] += decided[word]
    if (batch.length >= MANY) deps.db.moveLog()
    add(summary, await door.send(decided.requests))
  }
  if (door.reached() > 0) await addUsed(deps, door.reached())
  return summary
}

const leaseFrom = (deps: Deps) => ({ now: deps.now(), leaseUntil: addMinutes(deps.now(), LEASE_MINUTES) })

function add(summary: TickSummary, tally: SendTally): void {
  const { apiCalls, ...counts } = tally
  for (const word of ['sent', 'held', 'failed', 'unknown'] as const) summary[word] += counts[word]
  summary.api_calls += apiCalls
}
