/** What customers said and tapped. Rows carry LINE's event id, so that an event handled twice leaves one. */

import { and, eq, isNotNull, sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { inbox, signals, voices } from './schema.ts'

export async function addVoice(db: Db, voice: typeof voices.$inferInsert): Promise<void> {
  await db.insert(voices).values(voice).onConflictDoNothing()
}

/** One message of one customer, by LINE's number for it. */
export interface MessageOf {
  customerId: string
  lineUserId: string
  lineMessageId: string
}

/** A message can be taken back for a day (LINE §4 `unsend`); an hour more for a late event. */
const A_DAY = 25 * 60 * 60_000

/**
 * LINE asks to hide what the customer took back: the text goes, here and from the event it came in; the fact that
 * something was said stays. When the message is not here, a mark stays, in case it comes later.
 */
export async function unsendVoice(
  db: Db,
  { customerId, lineUserId, lineMessageId }: MessageOf,
  at: Date,
): Promise<void> {
  const when = at.getTime()
  await db.atomically([
    sql`update ${voices} set text = null, unsent_at = ${when}
        where line_message_id = ${lineMessageId} and customer_id = ${customerId}`,
    sql`insert into ${voices} (id, customer_id, line_message_id, kind, at, unsent_at, answered_at)
        select ${`unsent:${lineMessageId}`}, ${customerId}, ${lineMessageId}, 'unsent', ${when}, ${when}, ${when}
        where not exists (
          select 1 from ${voices} where line_message_id = ${lineMessageId} and customer_id = ${customerId})
        on conflict do nothing`,
    sql`update ${inbox} set body = json_remove(body, '$.message.text')
        where received_at > ${when - A_DAY} and user_id = ${lineUserId}
          and json_valid(body) and json_extract(body, '$.message.id') = ${lineMessageId}`,
  ])
}

/** Was this message taken back before it came? */
export async function wasUnsent(
  db: Db,
  { customerId, lineMessageId }: Pick<MessageOf, 'customerId' | 'lineMessageId'>,
): Promise<boolean> {
  const rows = await db
    .select({ id: voices.id })
    .from(voices)
    .where(and(eq(voices.lineMessageId, lineMessageId), eq(voices.customerId, customerId), isNotNull(voices.unsentAt)))
  return rows.length > 0
}

export async function addSignal(db: Db, signal: typeof signals.$inferInsert): Promise<void> {
  await db.insert(signals).values(signal).onConflictDoNothing()
}
