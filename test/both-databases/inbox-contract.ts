/** Who takes which events from the inbox, and what a second worker may still do: on both databases. */

import { ne } from 'drizzle-orm'
import { expect, test } from 'vitest'
import type { Db } from '../../db/client.ts'
import { readCounts } from '../../db/counters.ts'
import {
  beginReply,
  claimEvents,
  dropEvents,
  finishEvent,
  inboxBacklog,
  type NewInboxEvent,
  returnEvent,
  storeEvents,
} from '../../db/inbox.ts'
import { inbox, requests } from '../../db/schema.ts'
import { AT, claim, emptied, plus, request } from './start.ts'

export function inboxContract(open: () => Promise<Db>): void {
  const { db } = emptied(open)

  const event = (id: string, userId: string, timestamp: number): NewInboxEvent => ({
    eventId: id,
    userId,
    timestamp,
    body: '{}',
    receivedAt: AT,
    nextTryAt: AT,
  })
  const taken = async (...args: Parameters<typeof claim>) =>
    (await claimEvents(db(), claim(...args))).map((row) => row.eventId)

  test('the oldest of long ago go, some at a time; what still waits stays', async () => {
    const old = (id: string, days: number) => ({ ...event(id, 'a', days), receivedAt: plus(-days * 24 * 60) })
    await storeEvents(db(), [old('new', 29), old('waiting', 99), ...[31, 40, 50].map((days) => old(`d${days}`, days))])
    await db().update(inbox).set({ status: 'done' }).where(ne(inbox.eventId, 'waiting'))
    const left = async () => (await db().select().from(inbox).orderBy(inbox.eventId)).map((row) => row.eventId)
    await dropEvents(db(), plus(-30 * 24 * 60), 2)
    expect(await left()).toEqual(['d31', 'new', 'waiting'])
    await dropEvents(db(), plus(-30 * 24 * 60), 2)
    expect(await left()).toEqual(['new', 'waiting'])
  })

  test('keeps an event once, as it came first, and any number of them', async () => {
    await storeEvents(db(), [event('e', 'a', 1)])
    await storeEvents(db(), [{ ...event('e', 'b', 9), body: '{"later":true}' }, event('f', 'a', 2)])
    expect((await db().select().from(inbox).orderBy(inbox.eventId)).map((row) => [row.userId, row.body])).toEqual([
      ['a', '{}'],
      ['a', '{}'],
    ])
    const many = Array.from({ length: 400 }, (_, n) => ({
      ...event(`m${n}`, 'b', n),
      body: JSON.stringify({ text: 'あ'.repeat(1000) }),
    }))
    await storeEvents(db(), many)
    expect((await inboxBacklog(db())).waiting).toBe(402)
  })

  test('hands out the oldest, to one worker, and nothing of a customer in other hands', async () => {
    await storeEvents(db(), [event('3', 'a', 3), event('1', 'a', 1), event('2', 'b', 2), event('4', '', 4)])
    expect(await taken('one', AT, 2)).toEqual(['1', '2'])
    expect(await taken('two')).toEqual(['4'])
    for (const eventId of ['1', '2']) await finishEvent(db(), { eventId, leaseId: 'one' }, 'done', AT)
    expect(await taken('three')).toEqual(['3'])
    expect(await taken('four')).toEqual([])
  })

  test('gives back what a worker left when its time is over', async () => {
    await storeEvents(db(), [event('1', 'a', 1), event('2', 'a', 2)])
    await taken('one')
    expect(await taken('two', plus(4))).toEqual([])
    expect(await taken('two', plus(5))).toEqual(['1', '2'])
    await returnEvent(db(), { eventId: '1', leaseId: 'one' }, { status: 'failed', nextTryAt: AT })
    expect((await db().select().from(inbox)).map((row) => [row.status, row.tries])).toEqual([
      ['pending', 2],
      ['pending', 2],
    ])
  })

  test('ends an event together with what goes with it, once, and only for who has it', async () => {
    const besides = { counts: [{ name: 'events', label: 'done', value: 1 }], requests: [request('q')] }
    await storeEvents(db(), [event('1', 'a', 1), event('2', 'b', 2)])
    await taken('one')
    await finishEvent(db(), { eventId: '1', leaseId: 'nobody' }, 'done', AT, besides)
    expect([await readCounts(db()), await db().select().from(requests)]).toEqual([[], []])
    for (const eventId of ['1', '1', '2']) await finishEvent(db(), { eventId, leaseId: 'one' }, 'done', AT, besides)
    expect([await readCounts(db()), (await db().select().from(requests)).map(({ id }) => id)]).toEqual([
      [{ name: 'events', label: 'done', value: 2 }],
      ['q'],
    ])
    expect((await db().select().from(inbox)).map((row) => [row.status, row.doneAt, row.leaseId])).toEqual([
      ['done', AT, null],
      ['done', AT, null],
    ])
  })

  test('lets its reply token be used by one, although LINE hands the event over again', async () => {
    await storeEvents(db(), [{ ...event('1', 'a', 1), replyUntil: plus(1) }])
    await taken('one')
    const begin = (leaseId: string) => beginReply(db(), { eventId: '1', leaseId })
    expect([await begin('nobody'), await begin('one'), await begin('one')]).toEqual([false, true, false])
    await storeEvents(db(), [{ ...event('1', 'a', 1), replyUntil: plus(2) }])
    expect((await db().select().from(inbox))[0]?.replyUntil).toBe(null)
  })
}
