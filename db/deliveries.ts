/** One step to one enrollment, with its outcome; and the requests to LINE that carry them. */

import { and, between, desc, eq, gt, inArray, or, sql } from 'drizzle-orm'
import { type Db, insertAll, isAnyOf } from './client.ts'
import { deliveries, friends, requests } from './schema.ts'

export type Delivery = typeof deliveries.$inferSelect
export type NewDelivery = typeof deliveries.$inferInsert
export type Request = typeof requests.$inferSelect
export type NewRequest = typeof requests.$inferInsert

/** Only a held delivery may change its mind; anything else is settled. */
const keepSettled = sql`on conflict (enrollment_id, step_id) do update set
  status = excluded.status, code = excluded.code, reason = excluded.reason, held_until = excluded.held_until,
  request_id = excluded.request_id, marketing_at = excluded.marketing_at, decided_at = excluded.decided_at
  where deliveries.status = 'held'`

export const insertDeliveries = (rows: NewDelivery[]) => insertAll(deliveries, rows, keepSettled)
export const insertRequests = (rows: NewRequest[]) => insertAll(requests, rows)

/** What became of the steps of these enrollments so far. */
export async function handledSteps(db: Db, enrollmentIds: string[]) {
  return db
    .select({
      enrollmentId: deliveries.enrollmentId,
      stepId: deliveries.stepId,
      status: deliveries.status,
      heldUntil: deliveries.heldUntil,
    })
    .from(deliveries)
    .where(isAnyOf(deliveries.enrollmentId, enrollmentIds))
}

/** When marketing went (or may have gone) to these customers since `after`, oldest first. */
export async function marketingSince(db: Db, customerIds: string[], after: Date): Promise<Map<string, Date[]>> {
  const rows = await db
    .selectDistinct({ customerId: deliveries.customerId, at: deliveries.marketingAt, requestId: deliveries.requestId })
    .from(deliveries)
    .where(and(isAnyOf(deliveries.customerId, customerIds), gt(deliveries.marketingAt, after)))
    .orderBy(deliveries.marketingAt)
  const groups = Map.groupBy(rows, (row) => row.customerId)
  return new Map([...groups].map(([id, found]) => [id, found.flatMap((row) => row.at ?? [])]))
}

/** Open requests whose time to be tried again has come: left behind by a crash, a time-out or a busy LINE. */
export async function claimOpenRequests(
  db: Db,
  claim: { leaseId: string; now: Date; leaseUntil: Date; limit: number },
): Promise<Request[]> {
  await db.run(sql`
    update ${requests} set lease_id = ${claim.leaseId}, next_try_at = ${claim.leaseUntil.getTime()}
    where id in (select id from ${requests} where status = 'sending' and next_try_at <= ${claim.now.getTime()}
                 order by next_try_at limit ${claim.limit})`)
  return db
    .select()
    .from(requests)
    .where(and(eq(requests.status, 'sending'), eq(requests.leaseId, claim.leaseId)))
    .orderBy(requests.createdAt)
}

/** Of these open pushes, those whose customer has blocked the account or said stop since they were written. */
export async function unwantedRequests(db: Db, requestIds: string[]): Promise<Set<string>> {
  const rows = await db
    .select({ id: requests.id })
    .from(requests)
    .innerJoin(
      friends,
      sql`${friends.lineUserId} = case when json_valid(${requests.body}) then ${requests.body} ->> '$.to' end`,
    )
    .where(
      and(
        isAnyOf(requests.id, requestIds),
        eq(requests.kind, 'push'),
        sql`(not ${friends.following} or (${friends.optedOutAt} is not null and not ${requests.service}))`,
      ),
    )
  return new Set(rows.map((row) => row.id))
}

/** How one try of a request ended. `sending` means: to be tried again at `nextTryAt` with the same key. */
export interface Attempt {
  requestId: string
  status: 'sent' | 'failed' | 'unknown' | 'sending'
  nextTryAt: Date
  tried: boolean
  code?: string
  error?: string
  httpStatus?: number
  lineRequestId?: string
}

/** Marks requests and every delivery they carried, in one go. */
export async function saveAttempts(db: Db, attempts: Attempt[], at: Date): Promise<void> {
  if (attempts.length === 0) return
  const values = JSON.stringify(
    attempts.map((a) => [
      a.requestId,
      a.status,
      a.nextTryAt.getTime(),
      a.tried ? 1 : 0,
      a.code ?? null,
      a.error ?? null,
      a.httpStatus ?? null,
      a.lineRequestId ?? null,
    ]),
  )
  await db.atomically([
    sql`update ${requests} set
          status = found.status, next_try_at = found.next_try_at, tries = tries + found.tried, lease_id = null,
          error = found.error, http_status = coalesce(found.http_status, requests.http_status),
          line_request_id = coalesce(found.line_id, requests.line_request_id),
          finished_at = case when found.status = 'sending' then null else ${at.getTime()} end
        from (select value ->> 0 as id, value ->> 1 as status, value ->> 2 as next_try_at, value ->> 3 as tried,
                     value ->> 5 as error, value ->> 6 as http_status, value ->> 7 as line_id
              from json_each(${values})) as found
        where requests.id = found.id and requests.status = 'sending'`,
    sql`update ${deliveries} set
          status = found.status, code = found.code, reason = found.error,
          marketing_at = case when found.status = 'failed' then null else deliveries.marketing_at end
        from (select value ->> 0 as id, value ->> 1 as status, value ->> 4 as code, value ->> 5 as error
              from json_each(${values}) where value ->> 1 <> 'sending') as found
        where deliveries.request_id = found.id and deliveries.status = 'sending'`,
  ])
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
