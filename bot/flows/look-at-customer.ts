/** Who is this customer, what came to them, what will come, and why? */

import { deliveriesOf, handledSteps } from '../../db/deliveries.ts'
import { enrollmentsOf } from '../../db/enrollments.ts'
import { friendsOf } from '../../db/friends.ts'
import { anchorsOf } from '../core/anchors.ts'
import { daysBetween, jstDate, jstIso } from '../core/calendar.ts'
import { dueAt, keyOf, stepIdIn } from '../core/due.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { loadContent, loadScenarios } from './content.ts'
import { loadHistories, standingOf } from './records.ts'

const DECISIONS = 50
const UPCOMING = 12

/** @throws AppError `not_found` */
export async function lookAtCustomer(deps: Deps, customerId: string) {
  const now = deps.now()
  const { shop } = await loadContent(deps)
  const history = (await loadHistories(deps, [customerId])).get(customerId)
  if (!history) throw new AppError('not_found', 'このお客さまは見つかりません。')
  const { facts, label, stage } = standingOf(history, shop, now)
  const friend = (await friendsOf(deps.db, [customerId])).get(customerId)
  const enrollments = await enrollmentsOf(deps.db, customerId)
  const scenarios = await loadScenarios(
    deps,
    enrollments.map((row) => row.revisionId),
  )
  const handled = await handledSteps(
    deps.db,
    enrollments.map((row) => row.id),
  )
  const decisions = await deliveriesOf(deps.db, customerId, DECISIONS)

  const stepOf = (revisionId: string, stepId: string) =>
    scenarios.get(revisionId)?.steps.find((step) => step.id === stepId)
  const upcoming = enrollments
    .filter((row) => row.status === 'active')
    .flatMap((row) =>
      (scenarios.get(row.revisionId)?.steps ?? []).flatMap((step) => {
        const anchors = anchorsOf(row, history.records, shop)
        const key = keyOf(step, anchors)
        const before = handled.find((one) => one.enrollmentId === row.id && one.stepId === key)
        const at = before ? before.heldUntil : dueAt(step, anchors)
        if (!at || (before && before.status !== 'held')) return []
        return [{ scenario: row.scenarioId, step: step.id, purpose: step.purpose, when: step.when, at }]
      }),
    )
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .slice(0, UPCOMING)

  return {
    id: customerId,
    name: history.name ?? 'お名前未登録のお客さま',
    line_user_id: friend?.lineUserId,
    label,
    stage,
    days: facts.lastPurchaseOn && daysBetween(facts.lastPurchaseOn, jstDate(now)),
    purchases: facts.purchases,
    subscription: facts.subscription,
    positives: facts.positives,
    opted_out: facts.optedOut,
    enrollments: enrollments.map((row) => ({
      scenario: row.scenarioId,
      name: scenarios.get(row.revisionId)?.name ?? row.scenarioId,
      status: row.status,
      ended_reason: row.endedReason ?? undefined,
      day: daysBetween(jstDate(row.anchorAt), jstDate(now)),
    })),
    upcoming: upcoming.map((step) => ({ ...step, at: jstIso(step.at) })),
    decisions: decisions.map((row) => ({
      at: jstIso(row.decidedAt),
      scenario: row.scenarioId,
      step: stepIdIn(row.stepId),
      purpose: stepOf(row.revisionId, stepIdIn(row.stepId))?.purpose,
      status: row.status,
      code: row.code ?? undefined,
      message: row.reason ?? undefined,
      until: row.heldUntil ? jstIso(row.heldUntil) : undefined,
    })),
  }
}
