/** Requests to LINE, from before their first byte leaves until their outcome is known. The id is the retry key (LINE §6.3). */

import { and, eq, sql } from 'drizzle-orm'
import { type Db, DO_NOTHING, insertAll, isAnyOf } from './client.ts'
import { addCounts, type Count } from './counters.ts'
import { deliveries, enrollments, friends, requests } from './schema.ts'
import { closeRequests, uninvite } from './withdraw.ts'

export type Request = typeof requests.$inferSelect
export type NewRequest = typeof requests.$inferInsert

/** One bound value stays well below what D1 takes (STACK §4). */
const MOST_BYTES = 500_000

/** As many statements as their bodies need. Safe to repeat: the same id is the same request. */
export function insertRequests(rows: NewRequest[]) {
  const chunks: NewRequest[][] = []
  let bytes = MOST_BYTES
  for (const row of rows) {
    bytes += row.body.length
    if (bytes > MOST_BYTES) {
      chunks.push([])
      bytes = row.body.length
    }
    chunks.at(-1)?.push(row)
  }
  return chunks.map((chunk) => insertAll(requests, chunk, DO_NOTHING))
}

/** Nothing waits longer than until the next morning; what seems to was put off before the clock was set back. */
const LONGEST_MS = 25 * 3_600_000

/** Open requests whose time to be tried again has come: left behind by a crash, a time-out or a busy LINE. */
export async function claimOpenRequests(
  db: Db,
  claim: { leaseId: string; now: Date; leaseUntil: Date; limit: number },
): Promise<Request[]> {
  const now = claim.now.getTime()
  const found = await db
    .update(requests)
    .set({ leaseId: claim.leaseId, nextTryAt: claim.leaseUntil })
    .where(
      sql`${requests.id} in (
        select id from (select id from ${requests} where status = 'sending' and next_try_at <= ${now}
                        order by next_try_at limit ${claim.limit})
        union all
        select id from (select id from ${requests} where status = 'sending' and next_try_at > ${now + LONGEST_MS}
                        limit ${claim.limit}))`,
    )
    .returning()
  return found.sort((a, b) => +a.createdAt - +b.createdAt)
}

/**
 * From here on these may arrive at LINE: a crash leaves them in doubt.
 * @returns those that are still in the hands of `leaseId`; who slept through the end of the lease tries nothing
 */
export async function beginTries(db: Db, leaseId: string, requestIds: string[]): Promise<Set<string>> {
  const ours = and(isAnyOf(requests.id, requestIds), eq(requests.status, 'sending'), eq(requests.leaseId, leaseId))
  const rows = await db.update(requests).set({ refused: false }).where(ours).returning({ id: requests.id })
  return new Set(rows.map(({ id }) => id))
}

/**
 * Of these open requests, those with a customer who has blocked the account, said stop, or was forgotten since they were
 * written, or whose scenario has ended meanwhile: the order was cancelled, or an `exit_when` came true.
 */
export async function unwantedRequests(db: Db, requestIds: string[]): Promise<Set<string>> {
  const rows = await db
    .selectDistinct({ id: requests.id })
    .from(requests)
    .innerJoin(deliveries, and(eq(deliveries.requestId, requests.id), eq(deliveries.status, 'sending')))
    .leftJoin(enrollments, eq(enrollments.id, deliveries.enrollmentId))
    .leftJoin(friends, eq(friends.lineUserId, deliveries.lineUserId))
    .where(
      and(
        isAnyOf(requests.id, requestIds),
        // A block is nothing to 499 others: LINE drops it by itself. Of an end they hear nothing either, unless all of
        // them can be decided again.
        sql`((${requests.kind} = 'push' and not ${friends.following})
             or ((${friends.optedOutAt} is not null or ${friends.lineUserId} is null) and not ${requests.service})
             or (${enrollments.status} = 'ended' and ${enrollments.endedReason} is not 'merged' and (${requests.kind} = 'push' or ${requests.refused})))`,
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
  /** Every try so far was refused in so many words. */
  refused?: boolean
  code?: string
  error?: string
  httpStatus?: number
  lineRequestId?: string
}

/**
 * Marks requests and every delivery they carried, in one go with what is counted.
 * @returns what waits until the disk has it, too
 */
export async function saveAttempts(
  db: Db,
  attempts: Attempt[],
  at: Date,
  counts: Count[] = [],
): Promise<() => Promise<void>> {
  if (attempts.length + counts.length === 0) return db.ahead([])
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
      a.refused ? 1 : 0,
    ]),
  )
  const settled = attempts.some(({ status }) => status !== 'sending')
  const failed = attempts.flatMap(({ status, requestId }) => (status === 'failed' ? [requestId] : []))
  return db.ahead([
    sql`update ${requests} set
          status = found.status, next_try_at = found.next_try_at, tries = tries + found.tried, lease_id = null,
          refused = found.refused, error = found.error, http_status = coalesce(found.http_status, requests.http_status),
          line_request_id = coalesce(found.line_id, requests.line_request_id),
          finished_at = case when found.status = 'sending' then null else ${at.getTime()} end
        from (select value ->> 0 as id, value ->> 1 as status, value ->> 2 as next_try_at, value ->> 3 as tried,
                     value ->> 5 as error, value ->> 6 as http_status, value ->> 7 as line_id, value ->> 8 as refused
              from json_each(${values})) as found
        where requests.id = found.id and +requests.status = 'sending'`,
    ...(failed.length > 0 ? [uninvite(JSON.stringify(failed)), uncount(failed)] : []),
    ...(settled ? [settleDeliveries(values)] : []),
    ...(counts.length > 0 ? [addCounts(counts)] : []),
  ])
}

/** What LINE refused was no letter. On its own: an index is written for each column that a statement names, changed or not. */
const uncount = (requestIds: string[]) => sql`
  update ${deliveries} set marketing_at = null
  where request_id in (select value from json_each(${JSON.stringify(requestIds)})) and status = 'sending'`

const settleDeliveries = (values: string) => sql`
  update ${deliveries} set status = found.status, code = found.code, reason = found.error
  from (select value ->> 0 as id, value ->> 1 as status, value ->> 4 as code, value ->> 5 as error
        from json_each(${values}) where value ->> 1 <> 'sending') as found
  where deliveries.request_id = found.id and deliveries.status = 'sending'`

/** What an open request carries, by account and place in its body. */
export async function carriedBy(db: Db, requestId: string) {
  const rows = await db
    .select({
      enrollmentId: deliveries.enrollmentId,
      stepId: deliveries.stepId,
      lineUserId: deliveries.lineUserId,
      firstMessage: deliveries.firstMessage,
      messages: deliveries.messages,
    })
    .from(deliveries)
    .where(and(eq(deliveries.requestId, requestId), eq(deliveries.status, 'sending')))
  return rows.flatMap(({ lineUserId, firstMessage, messages, ...item }) =>
    lineUserId === null ? [] : [{ item, lineUserId, firstMessage: firstMessage ?? 0, messages: messages ?? 1 }],
  )
}

/** A delivery that another request carries from now on. */
export interface Moved {
  enrollmentId: string
  stepId: string
  requestId: string
  firstMessage: number
}

/** Smaller requests in the place of a refused one, in one go: nothing is in two, nothing in none. */
export async function replaceRequest(db: Db, requestId: string, rows: NewRequest[], moved: Moved[], at: Date) {
  const values = JSON.stringify(moved.map((one) => [one.enrollmentId, one.stepId, one.requestId, one.firstMessage]))
  await db.atomically([
    ...insertRequests(rows),
    sql`update ${deliveries} set request_id = found.request, first_message = found.place
        from (select value ->> 0 as enrollment, value ->> 1 as step, value ->> 2 as request, value ->> 3 as place
              from json_each(${values})) as found
        where deliveries.enrollment_id = found.enrollment and deliveries.step_id = found.step
          and deliveries.request_id = ${requestId} and deliveries.status = 'sending'`,
    closeRequests([requestId], 'split', at),
  ])
}
