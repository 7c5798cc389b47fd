/** The clock ticked: who is due, may it go out, and did it? Load → decide → record → send → mark. */

import { claimOpenRequests, countDeliveries, saveAttempts, unwantedRequests } from '../../db/deliveries.ts'
import { claimDue } from '../../db/enrollments.ts'
import { addMinutes } from '../core/calendar.ts'
import { openFrom } from '../core/due.ts'
import type { Deps } from '../deps.ts'
import { ageLabels } from './age-labels.ts'
import { type Content, loadContent } from './content.ts'
import { decideBatch } from './decide-batch.ts'
import { enrolTriggered } from './enrol.ts'
import { type SendTally, sendRequests } from './send.ts'

const BATCH = 500
const LEASE_MINUTES = 5

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
  const summary = nothingYet(deps.now())
  const content = await loadContent(deps)
  await ageLabels(deps, content.shop)
  await enrolTriggered(deps, content)
  await repeatOpen(deps, content, summary)
  for (;;) {
    const leaseId = deps.newId()
    const batch = await claimDue(deps.db, { leaseId, ...leaseFrom(deps), limit: BATCH })
    if (batch.length === 0) break
    const decided = await decideBatch(deps, content, leaseId, batch)
    summary.due += decided.due
    summary.held += decided.held
    summary.denied += decided.denied
    summary.skipped += decided.skipped
    summary.failed += decided.failed
    summary.listed += decided.listed
    add(summary, await sendRequests(deps, decided.requests))
  }
  return summary
}

const leaseFrom = (deps: Deps) => ({ now: deps.now(), leaseUntil: addMinutes(deps.now(), LEASE_MINUTES) })

const add = (summary: TickSummary, tally: SendTally) => {
  summary.sent += tally.sent
  summary.failed += tally.failed
  summary.unknown += tally.unknown
  summary.api_calls += tally.apiCalls
}

/** What an earlier tick began and did not finish, with the same key and body: retry is recovery. */
async function repeatOpen(deps: Deps, content: Content, summary: TickSummary): Promise<void> {
  for (;;) {
    const now = deps.now()
    const leaseId = deps.newId()
    const open = await claimOpenRequests(deps.db, { leaseId, ...leaseFrom(deps), limit: BATCH })
    if (open.length === 0) return
    // A quiet night does not end a retry key's life, so the repetition waits for the morning like everything else.
    const waits = open.map((request) => ({ request, until: openFrom(now, content.shop.guard, request.service) }))
    await saveAttempts(
      deps.db,
      waits
        .filter(({ until }) => until > now)
        .map(({ request, until }) => ({ requestId: request.id, status: 'sending', nextTryAt: until, tried: false })),
      now,
    )
    const awake = waits.filter(({ until }) => until <= now).map(({ request }) => request)
    const unwanted = await unwantedRequests(
      deps.db,
      awake.map((request) => request.id),
    )
    summary.unknown += await dropUnwanted(deps, [...unwanted])
    const wanted = awake.filter((request) => !unwanted.has(request.id))
    add(summary, await sendRequests(deps, wanted))
  }
}

/** Who said stop (or blocked us) after the first try is not sent a second one; whether the first arrived stays unknown. */
async function dropUnwanted(deps: Deps, requestIds: string[]): Promise<number> {
  if (requestIds.length === 0) return 0
  const now = deps.now()
  const counts = await countDeliveries(deps.db, requestIds)
  await saveAttempts(
    deps.db,
    requestIds.map((requestId) => ({
      requestId,
      status: 'unknown',
      nextTryAt: now,
      tried: false,
      code: 'R_OPT_OUT',
      error: 'そのあと「配信停止」かブロックがあったため、送り直しませんでした。届いたかどうかは確認できていません。',
    })),
    now,
  )
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}
