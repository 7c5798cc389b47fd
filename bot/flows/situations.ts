/** What is known about each of these enrollments at this moment? A handful of set-based reads for a whole batch. */

import { handledSteps, marketingSince } from '../../db/deliveries.ts'
import type { Enrollment } from '../../db/enrollments.ts'
import { anchorsOf } from '../core/anchors.ts'
import { addMinutes } from '../core/calendar.ts'
import type { Situation } from '../core/decide.ts'
import { namesRaised } from '../core/wall-signal.ts'
import type { Deps } from '../deps.ts'
import { type Content, loadScenarios } from './content.ts'
import { heldCoupons } from './held-coupons.ts'
import { couponsUsedUp } from './issue-coupons.ts'
import { type History, loadHistories, standingOf } from './records.ts'

const A_WEEK = 7 * 24 * 60

export interface Found {
  situation: Situation
  history: History
  lineUserId: string | undefined
  /** Shared by all enrollments of one customer, so that one batch keeps the frequency cap too. */
  recentSends: Date[]
}

/** @returns each enrollment's situation by lookup; undefined when its revision or its customer cannot be read */
export async function loadSituations(deps: Deps, content: Content, batch: Enrollment[], now: Date) {
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
  const held = await heldCoupons(
    deps,
    content,
    batch.map((row) => row.anchor),
  )
  const usedUp = await couponsUsedUp(deps, content, scenarios.values(), customerIds)
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
      customerId: enrollment.customerId,
      anchors: anchorsOf(enrollment, history.records, content.shop),
      handled: new Map(settled),
      standing: standingOf(history, content.shop, now),
      signals: namesRaised(history.records.signals, enrollment.anchorAt, now, content.shop),
      recentSends,
      now,
      shop: content.shop,
      coupon: held.get(enrollment.anchor),
      couponsUsed: usedUp.get(enrollment.customerId),
    }
    return { situation, history, lineUserId: history.lineUserId, recentSends }
  }
}
