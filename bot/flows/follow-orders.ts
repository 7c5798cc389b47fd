/** An order changed (arrived, was cancelled): which enrollments count from other days now, or end? */

import { handledSteps } from '../../db/deliveries.ts'
import { activeEnrollments, type Enrollment, saveAnchors } from '../../db/enrollments.ts'
import type { JstDate } from '../core/calendar.ts'
import { dueAt } from '../core/due.ts'
import { occasions } from '../core/occasions.ts'
import type { Shop } from '../core/shop.ts'
import type { Deps } from '../deps.ts'
import { loadScenarios } from './content.ts'
import type { History } from './records.ts'

interface Moved {
  row: Enrollment
  deliveredOn: string | null
  endedReason: string | null
}

/**
 * Keeps enrollments that hang on an order in step with it: a reported arrival moves the days, a cancelled order ends
 * the enrollment. Steps already settled stay settled.
 */
export async function followOrders(deps: Deps, histories: Map<string, History>, shop: Shop): Promise<void> {
  const running = (await activeEnrollments(deps.db, [...histories.keys()])).filter((row) =>
    row.anchor.startsWith('order:'),
  )
  const moved = running.flatMap((row): Moved[] => {
    const bought = occasions(histories.get(row.customerId)?.records.orders ?? [], shop)
    const occasion = bought.find((one) => row.anchor === `order:${one.on}`)
    if (!occasion) return [{ row, deliveredOn: row.deliveredOn, endedReason: 'order_cancelled' }]
    return occasion.deliveredOn === row.deliveredOn
      ? []
      : [{ row, deliveredOn: occasion.deliveredOn, endedReason: null }]
  })
  if (moved.length === 0) return
  const scenarios = await loadScenarios(
    deps,
    moved.map(({ row }) => row.revisionId),
  )
  const handled = Map.groupBy(
    await handledSteps(
      deps.db,
      moved.map(({ row }) => row.id),
    ),
    (step) => step.enrollmentId,
  )
  await saveAnchors(
    deps.db,
    moved.map(({ row, deliveredOn, endedReason }) => {
      const settled = new Map((handled.get(row.id) ?? []).map((step) => [step.stepId, step]))
      const looks = (scenarios.get(row.revisionId)?.steps ?? []).flatMap((step) => {
        const before = settled.get(step.id)
        if (before) return before.status === 'held' && before.heldUntil ? before.heldUntil : []
        return (
          dueAt(step, { startedAt: row.anchorAt, deliveredOn: (deliveredOn ?? undefined) as JstDate | undefined }) ?? []
        )
      })
      const nextDueAt = looks.length === 0 ? null : new Date(Math.min(...looks.map((at) => at.getTime())))
      return { id: row.id, deliveredOn, endedReason, nextDueAt: endedReason ? null : nextDueAt }
    }),
    deps.now(),
  )
}
