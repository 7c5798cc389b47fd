/** The clock ticked: who is due, may it go out, and did it? Load → decide → record → send → mark. */

import { claimDue } from '../../db/leases.ts'
import { type Allowance, allowanceOf } from '../core/allowance.ts'
import { addMinutes } from '../core/calendar.ts'
import type { Deps } from '../deps.ts'
import { ageLabels } from './age-labels.ts'
import { type Content, loadContent } from './content.ts'
import { type Decided, decideBatch } from './decide-batch.ts'
import { enrolTriggered } from './enrol.ts'
import { enrolByDay } from './enrol-by-day.ts'
import { forgetEvents } from './forget-events.ts'
import { linkMenus } from './link-menus.ts'
import { addUsed, monthQuota } from './month-quota.ts'
import { marketingPause, pauseOnBlocks } from './pause-marketing.ts'
import { refreshStale } from './refresh-stale.ts'
import { repeatOpen } from './repeat-open.ts'
import { type Door, openDoor, type SendTally } from './send.ts'

const LEASE_MINUTES = 5
const STALE_PER_TICK = 10_000
/** Enrollments decided together that are worth a thread of their own. */
const MANY = 400
/** Batches that leave while another is decided: a crash leaves no more than these to be repeated. */
const LEAVING_MOST = 2

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
  // Menus and old records come after messages, and what is wrong with them keeps no message back.
  const menus = await linkMenus(deps).catch((error) => deps.log('menus_failed', { error }))
  if (menus) summary.api_calls += menus.calls
  await forgetEvents(deps).catch((error) => deps.log('events_not_forgotten', { error }))
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
  await deliverBatches(deps, content, door, allowance, summary)
  if (door.reached() > 0) await addUsed(deps, door.reached())
  return summary
}

/** One batch is decided while others wait for the disk, or leave: nobody keeps anybody waiting. */
async function deliverBatches(deps: Deps, content: Content, door: Door, allowance: Allowance, summary: TickSummary) {
  const { batchesPerTick, customersPerBatch } = deps.limits
  const leaving: Promise<void>[] = []
  const leave = async (decided: Decided, wasAhead: boolean) => {
    await decided.onDisk()
    // The switch may have been thrown since it was decided.
    const resting = wasAhead && (await marketingPause(deps)) !== undefined
    add(summary, await door.send(decided.requests, resting))
  }
  try {
    for (let batches = 0; batches < batchesPerTick && !door.shutUntil(); batches += 1) {
      // One click stops a tick under way, too.
      if (batches > 0) allowance.pause = await marketingPause(deps)
      const leaseId = deps.newId()
      const batch = await claimDue(deps.db, { leaseId, ...leaseFrom(deps), limit: customersPerBatch })
      if (batch.length === 0) break
      const decided = await decideBatch(deps, content, leaseId, batch, allowance)
      for (const word of COUNTED) summary[word] += decided[word]
      if (batch.length >= MANY) deps.db.moveLog()
      if (leaving.length >= LEAVING_MOST) await leaving.shift()
      const gone = leave(decided, leaving.length > 0)
      // Whoever waits for it hears of its failure: the next one but one, or the end.
      gone.catch(() => {})
      leaving.push(gone)
      // Ahead only where LINE is known to take what comes, and as much: otherwise there would be more to repeat.
      if (door.reached() === 0 || door.room() < customersPerBatch) await Promise.all(leaving.splice(0))
    }
  } finally {
    await Promise.allSettled(leaving)
  }
  await Promise.all(leaving)
}

const COUNTED = ['due', 'held', 'denied', 'skipped', 'failed', 'listed'] as const

const leaseFrom = (deps: Deps) => ({ now: deps.now(), leaseUntil: addMinutes(deps.now(), LEASE_MINUTES) })

function add(summary: TickSummary, tally: SendTally): void {
  const { apiCalls, ...counts } = tally
  for (const word of ['sent', 'held', 'failed', 'unknown'] as const) summary[word] += counts[word]
  summary.api_calls += apiCalls
}
