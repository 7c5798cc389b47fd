/** An order changed (arrived, was cancelled): which enrollments count from other days now, or end? */

import { handledSteps } from '../../db/deliveries.ts'
import { activeEnrollments, type Enrollment, saveAnchors } from '../../db/enrollments.ts'
import type { Write } from '../../db/facts.ts'
import { anchorsOf, contractOf } from '../core/anchors.ts'
import { occasions } from '../core/occasions.ts'
import type { Shop } from '../core/shop.ts'
import { firstLook, occasionAt } from '../core/start.ts'
import type { Deps } from '../deps.ts'
import { loadScenarios } from './content.ts'
import type { History } from './records.ts'

interface Moved {
  row: Enrollment
  deliveredOn: string | null
  endedReason: string | null
}

/**
 * Keeps enrollments that hang on an order or a contract in step with it: a reported arrival or another next delivery
 * moves the days, a cancelled order ends the enrollment. Steps already settled stay settled.
 * @returns what to write together with the facts: as long as they are marked stale, somebody looks here again
 */
export async function followOrders(deps: Deps, histories: ReadonlyMap<string, History>, shop: Shop): Promise<Write[]> {
  const now = deps.now()
  const running = await activeEnrollments(deps.db, [...histories.keys()])
  const moved = running.flatMap((row) => movedOrder(row, histories, shop) ?? [])
  if (moved.length === 0) return []
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
  const changed = moved.map(({ row, deliveredOn, endedReason }) => {
    const about = { id: row.id, deliveredOn, endedReason }
    const records = histories.get(row.customerId)?.records ?? { orders: [], subscriptions: [] }
    const scenario = scenarios.get(row.revisionId)
    if (endedReason !== null || !scenario) return { ...about, nextDueAt: null }
    const settled = (handled.get(row.id) ?? []).map(
      ({ stepId, status, heldUntil }) => [stepId, { status, heldUntil: heldUntil ?? undefined }] as const,
    )
    const look = firstLook(scenario, anchorsOf({ ...row, deliveredOn }, records, shop), new Map(settled))
    const contract = contractOf(row.anchor, records.subscriptions)
    // Whoever cancelled, or rests, may have come to an `exit_when`: that is found by looking.
    return { ...about, nextDueAt: contract && contract.status !== 'active' ? now : (look ?? null) }
  })
  const before = new Map(running.map((row) => [row.id, row]))
  const rows = changed.filter((row) => isChange(row, before.get(row.id)))
  return rows.length > 0 ? saveAnchors(rows, now) : []
}

function movedOrder(row: Enrollment, histories: ReadonlyMap<string, History>, shop: Shop): Moved | undefined {
  const { orders } = histories.get(row.customerId)?.records ?? { orders: [] }
  if (row.anchor.startsWith('subscription:')) return { row, deliveredOn: row.deliveredOn, endedReason: null }
  if (!row.anchor.startsWith('order:')) return undefined
  const occasion = occasionAt(row.anchor, occasions(orders, shop), shop)
  if (!occasion) return { row, deliveredOn: row.deliveredOn, endedReason: 'order_cancelled' }
  return occasion.deliveredOn === row.deliveredOn
    ? undefined
    : { row, deliveredOn: occasion.deliveredOn, endedReason: null }
}

/** Saving takes the lease away from whoever works on the row, so it is done for a reason only. */
const isChange = (
  row: { deliveredOn: string | null; endedReason: string | null; nextDueAt: Date | null },
  before: Enrollment | undefined,
): boolean =>
  row.endedReason !== null ||
  row.deliveredOn !== before?.deliveredOn ||
  row.nextDueAt?.getTime() !== before?.nextDueAt?.getTime()
