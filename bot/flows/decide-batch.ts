/** What becomes of these due enrollments? Decides each, and writes everything down before anything is sent. */

import { addCounts, type Count } from '../../db/counters.ts'
import { assertIssued, issueCoupons, type NewCoupon, prolongCoupons } from '../../db/coupons.ts'
import { insertDeliveries, type NewDelivery } from '../../db/deliveries.ts'
import type { Enrollment } from '../../db/enrollments.ts'
import { assertLeased, type Progress, releaseLease, saveProgress } from '../../db/leases.ts'
import { insertRequests } from '../../db/requests.ts'
import { insertInvitations, type NewInvitation } from '../../db/surveys.ts'
import { type Allowance, OPEN_ALLOWANCE } from '../core/allowance.ts'
import { addMinutes } from '../core/calendar.ts'
import { type Decision, decide, invites, isMarketing, type Outcome } from '../core/decide.ts'
import { type Part, pack } from '../core/parcels.ts'
import { couponsIn } from '../core/scenario.ts'
import type { Deps } from '../deps.ts'
import { compose, couponRows } from './compose.ts'
import type { Content } from './content.ts'
import { openPool, tellEmptyPools } from './issue-coupons.ts'
import { newRequest } from './new-request.ts'
import type { Sendable } from './send.ts'
import { type Found, loadSituations } from './situations.ts'
import { invitationFor } from './survey-sheet.ts'

const A_DAY = 24 * 60

export interface Decided {
  due: number
  held: number
  denied: number
  skipped: number
  failed: number
  /** Put on a work list. */
  listed: number
  /** Rows that stand in the database. */
  requests: Sendable[]
  /** Resolves when the disk has them, too: only then may the first byte leave. */
  onDisk: () => Promise<void>
}

const nothing = (): Decided => ({
  due: 0,
  held: 0,
  denied: 0,
  skipped: 0,
  failed: 0,
  listed: 0,
  requests: [],
  onDisk: async () => {},
})

/** What one batch writes, gathered while it is decided. */
interface Draft {
  deliveries: NewDelivery[]
  coupons: NewCoupon[]
  progress: Progress[]
  parts: Part<NewDelivery>[]
  invitations: NewInvitation[]
  /** Who gets something already: more in the same request costs nothing more. */
  reached: Set<string>
}

/**
 * @param batch enrollments leased under `leaseId`, each customer's together
 * @param allowance what may still leave; counted down here
 */
export async function decideBatch(
  deps: Deps,
  content: Content,
  leaseId: string,
  batch: Enrollment[],
  allowance: Allowance = { ...OPEN_ALLOWANCE },
): Promise<Decided> {
  const now = deps.now()
  const decided = nothing()
  const draft: Draft = { deliveries: [], coupons: [], progress: [], parts: [], invitations: [], reached: new Set() }
  const situations = await loadSituations(deps, content, batch, now)
  const customerIds = [...new Set(batch.map(({ customerId }) => customerId))]
  const pool = await openPool(deps, content, customerIds)
  const emptied = new Set<string>()

  for (const enrollment of batch) {
    try {
      const found = situations(enrollment)
      if (!found) throw new Error('its revision or its customer is gone')
      const room = draft.reached.has(enrollment.customerId) ? { ...OPEN_ALLOWANCE, pause: allowance.pause } : allowance
      const codesLeft = pool.leftFor(enrollment.customerId)
      const decision = decide({ ...found.situation, allowance: room, codesLeft })
      const given = draft.coupons.length
      for (const outcome of decision.outcomes) {
        const delivery = await record(deps, content, draft, enrollment, found, outcome)
        draft.deliveries.push(delivery)
        if (delivery.marketingAt) found.recentSends.push(now)
        if (delivery.status === 'sending') countDown(allowance, draft.reached, enrollment.customerId)
        decided.due += 1
        if (delivery.status === 'failed') decided.failed += 1
        else if (outcome.verdict !== 'send') decided[outcome.verdict] += 1
      }
      pool.take(draft.coupons.slice(given))
      for (const outcome of decision.outcomes)
        if (outcome.verdict === 'held' && outcome.code === 'S_NO_CODES')
          for (const id of couponsIn(outcome.step)) if ((pool.left.get(id) ?? 1) <= 0) emptied.add(id)
      draft.progress.push(progressOf(enrollment.id, decision))
    } catch (error) {
      // One enrollment's bad data stops nobody else: it is looked at again tomorrow, and the log says so.
      decided.failed += 1
      deps.log('enrollment_failed', { enrollmentId: enrollment.id, revisionId: enrollment.revisionId, error })
      draft.progress.push({ id: enrollment.id, status: 'active', nextDueAt: addMinutes(now, A_DAY) })
    }
  }
  decided.requests = requestsOf(deps, draft.parts)
  const counts = countsOf(draft.deliveries)
  const pooled = draft.coupons.filter(({ code }) => code === undefined)

  try {
    // Either all of this stands, with the enrollments still ours, or nothing does.
    decided.onDisk = await deps.db.ahead([
      assertLeased(leaseId, customerIds.length),
      ...insertRequests(decided.requests),
      ...(draft.deliveries.length > 0 ? [insertDeliveries(draft.deliveries)] : []),
      ...issueCoupons(draft.coupons),
      ...(draft.coupons.length > 0 ? [prolongCoupons(draft.coupons)] : []),
      ...(pooled.length > 0 ? [assertIssued(pooled)] : []),
      ...(await tellEmptyPools(deps, emptied)),
      ...(draft.invitations.length > 0 ? [insertInvitations(draft.invitations)] : []),
      ...(counts.length > 0 ? [addCounts(counts)] : []),
      ...saveProgress(leaseId, draft.progress, now),
    ])
    return decided
  } catch (error) {
    // An order moved one of them meanwhile, or the lease ran out: nothing was sent, the next tick decides afresh.
    deps.log('batch_abandoned', { leaseId, size: batch.length, error })
    await releaseLease(deps.db, leaseId, addMinutes(now, 1))
    return nothing()
  }
}

/** LINE counts people: whatever goes to this one, both numbers lose one. */
function countDown(allowance: Allowance, reached: Set<string>, customerId: string): void {
  if (reached.has(customerId)) return
  reached.add(customerId)
  allowance.service -= 1
  allowance.marketing -= 1
}

/** One row for what was decided; what is to be sent joins the draft's parts. */
async function record(
  deps: Deps,
  content: Content,
  draft: Draft,
  enrollment: Enrollment,
  { lineUserId, history, situation }: Found,
  outcome: Outcome,
): Promise<NewDelivery> {
  const { step, dueAt } = outcome
  const now = deps.now()
  const delivery: NewDelivery = {
    enrollmentId: enrollment.id,
    stepId: outcome.key,
    customerId: enrollment.customerId,
    scenarioId: enrollment.scenarioId,
    revisionId: enrollment.revisionId,
    dueAt,
    decidedAt: now,
    marketingAt: isMarketing(outcome) ? now : undefined,
    status: outcome.verdict === 'send' ? 'sending' : outcome.verdict,
  }
  if (outcome.verdict !== 'send') {
    const { code, reason } = outcome
    // What a postcard promises is in the wallet too.
    if (outcome.verdict === 'listed') draft.coupons.push(...couponRows(deps, content, enrollment, step))
    return { ...delivery, code, reason, heldUntil: outcome.verdict === 'held' ? outcome.until : undefined }
  }
  try {
    if (lineUserId === undefined) throw new Error('no LINE account')
    const { messages, coupons } = await compose(deps, content, { enrollment, step, history, coupon: situation.coupon })
    draft.coupons.push(...coupons)
    if (invites(outcome)) {
      draft.invitations.push(...invitationFor(deps, content, enrollment, step, outcome.key))
      // What else is due for this customer in the batch knows of it.
      history.records.invitations.push(now)
    }
    draft.parts.push({ lineUserId, messages, service: outcome.service, dueAt, item: delivery })
    return delivery
  } catch (error) {
    deps.log('step_not_composed', { enrollmentId: enrollment.id, stepId: step.id, error })
    const reason = '文面を組み立てられませんでした。'
    return { ...delivery, status: 'failed', code: 'S_COMPOSE', reason, marketingAt: undefined }
  }
}

/** Rows to be written and sent, each delivery pointing at the one that carries it. */
function requestsOf(deps: Deps, parts: Part<NewDelivery>[]): Sendable[] {
  return pack(parts).map((parcel) => {
    const request = newRequest(deps, parcel)
    for (const { item, lineUserId, firstMessage, messages } of parcel.carries)
      Object.assign(item, { requestId: request.id, lineUserId, firstMessage, messages })
    return request
  })
}

function countsOf(deliveries: NewDelivery[]): Count[] {
  const settled = deliveries.filter(({ status }) => status !== 'sending')
  const held = deliveries.filter(({ status }) => status === 'held')
  return [...tally('deliveries', settled, 'status'), ...tally('holds', held, 'code')]
}

const tally = (name: string, rows: NewDelivery[], by: 'status' | 'code'): Count[] =>
  [...Map.groupBy(rows, (row) => row[by] ?? '')].map(([label, { length }]) => ({ name, label, value: length }))

function progressOf(id: string, decision: Decision): Progress {
  if (decision.exit !== undefined) return { id, status: 'ended', endedReason: decision.exit }
  if (!decision.nextDueAt && !decision.waits) return { id, status: 'finished', endedReason: 'finished' }
  return { id, status: 'active', nextDueAt: decision.nextDueAt }
}
