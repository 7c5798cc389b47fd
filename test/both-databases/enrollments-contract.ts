/** Who begins, who takes what is due, and what a second worker may still write: on both databases. */

import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import type { Db } from '../../db/client.ts'
import {
  activeEnrollments,
  endReplaced,
  insertEnrollments,
  type NewEnrollment,
  nextDueAt,
  saveAnchors,
} from '../../db/enrollments.ts'
import { assertLeased, claimDue, type Progress, releaseLease, saveProgress } from '../../db/leases.ts'
import { insertRequests } from '../../db/requests.ts'
import { enrollments, leases, requests } from '../../db/schema.ts'
import { AT, claim, emptied, plus, request } from './start.ts'

export function enrollmentsContract(open: () => Promise<Db>): void {
  const { db } = emptied(open)

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
  const taken = async (...args: Parameters<typeof claim>) => (await claimDue(db(), claim(...args))).map((one) => one.id)
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
    const held = async () => (await db().select().from(leases)).map(({ customerId, leaseId }) => [customerId, leaseId])
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
}
