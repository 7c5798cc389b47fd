/** One step to one enrollment, with its outcome. */

import { and, between, desc, eq, inArray, or, sql } from 'drizzle-orm'
import { type Db, insertAll, isAnyOf, isIn } from './client.ts'
import { fixed } from './compile.ts'
import { deliveries } from './schema.ts'
import { select } from './select.ts'

export type Delivery = typeof deliveries.$inferSelect
export type NewDelivery = typeof deliveries.$inferInsert

/** Only a held delivery may change its mind; anything else is settled. */
const keepSettled = fixed(sql`on conflict (enrollment_id, step_id) do update set
  status = excluded.status, code = excluded.code, reason = excluded.reason, held_until = excluded.held_until,
  request_id = excluded.request_id, line_user_id = excluded.line_user_id, first_message = excluded.first_message,
  messages = excluded.messages, marketing_at = excluded.marketing_at, decided_at = excluded.decided_at
  where deliveries.status = 'held'`)

export const insertDeliveries = (rows: NewDelivery[]) => insertAll(deliveries, rows, keepSettled)

const handled = select(
  {
    enrollmentId: deliveries.enrollmentId,
    stepId: deliveries.stepId,
    status: deliveries.status,
    heldUntil: deliveries.heldUntil,
  },
  (ids) => sql`from ${deliveries} where ${isIn(deliveries.enrollmentId, ids)}`,
)

/** What became of the steps of these enrollments so far. */
export const handledSteps = (db: Db, enrollmentIds: string[]) => handled(db, JSON.stringify(enrollmentIds))

const letters = select(
  { customerId: deliveries.customerId, at: deliveries.marketingAt },
  (ids, after) => sql`from ${deliveries}
    where ${isIn(deliveries.customerId, ids)} and ${deliveries.marketingAt} > ${after} order by ${deliveries.marketingAt}`,
)

/** When marketing went (or may have gone) to these customers since `after`, oldest first. */
export async function marketingSince(db: Db, customerIds: string[], after: Date): Promise<Map<string, Date[]>> {
  const groups = Map.groupBy(
    await letters(db, JSON.stringify(customerIds), after.getTime()),
    (letter) => letter.customerId,
  )
  return new Map([...groups].map(([id, found]) => [id, found.flatMap(({ at }) => at ?? [])]))
}

/** One customer's decisions, newest first. */
export async function deliveriesOf(db: Db, customerId: string, limit: number): Promise<Delivery[]> {
  return db
    .select()
    .from(deliveries)
    .where(eq(deliveries.customerId, customerId))
    .orderBy(desc(deliveries.decidedAt), desc(deliveries.dueAt))
    .limit(limit)
}

/** The newest delivery of a step that reached a customer, or may have: what a tapped button belongs to. */
export async function findDelivery(db: Db, customerId: string, revisionId: string, stepId: string) {
  const rows = await db
    .select()
    .from(deliveries)
    .where(
      and(
        eq(deliveries.customerId, customerId),
        eq(deliveries.revisionId, revisionId),
        // A notice that comes again is written down as `step@day`.
        or(eq(deliveries.stepId, stepId), between(deliveries.stepId, `${stepId}@`, `${stepId}@~`)),
        inArray(deliveries.status, ['sending', 'sent', 'unknown']),
      ),
    )
    .orderBy(desc(deliveries.decidedAt))
    .limit(1)
  return rows[0]
}

/** How many steps each request carries. */
export async function countDeliveries(db: Db, requestIds: string[]): Promise<Map<string, number>> {
  const rows = await db
    .select({ id: deliveries.requestId, count: sql<number>`count(*)` })
    .from(deliveries)
    .where(isAnyOf(deliveries.requestId, requestIds))
    .groupBy(deliveries.requestId)
  return new Map(rows.flatMap((row) => (row.id === null ? [] : [[row.id, row.count] as const])))
}
