/** What the webhook relies on: whoever asks at the same time, each hears of their own events only, and each event is there once. */

import { sql } from 'drizzle-orm'
import { afterEach, describe, expect, test } from 'vitest'
import type { Db } from '../../db/client.ts'
import { type NewInboxEvent, storeEvents } from '../../db/inbox.ts'
import { inbox } from '../../db/schema.ts'
import { AT, emptied, plus } from './start.ts'

export const arrived = (eventId: string, more: Partial<NewInboxEvent> = {}): NewInboxEvent => ({
  eventId,
  userId: 'hana',
  timestamp: AT.getTime(),
  body: '{"type":"message"}',
  receivedAt: AT,
  nextTryAt: AT,
  replyUntil: plus(1),
  ...more,
})

export const refuse = (how: 'abort' | 'rollback') =>
  sql.raw(`create trigger refuse before insert on inbox when new.event_id like 'bad%'
    begin select raise(${how}, 'broken on purpose'); end`)

/** Each list is one request; all are on their way at once. */
export const storeAtOnce = async (db: Db, ...requests: NewInboxEvent[][]) =>
  (await Promise.allSettled(requests.map((events) => storeEvents(db, events)))).map(({ status }) => status)

export function arrivalContract(open: () => Promise<Db>): void {
  const { db } = emptied(open)
  afterEach(() => db().run(sql`drop trigger if exists refuse`))
  const stored = async () =>
    (await db().select({ id: inbox.eventId }).from(inbox).orderBy(inbox.eventId)).map((row) => row.id)

  describe('events that arrive at the same time', () => {
    test('are stored as they came, those with fewer columns too', async () => {
      const whole = arrived('a', { body: '髙﨑 "花子" \\ 😊\n', error: 'x', tries: 3, doneAt: plus(2) })
      await storeAtOnce(db(), [whole], [arrived('b', { replyUntil: undefined, userId: undefined })])
      expect(await db().select().from(inbox).orderBy(inbox.eventId)).toMatchObject([
        { ...whole, status: 'pending', leaseId: null },
        { eventId: 'b', userId: '', replyUntil: null, tries: 0, status: 'pending' },
      ])
    })

    test('are stored once, in whatever company they come again', async () => {
      const two = [arrived('a'), arrived('a')]
      expect(await storeAtOnce(db(), two, [arrived('a'), arrived('b')], [arrived('b')])).toEqual(
        Array(3).fill('fulfilled'),
      )
      await db().run(sql`update inbox set status = 'done' where event_id = 'b'`)
      await storeAtOnce(
        db(),
        [arrived('b', { replyUntil: plus(2) })],
        [arrived('a', { replyUntil: plus(2), body: 'x' })],
      )
      expect(await db().select().from(inbox).orderBy(inbox.eventId)).toMatchObject([
        { eventId: 'a', status: 'pending', body: '{"type":"message"}', replyUntil: plus(2) },
        { eventId: 'b', status: 'done', replyUntil: plus(1) },
      ])
    })

    test('a request with an event that cannot be stored fails whole, and alone', async () => {
      await db().run(refuse('abort'))
      const outcome = await storeAtOnce(
        db(),
        [arrived('a'), arrived('b')],
        [arrived('c'), arrived('bad 1'), arrived('d')],
        [arrived('e')],
        [arrived('bad 2')],
        [arrived('f')],
      )
      expect(outcome).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled'])
      expect(await stored()).toEqual(['a', 'b', 'e', 'f'])
      await db().run(sql`drop trigger refuse`)
      expect(await storeAtOnce(db(), [arrived('c'), arrived('bad 1')])).toEqual(['fulfilled'])
    })
  })
}
