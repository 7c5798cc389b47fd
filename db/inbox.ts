/** LINE's events, kept from before the 200 until they are done with. */

import { and, eq, isNotNull, sql } from 'drizzle-orm'
import { type Db, type Insert, insertAll, isAnyOf } from './client.ts'
import { fixed } from './compile.ts'
import { addCounts, type Count } from './counters.ts'
import { inbox, requests } from './schema.ts'

export type InboxEvent = typeof inbox.$inferSelect
export type NewInboxEvent = typeof inbox.$inferInsert
export type NewRequest = typeof requests.$inferInsert
type Taken = Pick<InboxEvent, 'eventId' | 'leaseId'>

const arriving: Insert<typeof inbox> = {
  table: inbox,
  conflict: fixed(
    sql`on conflict (event_id) do update set reply_until = max(reply_until, excluded.reply_until) where status = 'pending'`,
  ),
}

/**
 * On the disk when it resolves; events that are here already (same `webhookEventId`) are left as they are, but one that
 * still waits may be replied to a little longer: LINE has just handed it over again.
 */
export async function storeEvents(db: Db, events: NewInboxEvent[]): Promise<void> {
  if (events.length > 0) await db.insertDurably(arriving, events)
}

/** Nothing waits as long: what is to wait longer was put off before the clock was set back. */
const LONGEST_MS = 3_600_000

/**
 * Takes the oldest waiting events for one worker, until `leaseUntil`. Per user nothing overtakes: an event waits while an
 * earlier one of the same user is backing off, or any of theirs is in other hands.
 */
export async function claimEvents(
  db: Db,
  claim: { leaseId: string; now: Date; leaseUntil: Date; limit: number },
): Promise<InboxEvent[]> {
  const now = claim.now.getTime()
  const far = now + LONGEST_MS
  // An event that nobody has had in hand may be taken at once, whatever the clock of who stored it said.
  const ids = sql`
      select candidate.event_id from ${inbox} as candidate
      where candidate.status = 'pending' and (candidate.tries = 0 or candidate.next_try_at <= ${now} or candidate.next_try_at > ${far})
        and not exists (
          select 1 from ${inbox} as other
          where other.status = 'pending' and other.tries > 0
            and other.user_id = candidate.user_id and candidate.user_id <> ''
            and other.next_try_at > ${now} and other.next_try_at <= ${far} and (other.lease_id is not null
              or (other.timestamp, other.event_id) < (candidate.timestamp, candidate.event_id)))
      order by candidate.timestamp, candidate.event_id limit ${claim.limit}`
  const taken = await db
    .update(inbox)
    .set({ leaseId: claim.leaseId, nextTryAt: claim.leaseUntil, tries: sql`${inbox.tries} + 1` })
    .where(sql`event_id in (${ids})`)
    .returning()
  return taken.sort((one, other) => one.timestamp - other.timestamp || (one.eventId < other.eventId ? -1 : 1))
}

/**
 * Somebody is about to use the event's reply token. Written down before, because after a crash nobody could tell whether
 * it was used; from then on `replyUntil` is empty, and a redelivery does not fill it again.
 * @returns false when it was tried before, or another worker has the event by now
 */
export async function beginReply(db: Db, event: Taken): Promise<boolean> {
  const rows = await db
    .update(inbox)
    .set({ replyUntil: null })
    .where(and(eq(inbox.eventId, event.eventId), eq(inbox.leaseId, event.leaseId ?? ''), isNotNull(inbox.replyUntil)))
    .returning({ id: inbox.eventId })
  return rows.length === 1
}

/** What is written together with an event's end, or not at all. */
export interface Besides {
  counts?: Count[]
  requests?: NewRequest[]
}

/** Done with. Nothing happens when another worker has it by now: whoever has it ends it. */
export const finishEvent = (db: Db, event: Taken, status: 'done' | 'ignored', at: Date, besides?: Besides) =>
  end(db, event, { status, doneAt: at }, besides)

/** Back to the queue, or aside for good. `tries` stays: it was counted when the event was taken. */
export const returnEvent = (
  db: Db,
  event: Taken,
  outcome: { status: 'pending' | 'failed'; error?: string; nextTryAt: Date },
  besides?: Besides,
) => end(db, event, outcome, besides)

async function end(
  db: Db,
  { eventId, leaseId }: Taken,
  outcome: Partial<InboxEvent>,
  { counts = [], requests: pushes = [] }: Besides = {},
): Promise<void> {
  const isOurs = and(eq(inbox.eventId, eventId), eq(inbox.leaseId, leaseId ?? ''))
  const onlyIfOurs = sql`and exists (select 1 from ${inbox} where ${isOurs})`
  await db.atomically([
    ...(pushes.length > 0 ? [insertAll(requests, pushes, sql`${onlyIfOurs} on conflict do nothing`)] : []),
    ...(counts.length > 0 ? [addCounts(counts, onlyIfOurs)] : []),
    // Last: it gives up what the others depend on.
    db
      .update(inbox)
      .set({ ...outcome, leaseId: null })
      .where(isOurs),
  ])
}

/** Events taken but not begun go back at once, as if they had never been taken. */
export async function releaseEvents(db: Db, events: InboxEvent[], at: Date): Promise<void> {
  await db
    .update(inbox)
    .set({ leaseId: null, nextTryAt: at, tries: sql`${inbox.tries} - 1` })
    .where(
      and(
        isAnyOf(
          inbox.eventId,
          events.map((event) => event.eventId),
        ),
        eq(inbox.leaseId, events[0]?.leaseId ?? ''),
      ),
    )
}

/** The oldest that came before, once nothing waits for them: their words are kept where they were understood. */
export const dropEvents = (db: Db, before: Date, limit: number) =>
  db.run(sql`delete from ${inbox} where event_id in (
    select event_id from ${inbox} where received_at < ${before.getTime()} and +status <> 'pending'
    order by received_at limit ${limit})`)

/** How much waits, and since when: for `/readyz`. */
export async function inboxBacklog(db: Db): Promise<{ waiting: number; oldestAt: Date | undefined }> {
  const rows = await db
    .select({ waiting: sql<number>`count(*)`, oldest: sql<number | null>`min(${inbox.receivedAt})` })
    .from(inbox)
    .where(eq(inbox.status, 'pending'))
  const row = rows[0]
  return { waiting: row?.waiting ?? 0, oldestAt: row?.oldest == null ? undefined : new Date(row.oldest) }
}
