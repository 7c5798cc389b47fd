import { expect, test } from 'vitest'
import type { Db } from '../../db/client.ts'
import {
  countDeliveries,
  handledSteps,
  insertDeliveries,
  marketingSince,
  type NewDelivery,
} from '../../db/deliveries.ts'
import { type Attempt, claimOpenRequests, insertRequests, saveAttempts } from '../../db/requests.ts'
import { deliveries, requests } from '../../db/schema.ts'
import { AT, claim, emptied, plus, request } from './start.ts'

export function requestsContract(open: () => Promise<Db>): void {
  const { db } = emptied(open)

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
    await add(delivery('a'), delivery('b', { requestId: 'z' }), delivery('c', { requestId: 'y', marketingAt: plus(1) }))
    await saveAttempts(db(), [attempt('failed'), attempt('unknown', { requestId: 'z' })], AT)
    expect(await marketingSince(db(), ['hana'], plus(-1))).toEqual(new Map([['hana', [AT, plus(1)]]]))
    expect(await marketingSince(db(), ['hana'], AT)).toEqual(new Map([['hana', [plus(1)]]]))
  })
}
