/** LINE's events, kept from before the 200 until they are done with. */

import { and, eq, sql } from 'drizzle-orm'
import { type Db, insertAll, isAnyOf } from './client.ts'
import { inbox } from './schema.ts'

export type InboxEvent = typeof inbox.$inferSelect
export type NewInboxEvent = typeof inbox.$inferInsert

/**
 * One durable insert; events that are here already (same `webhookEventId`) are left as they are, but one that still waits
 * may be replied to a little longer: LINE has just handed it over again.
 */
export async function storeEvents(db: Db, events: NewInboxEvent[]): Promise<void> {
  const longer = sql`on conflict (event_id) do update set reply_until = max(reply_until, excluded.reply_until) where status = 'pending'`
  if (events.length > 0) await db.run(insertAll(inbox, events, longer))
}

/**
 * Takes the oldest waiting events for one worker, until `leaseUntil`. Per user nothing overtakes: an event waits while an
 * earlier one of the same user is backing off, or any of theirs is in other hands.
 */
export async function claimEvents(
  db: Db,
  claim: { leaseId: string; now: Date; leaseUntil: Date; limit: number },
): Promise<InboxEvent[]> {
  const now = claim.now.getTime()
  await db.run(sql`
    update ${inbox} set lease_id = ${claim.leaseId}, next_try_at = ${claim.leaseUntil.getTime()}, tries = tries + 1
    where event_id in (
      select candidate.event_id from ${inbox} as candidate
      where candidate.status = 'pending' and candidate.next_try_at <= ${now}
        and not exists (
          select 1 from ${inbox} as other
          where other.status = 'pending' and other.user_id = candidate.user_id and candidate.user_id <> ''
            and other.next_try_at > ${now} and (other.lease_id is not null
              or (other.timestamp, other.event_id) < (candidate.timestamp, candidate.event_id)))
      order by candidate.timestamp, candidate.event_id limit ${claim.limit})`)
  return db
    .select()
    .from(inbox)
    .where(and(eq(inbox.status, 'pending'), eq(inbox.leaseId, claim.leaseId)))
    .orderBy(inbox.timestamp, inbox.eventId)
}

export async function finishEvents(db: Db, eventIds: string[], status: 'done' | 'ignored', at: Date): Promise<void> {
  await db.update(inbox).set({ status, doneAt: at, leaseId: null }).where(isAnyOf(inbox.eventId, eventIds))
}

/**
 * Back to the queue, or aside for good. `tries` stays: it was counted when the event was taken. Nothing happens when
 * another worker has it by now.
 */
export async function returnEvent(
  db: Db,
  event: Pick<InboxEvent, 'eventId' | 'leaseId'>,
  outcome: { status: 'pending' | 'failed'; error?: string; nextTryAt: Date },
): Promise<void> {
  await db
    .update(inbox)
    .set({ ...outcome, leaseId: null })
    .where(and(eq(inbox.eventId, event.eventId), eq(inbox.leaseId, event.leaseId ?? '')))
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

/** How much waits, and since when: for `/readyz`. */
export async function inboxBacklog(db: Db): Promise<{ waiting: number; oldestAt: Date | undefined }> {
  const rows = await db
    .select({ waiting: sql<number>`count(*)`, oldest: sql<number | null>`min(${inbox.receivedAt})` })
    .from(inbox)
    .where(eq(inbox.status, 'pending'))
  const row = rows[0]
  return { waiting: row?.waiting ?? 0, oldestAt: row?.oldest == null ? undefined : new Date(row.oldest) }
}
