/** Steps that the shop's people do by hand: calls, inserts, letters. They are deliveries with the status `listed`, then `done`. */

import { and, asc, eq, gte, inArray, lt } from 'drizzle-orm'
import { type Db, isAnyOf } from './client.ts'
import { customers, deliveries, enrollments, externalIds } from './schema.ts'

export interface ListedRow {
  enrollmentId: string
  stepId: string
  customerId: string
  scenarioId: string
  revisionId: string
  anchor: string
  status: string
  dueAt: Date
  decidedAt: Date
  name: string | null
}

/** What falls due in `[from, until)`, oldest first. Erased customers are on no list. */
export async function listedDeliveries(db: Db, from: Date, until: Date): Promise<ListedRow[]> {
  const rows = await db
    .select({
      enrollmentId: deliveries.enrollmentId,
      stepId: deliveries.stepId,
      customerId: deliveries.customerId,
      scenarioId: deliveries.scenarioId,
      revisionId: deliveries.revisionId,
      anchor: enrollments.anchor,
      status: deliveries.status,
      dueAt: deliveries.dueAt,
      decidedAt: deliveries.decidedAt,
      name: customers.name,
      deletedAt: customers.deletedAt,
    })
    .from(deliveries)
    .innerJoin(enrollments, eq(enrollments.id, deliveries.enrollmentId))
    .innerJoin(customers, eq(customers.id, deliveries.customerId))
    .where(
      and(inArray(deliveries.status, ['listed', 'done']), gte(deliveries.dueAt, from), lt(deliveries.dueAt, until)),
    )
    .orderBy(asc(deliveries.dueAt), asc(deliveries.customerId), asc(deliveries.stepId))
  return rows.filter((row) => row.deletedAt === null)
}

/** The number each customer has in the shop's system; of several, the first one. */
export async function customerNumbers(db: Db, customerIds: string[]): Promise<Map<string, string>> {
  const rows = await db
    .select()
    .from(externalIds)
    .where(isAnyOf(externalIds.customerId, customerIds))
    .orderBy(asc(externalIds.source), asc(externalIds.externalId))
  return new Map(rows.reverse().map((row) => [row.customerId, row.externalId]))
}

export type MarkedDone = 'done' | 'already' | 'unknown'

/** @returns `unknown` when it stands on no list */
export async function setDone(db: Db, enrollmentId: string, stepId: string, by: string): Promise<MarkedDone> {
  const own = and(eq(deliveries.enrollmentId, enrollmentId), eq(deliveries.stepId, stepId))
  const rows = await db
    .update(deliveries)
    .set({ status: 'done', reason: `${by}さんが対応しました。` })
    .where(and(own, eq(deliveries.status, 'listed')))
    .returning({ stepId: deliveries.stepId })
  if (rows.length > 0) return 'done'
  const before = await db.select({ status: deliveries.status }).from(deliveries).where(own)
  return before[0]?.status === 'done' ? 'already' : 'unknown'
}
