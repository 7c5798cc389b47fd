/** What becomes of these due enrollments? Decides each, and writes everything down before anything is sent. */

import { saveCoupons } from '../../db/coupons.ts'
import {
  handledSteps,
  insertDeliveries,
  insertRequests,
  marketingSince,
  type NewDelivery,
} from '../../db/deliveries.ts'
import { assertLeased, type Enrollment, type Progress, releaseLease, saveProgress } from '../../db/enrollments.ts'
import { friendsOf } from '../../db/friends.ts'
import { anchorsOf } from '../core/anchors.ts'
import { addMinutes } from '../core/calendar.ts'
import { type Decision, decide, isMarketing, type Outcome, type Situation } from '../core/decide.ts'
import type { Deps } from '../deps.ts'
import { type Composed, compose, couponRows } from './compose.ts'
import { type Content, loadScenarios } from './content.ts'
import { type History, loadHistories, standingOf } from './records.ts'

const A_WEEK = 7 * 24 * 60
const A_DAY = 24 * 60

export interface Decided {
  due: number
  held: number
  denied: number
  skipped: number
  failed: number
  /** Put on a work list. */
  listed: number
  /** Rows that stand in the database and may be sent now. */
  requests: Composed['request'][]
}

/** @param batch enrollments leased under `leaseId` */
export async function decideBatch(
  deps: Deps,
  content: Content,
  leaseId: string,
  batch: Enrollment[],
): Promise<Decided> {
  const now = deps.now()
  const decided: Decided = { due: 0, held: 0, denied: 0, skipped: 0, failed: 0, listed: 0, requests: [] }
  const deliveries: NewDelivery[] = []
  const coupons: Composed['coupons'] = []
  const progress: Progress[] = []
  const situations = await loadSituations(deps, content, batch, now)

  for (const enrollment of batch) {
    try {
      const found = situations(enrollment)
      if (!found) throw new Error('its revision or its customer is gone')
      const decision = decide(found.situation)
      for (const outcome of decision.outcomes) {
        const { delivery, request, coupons: given } = await record(deps, content, enrollment, found, outcome, now)
        deliveries.push(delivery)
        if (request) decided.requests.push(request)
        coupons.push(...given)
        if (delivery.marketingAt) found.recentSends.push(now)
        decided.due += 1
        if (delivery.status === 'failed') decided.failed += 1
        else if (outcome.verdict !== 'send') decided[outcome.verdict] += 1
      }
      progress.push(progressOf(enrollment.id, decision))
    } catch (error) {
      // One enrollment's bad data stops nobody else: it is looked at again tomorrow, and the log says so.
      decided.failed += 1
      deps.log('enrollment_failed', { enrollmentId: enrollment.id, revisionId: enrollment.revisionId, error })
      progress.push({ id: enrollment.id, status: 'active', nextDueAt: addMinutes(now, A_DAY) })
    }
  }

  try {
    // Either all of this stands, with the enrollments still ours, or nothing does: only then may the first byte leave.
    await deps.db.atomically([
      assertLeased(leaseId, batch.length),
      ...(decided.requests.length > 0 ? [insertRequests(decided.requests)] : []),
      ...(deliveries.length > 0 ? [insertDeliveries(deliveries)] : []),
      ...(coupons.length > 0 ? [saveCoupons(coupons)] : []),
      saveProgress(leaseId, progress, now),
    ])
    return decided
  } catch (error) {
    // An order moved one of them meanwhile, or the lease ran out: nothing was sent, the next tick decides afresh.
    deps.log('batch_abandoned', { leaseId, size: batch.length, error })
    await releaseLease(deps.db, leaseId, addMinutes(now, 1))
    return { due: 0, held: 0, denied: 0, skipped: 0, failed: 0, listed: 0, requests: [] }
  }
}

interface Found {
  situation: Situation
  history: History
  lineUserId: string | undefined
  /** Shared by all enrollments of one customer, so that one batch keeps the frequency cap too. */
  recentSends: Date[]
}

/** A handful of set-based reads, then each enrollment's situation by lookup. */
async function loadSituations(deps: Deps, content: Content, batch: Enrollment[], now: Date) {
  const customerIds = [...new Set(batch.map((row) => row.customerId))]
  const scenarios = await loadScenarios(
    deps,
    batch.map((row) => row.revisionId),
  )
  const histories = await loadHistories(deps, customerIds)
  const handled = Map.groupBy(
    await handledSteps(
      deps.db,
      batch.map((row) => row.id),
    ),
    (step) => step.enrollmentId,
  )
  const sends = await marketingSince(deps.db, customerIds, addMinutes(now, -A_WEEK))
  const friends = await friendsOf(deps.db, customerIds)
  const recent = new Map(customerIds.map((id) => [id, sends.get(id) ?? []]))

  return (enrollment: Enrollment): Found | undefined => {
    const scenario = scenarios.get(enrollment.revisionId)
    const history = histories.get(enrollment.customerId)
    const recentSends = recent.get(enrollment.customerId)
    if (!scenario || !history || !recentSends) return undefined
    const settled = (handled.get(enrollment.id) ?? []).map(
      (step) => [step.stepId, { status: step.status, heldUntil: step.heldUntil ?? undefined }] as const,
    )
    const situation: Situation = {
      scenario,
      anchors: anchorsOf(enrollment, history.records, content.shop),
      handled: new Map(settled),
      standing: standingOf(history, content.shop, now),
      signals: history.records.signals
        .filter((signal) => signal.at >= enrollment.anchorAt && signal.at <= now)
        .map((signal) => signal.name),
      recentSends,
      now,
      shop: content.shop,
    }
    return { situation, history, lineUserId: friends.get(enrollment.customerId)?.lineUserId, recentSends }
  }
}

interface Recorded {
  delivery: NewDelivery
  request?: Composed['request']
  coupons: Composed['coupons']
}

async function record(
  deps: Deps,
  content: Content,
  enrollment: Enrollment,
  { lineUserId, history }: Found,
  outcome: Outcome,
  now: Date,
): Promise<Recorded> {
  const { step } = outcome
  const about = {
    enrollmentId: enrollment.id,
    stepId: outcome.key,
    customerId: enrollment.customerId,
    scenarioId: enrollment.scenarioId,
    revisionId: enrollment.revisionId,
    dueAt: outcome.dueAt,
    decidedAt: now,
    marketingAt: isMarketing(outcome) ? now : undefined,
  }
  if (outcome.verdict !== 'send') {
    const { verdict: status, code, reason } = outcome
    const heldUntil = outcome.verdict === 'held' ? outcome.until : undefined
    // What a postcard promises is in the wallet too.
    const coupons = outcome.verdict === 'listed' ? couponRows(deps, content, enrollment, step) : []
    return { delivery: { ...about, status, code, reason, heldUntil }, coupons }
  }
  try {
    if (lineUserId === undefined) throw new Error('no LINE account')
    const { service } = outcome
    const { request, coupons } = await compose(deps, content, { enrollment, step, lineUserId, history, service })
    return { delivery: { ...about, status: 'sending', requestId: request.id }, request, coupons }
  } catch (error) {
    deps.log('step_not_composed', { enrollmentId: enrollment.id, stepId: step.id, error })
    const reason = '文面を組み立てられませんでした。'
    const delivery = { ...about, status: 'failed', code: 'S_COMPOSE', reason, marketingAt: undefined }
    return { delivery, coupons: [] }
  }
}

function progressOf(id: string, decision: Decision): Progress {
  if (decision.exit !== undefined) return { id, status: 'ended', endedReason: decision.exit }
  if (!decision.nextDueAt && !decision.waits) return { id, status: 'finished', endedReason: 'finished' }
  return { id, status: 'active', nextDueAt: decision.nextDueAt }
}
