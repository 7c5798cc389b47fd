/** Who follows which scenario, and when each is to be looked at next. */

import { and, eq, getTableColumns, gt, isNotNull, like, lte, type SQL, sql } from 'drizzle-orm'
import { type Db, DO_NOTHING, insertAll, isAnyOf, isIn } from './client.ts'
import { takeLeasesOf } from './leases.ts'
import { deliveries, enrollments, revisions } from './schema.ts'
import { select } from './select.ts'

export type Enrollment = typeof enrollments.$inferSelect
export type NewEnrollment = typeof enrollments.$inferInsert

/** As a statement, so that it can be one with the mark on what triggered it. The same anchor enrols once. */
export const insertEnrollments = (rows: NewEnrollment[]) => insertAll(enrollments, rows, DO_NOTHING)

/** Of a customer's orders in one scenario only the newest runs on; a cancelled one takes nobody's place. */
export const endReplaced = (rows: NewEnrollment[], at: Date) => sql`
  update ${enrollments} set status = 'ended', ended_reason = 'replaced', ended_at = ${at.getTime()}, next_due_at = null
  where status = 'active' and anchor like 'order:%'
    and (customer_id, scenario_id) in (
      select value ->> 0, value ->> 1 from json_each(${JSON.stringify(rows.map((row) => [row.customerId, row.scenarioId]))}))
    and exists (
      select 1 from ${enrollments} as newer
      where newer.customer_id = enrollments.customer_id and newer.scenario_id = enrollments.scenario_id
        and newer.anchor like 'order:%' and newer.anchor_at > enrollments.anchor_at
        and newer.ended_reason is not 'order_cancelled')`

const active = select(
  getTableColumns(enrollments),
  (ids) => sql`from ${enrollments} where status = 'active' and ${isIn(enrollments.customerId, ids)}`,
)

/** Active enrollments of these customers. */
export const activeEnrollments = (db: Db, customerIds: string[]): Promise<Enrollment[]> =>
  active(db, JSON.stringify(customerIds))

/** Which of these customers follow any scenario now? */
export async function followingCustomers(db: Db, customerIds: string[]): Promise<Set<string>> {
  const rows = await db
    .selectDistinct({ id: enrollments.customerId })
    .from(enrollments)
    .where(and(eq(enrollments.status, 'active'), isAnyOf(enrollments.customerId, customerIds)))
  return new Set(rows.map((row) => row.id))
}

/** When these customers last followed a scenario because of their label; undefined `endedAt` means they still do. */
export async function runsByLabel(db: Db, customerIds: string[]) {
  return db
    .select({
      customerId: enrollments.customerId,
      scenarioId: enrollments.scenarioId,
      endedAt: enrollments.endedAt,
    })
    .from(enrollments)
    .where(and(isAnyOf(enrollments.customerId, customerIds), like(enrollments.anchor, 'label:%')))
}

/** When the monthly survey last began for these customers. */
export async function lastRounds(db: Db, customerIds: string[]): Promise<Map<string, Date>> {
  const rows = await db
    .select({ id: enrollments.customerId, at: sql`max(${enrollments.anchorAt})`.mapWith(enrollments.anchorAt) })
    .from(enrollments)
    .where(and(isAnyOf(enrollments.customerId, customerIds), like(enrollments.anchor, 'survey:%')))
    .groupBy(enrollments.customerId)
  return new Map(rows.map(({ id, at }) => [id, at]))
}

export async function enrollmentsOf(db: Db, customerId: string): Promise<Enrollment[]> {
  return db.select().from(enrollments).where(eq(enrollments.customerId, customerId)).orderBy(enrollments.startedAt)
}

/**
 * New days to count from. Takes the leases away, so that a decision made on the old days is made again. The next look only
 * ever moves nearer: whoever moved to another revision meanwhile is to be looked at by that one's days.
 */
export function saveAnchors(
  rows: { id: string; deliveredOn: string | null; nextDueAt: Date | null; endedReason: string | null }[],
  at: Date,
): SQL[] {
  const values = rows.map((row) => [row.id, row.deliveredOn, row.nextDueAt?.getTime() ?? null, row.endedReason])
  return [
    sql`update ${enrollments} set
          delivered_on = found.delivered, ended_reason = found.reason,
          next_due_at = case when found.reason is null then min(coalesce(found.due, next_due_at), coalesce(next_due_at, found.due)) end,
          status = case when found.reason is null then 'active' else 'ended' end,
          ended_at = case when found.reason is null then null else ${at.getTime()} end
        from (select value ->> 0 as id, value ->> 1 as delivered, value ->> 2 as due, value ->> 3 as reason
              from json_each(${JSON.stringify(values)})) as found
        where enrollments.id = found.id and enrollments.status = 'active'`,
    takeLeasesOf(rows.map(({ id }) => id)),
  ]
}

/** The next moment anything is due (to one customer, or to anybody) after `after`, up to `until`. */
export async function nextDueAt(db: Db, after: Date, until: Date, customerId?: string): Promise<Date | undefined> {
  const rows = await db
    .select({ at: enrollments.nextDueAt })
    .from(enrollments)
    .where(
      and(
        eq(enrollments.status, 'active'),
        isNotNull(enrollments.nextDueAt),
        gt(enrollments.nextDueAt, after),
        lte(enrollments.nextDueAt, until),
        customerId === undefined ? undefined : eq(enrollments.customerId, customerId),
      ),
    )
    .orderBy(enrollments.nextDueAt)
    .limit(1)
  return rows[0]?.at ?? undefined
}

// ── moving to another revision ──────────────────────────────────────────────────────────────────────────

/** A revision of a scenario that others are older than. */
export interface Newer {
  scenarioId: string
  number: number
}

/** Active, and on a revision older than this one. */
const behind = ({ scenarioId, number }: Newer) =>
  and(
    eq(enrollments.scenarioId, scenarioId),
    eq(enrollments.status, 'active'),
    sql`${enrollments.revisionId} in (
      select id from ${revisions} where kind = 'scenario' and name = ${scenarioId} and number < ${number})`,
  )

/** How many customers are on their way with an older revision. */
export async function countBehind(db: Db, newer: Newer): Promise<number> {
  const people = sql<number>`count(distinct ${enrollments.customerId})`
  const rows = await db.select({ people }).from(enrollments).where(behind(newer))
  return rows[0]?.people ?? 0
}

/** The next of them after `after`, in the order of an index. */
export async function enrollmentsBehind(
  db: Db,
  { after, limit, ...newer }: Newer & { after?: Pick<Enrollment, 'customerId' | 'anchor'>; limit: number },
): Promise<Enrollment[]> {
  const further = after && sql`(customer_id, anchor) > (${after.customerId}, ${after.anchor})`
  return db
    .select()
    .from(enrollments)
    .where(and(behind(newer), further))
    .orderBy(enrollments.customerId, enrollments.anchor)
    .limit(limit)
}

/**
 * To the newer revision, with a look at `lookAt` at the latest; to be done with `takeLeasesOf` them. Whoever was moved
 * further meanwhile stays there.
 */
export const moveEnrollments = (ids: string[], newer: Newer & { revisionId: string }, lookAt: Date) => sql`
  update ${enrollments} set
    revision_id = ${newer.revisionId},
    next_due_at = min(coalesce(next_due_at, ${lookAt.getTime()}), ${lookAt.getTime()})
  where ${and(behind(newer), isAnyOf(enrollments.id, ids))}`

/** Held steps of moved enrollments belong to their new revision, and are judged again at `heldUntil`. */
export const reviseHeld = (rows: { enrollmentId: string; stepId: string; heldUntil: Date }[], revisionId: string) => {
  const values = rows.map((row) => [row.enrollmentId, row.stepId, row.heldUntil.getTime()])
  return sql`
    update ${deliveries} set revision_id = ${revisionId}, held_until = found.until
    from (select value ->> 0 as enrollment, value ->> 1 as step, value ->> 2 as until
          from json_each(${JSON.stringify(values)})) as found
    where deliveries.enrollment_id = found.enrollment and deliveries.step_id = found.step and deliveries.status = 'held'
      and exists (select 1 from ${enrollments} as moved
                  where moved.id = found.enrollment and moved.revision_id = ${revisionId})`
}

/** They stop here, unless they were moved further meanwhile. */
export const endEnrollments = (ids: string[], newer: Newer, reason: string, at: Date) => sql`
  update ${enrollments} set
    status = 'ended', ended_reason = ${reason}, ended_at = ${at.getTime()}, next_due_at = null
  where ${and(behind(newer), isAnyOf(enrollments.id, ids))}`
