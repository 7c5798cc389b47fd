/** Who takes what, and what a second one may still do: inbox, enrollments and requests on both databases. */

import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import type { Db } from '../../db/client.ts'
import { readCounts } from '../../db/counters.ts'
import {
  countDeliveries,
  handledSteps,
  insertDeliveries,
  marketingSince,
  type NewDelivery,
} from '../../db/deliveries.ts'
import {
  activeEnrollments,
  endReplaced,
  insertEnrollments,
  type NewEnrollment,
  nextDueAt,
  saveAnchors,
} from '../../db/enrollments.ts'
import {
  beginReply,
  claimEvents,
  finishEvent,
  inboxBacklog,
  type NewInboxEvent,
  returnEvent,
  storeEvents,
} from '../../db/inbox.ts'
import { assertLeased, claimDue, type Progress, releaseLease, saveProgress } from '../../db/leases.ts'
import { type Attempt, claimOpenRequests, insertRequests, type NewRequest, saveAttempts } from '../../db/requests.ts'
import { deliveries, enrollments, inbox, leases, requests } from '../../db/schema.ts'
import { AT, emptied, plus } from './contract.ts'

const claim = (leaseId: string, now = AT, limit = 500) => ({
  leaseId,
  now,
  leaseUntil: new Date(now.getTime() + 300_000),
  limit,
})

export function workContract(open: () => Promise<Db>): void {
  const { db } = emptied(open)

  describe('the inbox', () => {
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
  })

  describe('enrollments', () => {
    const row = (id: string, more: Partial<NewEnrollment> = {}): NewEnrollment => ({
      id,
      customerId: `of-${id}`,
      scenarioId: 's',
      revisionId: 'r',
      anchor: 'order:2026-06-01',
      anchorAt: AT,
      startedAt: AT,
      nextDueAt: AT,
      ...more,
    })
    const add = (...rows: NewEnrollment[]) => db().atomically([insertEnrollments(rows)])
    const taken = async (...args: Parameters<typeof claim>) =>
      (await claimDue(db(), claim(...args))).map((one) => one.id)
    const all = () => db().select().from(enrollments).orderBy(enrollments.id)

    test('the same anchor enrols once', async () => {
      await add(row('1'), row('2', { customerId: 'of-1' }))
      await add(row('3', { customerId: 'of-1' }))
      expect((await all()).map(({ id }) => id)).toEqual(['1'])
    })

    test('only what is due is taken, soonest first, by one worker at a time', async () => {
      await add(
        row('later', { nextDueAt: plus(1) }),
        row('b', { nextDueAt: plus(-1) }),
        row('a', { nextDueAt: plus(-2) }),
        row('ended', { status: 'ended' }),
        row('never', { nextDueAt: null }),
      )
      expect(await taken('one', AT, 1)).toEqual(['a'])
      expect(await taken('two')).toEqual(['b'])
      expect(await taken('three')).toEqual([])
      expect((await taken('three', plus(5))).sort()).toEqual(['a', 'b', 'later'])
    })

    test('a customer is taken whole, and nothing of one who is in other hands', async () => {
      await add(
        row('1', { customerId: 'hana', nextDueAt: plus(-2) }),
        row('2', { customerId: 'hana', scenarioId: 't' }),
        row('3', { customerId: 'hana', scenarioId: 'u', nextDueAt: plus(1) }),
        row('4', { customerId: 'mei', nextDueAt: plus(-1) }),
      )
      expect(await taken('one', AT, 1)).toEqual(['1', '2'])
      expect(await taken('two', plus(1))).toEqual(['4'])
      await db().atomically([
        ...saveProgress('one', ['1', '2'].map((id) => ({ id, status: 'finished' })) as Progress[], AT),
      ])
      expect(await taken('three', plus(1))).toEqual(['3'])
    })

    test.each([1, 2])('a batch of %i whose lease is gone writes nothing at all', async (size) => {
      const rows = ['1', '2'].slice(0, size).map((id) => row(id))
      await add(...rows)
      await taken('slow')
      const batch = (count: number) =>
        db().atomically([
          assertLeased('slow', count),
          ...insertRequests([request('q')]),
          ...saveProgress('slow', [{ id: '1', status: 'finished' }], AT),
        ])
      await taken('quick', plus(6))
      await expect(batch(size)).rejects.toThrow()
      expect([await db().select().from(requests), (await all()).every((one) => one.status === 'active')]).toEqual([
        [],
        true,
      ])
    })

    test('a batch that lost one of two writes nothing; one that lost none writes all', async () => {
      await add(row('1'), row('2'))
      await taken('mine')
      const write = () => db().atomically([assertLeased('mine', 2), ...insertRequests([request('q')])])
      await write()
      await db().atomically(
        saveAnchors([{ id: '2', deliveredOn: '2026-06-09', nextDueAt: plus(3), endedReason: null }], AT),
      )
      await expect(db().atomically([assertLeased('mine', 2), ...insertRequests([request('z')])])).rejects.toThrow()
      expect((await db().select().from(requests)).map(({ id }) => id)).toEqual(['q'])
      await releaseLease(db(), 'mine', plus(1))
      expect([await taken('x'), await taken('y', plus(1))]).toEqual([['2'], ['1']])
    })

    test('what was ended meanwhile, by somebody who takes no leases away, is not begun again: the batch writes nothing', async () => {
      const of = (id: string, on: string) =>
        row(id, { customerId: 'hana', anchor: `order:${on}`, anchorAt: new Date(on) })
      await add(of('old', '2026-06-01'), row('other'))
      await taken('mine')
      const newer = of('new', '2026-06-03')
      await add(newer)
      await db().atomically([endReplaced([newer], AT)])
      const next: Progress[] = ['old', 'other'].map((id) => ({ id, status: 'active', nextDueAt: plus(60) }))
      const write = db().atomically([
        assertLeased('mine', 2),
        ...insertRequests([request('q')]),
        ...saveProgress('mine', next, AT),
      ])
      await expect(write).rejects.toThrow()
      expect([await db().select().from(requests), (await all()).map(({ id, status }) => [id, status])]).toEqual([
        [],
        [
          ['new', 'active'],
          ['old', 'ended'],
          ['other', 'active'],
        ],
      ])
    })

    test('a lease is gone with its work; what a dead worker left goes with the work of the next', async () => {
      const held = async () =>
        (await db().select().from(leases)).map(({ customerId, leaseId }) => [customerId, leaseId])
      await add(row('1'), row('2'), row('3', { nextDueAt: plus(10) }))
      await taken('dead', AT, 1)
      await taken('quick')
      await db().atomically(saveProgress('quick', [{ id: '2', status: 'finished' }], plus(1)))
      expect(await held()).toEqual([['of-1', 'dead']])
      await db().update(enrollments).set({ status: 'ended' }).where(eq(enrollments.id, '1'))
      expect(await taken('next', plus(10))).toEqual(['3'])
      await db().atomically(saveProgress('next', [{ id: '3', status: 'finished' }], plus(10)))
      expect(await held()).toEqual([])
    })

    test('progress and new days are written to the right ones', async () => {
      await add(row('1'), row('2'), row('3'))
      await taken('mine')
      await db().atomically([
        ...saveProgress(
          'mine',
          [
            { id: '1', status: 'active', nextDueAt: plus(60) },
            { id: '2', status: 'ended', endedReason: 'opt_out' },
          ],
          AT,
        ),
      ])
      await db().atomically(
        saveAnchors([{ id: '3', deliveredOn: null, nextDueAt: null, endedReason: 'order_cancelled' }], AT),
      )
      expect((await all()).map((one) => [one.status, one.endedReason, one.nextDueAt])).toEqual([
        ['active', null, plus(60)],
        ['ended', 'opt_out', null],
        ['ended', 'order_cancelled', null],
      ])
      expect((await activeEnrollments(db(), ['of-1', 'of-2', 'of-3'])).map(({ id }) => id)).toEqual(['1'])
      expect([await nextDueAt(db(), AT, plus(90)), await nextDueAt(db(), AT, plus(30))]).toEqual([plus(60), undefined])
    })

    test('the newest order of a customer takes the place of the older ones, of the same scenario only', async () => {
      const of = (id: string, on: string, more: object = {}) =>
        row(id, { customerId: 'hana', anchor: `order:${on}`, anchorAt: new Date(on), ...more })
      const rows = [of('old', '2026-06-01'), of('new', '2026-06-03'), of('other', '2026-06-01', { scenarioId: 't' })]
      await add(...rows, row('stranger'))
      await db().atomically([endReplaced(rows.slice(0, 1), AT)])
      expect((await all()).map((one) => [one.id, one.endedReason])).toEqual([
        ['new', null],
        ['old', 'replaced'],
        ['other', null],
        ['stranger', null],
      ])
    })
  })

  describe('deliveries and requests', () => {
    const delivery = (stepId: string, more: Partial<NewDelivery> = {}): NewDelivery => ({
      enrollmentId: 'e',
      stepId,
      customerId: 'hana',
      scenarioId: 's',
      revisionId: 'r',
      status: 'sending',
      requestId: 'q',
      marketingAt: AT,
      dueAt: AT,
      decidedAt: AT,
      ...more,
    })
    const add = (...rows: NewDelivery[]) => db().atomically([insertDeliveries(rows)])
    const attempt = (status: Attempt['status'], more: Partial<Attempt> = {}): Attempt => ({
      requestId: 'q',
      status,
      nextTryAt: plus(2),
      tried: true,
      ...more,
    })
    const found = async () => (await db().select().from(deliveries).orderBy(deliveries.stepId)).map((row) => row.status)
    const theRequest = async () => (await db().select().from(requests))[0]

    test('a held step may change its mind; a settled one never does', async () => {
      for (const first of ['held', 'sending', 'sent', 'denied', 'skipped', 'failed', 'unknown'])
        await add(delivery(first, { status: first }))
      for (const first of ['held', 'sending', 'sent', 'denied', 'skipped', 'failed', 'unknown'])
        await add(delivery(first, { status: 'again' }))
      expect(await found()).toEqual(['denied', 'failed', 'again', 'sending', 'sent', 'skipped', 'unknown'])
      expect((await handledSteps(db(), ['e', 'nobody'])).length).toBe(7)
    })

    test('an outcome marks the request and all it carried, and only those', async () => {
      await db().atomically(insertRequests([request('q'), request('z')]))
      await add(delivery('a'), delivery('b'), delivery('c', { requestId: 'z' }), delivery('d', { status: 'held' }))
      expect(await countDeliveries(db(), ['q', 'z', 'nobody'])).toEqual(
        new Map([
          ['q', 3],
          ['z', 1],
        ]),
      )
      await saveAttempts(db(), [attempt('sent', { httpStatus: 200, lineRequestId: 'l' })], plus(1))
      expect(await found()).toEqual(['sent', 'sent', 'sending', 'held'])
      expect(await theRequest()).toMatchObject({
        status: 'sent',
        tries: 1,
        httpStatus: 200,
        lineRequestId: 'l',
        finishedAt: plus(1),
      })
    })

    test('what is settled stays settled, whoever comes later', async () => {
      await db().atomically(insertRequests([request('q')]))
      await add(delivery('a'))
      await saveAttempts(db(), [attempt('sent')], AT)
      await saveAttempts(db(), [attempt('failed'), attempt('sending')], AT)
      expect([await found(), (await theRequest())?.status, (await theRequest())?.tries]).toEqual([['sent'], 'sent', 1])
    })

    test('an open one is tried again at its time, by one worker, and keeps its key and body', async () => {
      await db().atomically(insertRequests([request('q')]))
      await add(delivery('a'))
      await saveAttempts(db(), [attempt('sending', { httpStatus: 500 })], AT)
      expect([await theRequest(), await found()]).toMatchObject([
        { tries: 1, finishedAt: null, httpStatus: 500 },
        ['sending'],
      ])
      expect(await claimOpenRequests(db(), claim('one', plus(1)))).toEqual([])
      expect(await claimOpenRequests(db(), claim('one', plus(2)))).toMatchObject([
        { id: 'q', body: '{"to":"U"}', createdAt: AT },
      ])
      expect(await claimOpenRequests(db(), claim('two', plus(3)))).toEqual([])
      expect(await claimOpenRequests(db(), claim('two', plus(7)))).toHaveLength(1)
      await saveAttempts(db(), [attempt('sending', { tried: false })], AT)
      expect((await theRequest())?.tries).toBe(1)
    })

    test('what was sent, or may have been, counts as a letter; what LINE refused does not', async () => {
      await db().atomically(insertRequests(['q', 'z', 'y'].map(request)))
      await add(
        delivery('a'),
        delivery('b', { requestId: 'z' }),
        delivery('c', { requestId: 'y', marketingAt: plus(1) }),
      )
      await saveAttempts(db(), [attempt('failed'), attempt('unknown', { requestId: 'z' })], AT)
      expect(await marketingSince(db(), ['hana'], plus(-1))).toEqual(new Map([['hana', [AT, plus(1)]]]))
      expect(await marketingSince(db(), ['hana'], AT)).toEqual(new Map([['hana', [plus(1)]]]))
    })
  })
}

const request = (id: string): NewRequest => ({
  id,
  kind: 'push',
  body: '{"to":"U"}',
  recipients: 1,
  status: 'sending',
  createdAt: AT,
  nextTryAt: plus(5),
})
