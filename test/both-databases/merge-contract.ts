/** What joining customers relies on: one transaction that moves, notes what it moved, and can be taken back. */

import { eq, sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { type Db, insertAll } from '../../db/client.ts'
import { saveAnonymous } from '../../db/customers.ts'
import { othersWith } from '../../db/merge-candidates.ts'
import { followMerges, merge, mergedAway, type NewMerge } from '../../db/merges.ts'
import {
  customerMerges,
  customers,
  deliveries,
  enrollments,
  externalIds,
  facts,
  friends,
  orders,
  referrals,
  referralUses,
  shopHooks,
} from '../../db/schema.ts'
import { countRefunds, isHeard, noteHook, waitingRefunds } from '../../db/shop-hooks.ts'
import { findMerge, unmerge } from '../../db/unmerge.ts'
import { AT, emptied, plus } from './start.ts'

export function mergeContract(open: () => Promise<Db>): void {
  const { db } = emptied(open)
  const wish = (more: Partial<NewMerge> = {}): NewMerge => ({
    ...{ id: 'm1', fromId: 'b', intoId: 'a', reason: 'email', mergedBy: 'fanbelt', at: plus(1), once: ['once'] },
    ...more,
  })
  let words = 0
  const undo = async (id: string, at = plus(2)) => {
    const found = await findMerge(db(), id)
    return found ? unmerge(db(), found, { id: `word-${++words}`, by: 'x', at }) : undefined
  }
  const order = (id: string, customerId: string, more: object = {}) => ({
    ...{ id, source: 'shop', externalId: id, customerId, orderedAt: AT, status: 'confirmed', fingerprint: 'f' },
    ...more,
  })
  const run = (id: string, customerId: string, more: object = {}) => ({
    ...{ id, customerId, scenarioId: 's', revisionId: 'r', anchor: `order:${id}`, anchorAt: AT, startedAt: AT },
    nextDueAt: plus(60),
    ...more,
  })
  const step = (enrollmentId: string, stepId: string, customerId: string, status: string) => ({
    ...{ enrollmentId, stepId, customerId, status, scenarioId: 's', revisionId: 'r', dueAt: AT, decidedAt: AT },
  })
  const fact = (customerId: string, maxStage: number) => ({
    ...{ customerId, label: 'visitor', stage: 1, maxStage, registered: true, purchases: 1, positives: 0 },
    ...{ subscription: false, body: { words: '"引用" \\ 😊' }, knownUntil: AT, updatedAt: AT },
  })
  const people = () =>
    db().run(
      insertAll(customers, [
        { id: 'a', name: '山田 花子', createdAt: AT },
        { id: 'b', email: 'hana@example.jp', emailConsent: true, openComplaint: true, createdAt: AT },
      ]),
    )
  const all = async () => ({
    customers: await db().select().from(customers).orderBy(customers.id),
    orders: await db().select().from(orders).orderBy(orders.id),
    numbers: await db().select().from(externalIds).orderBy(externalIds.externalId),
    friends: await db().select().from(friends).orderBy(friends.lineUserId),
    runs: await db().select().from(enrollments).orderBy(enrollments.id),
    steps: await db().select().from(deliveries).orderBy(deliveries.enrollmentId, deliveries.stepId),
    facts: await db().select().from(facts).orderBy(facts.customerId),
    cards: await db().select().from(referrals).orderBy(referrals.code),
    uses: await db().select().from(referralUses).orderBy(referralUses.customerId),
  })
  const fill = async () => {
    await people()
    const friend = { following: true, changedAt: AT, createdAt: AT }
    await db().atomically([
      insertAll(orders, [order('o1', 'a'), order('o2', 'b')]),
      insertAll(externalIds, [{ source: 'shop', externalId: '7', customerId: 'b' }]),
      insertAll(friends, [
        { ...friend, lineUserId: 'Ua', customerId: 'a' },
        { ...friend, lineUserId: 'Ub', customerId: 'b', optedOutAt: plus(-5) },
      ]),
      insertAll(enrollments, [run('ra', 'a'), run('rb', 'b'), run('rb2', 'b', { scenarioId: 'other' })]),
      insertAll(deliveries, [
        step('ra', 't2', 'a', 'sent'),
        step('rb', 't1', 'b', 'sent'),
        step('rb', 't3', 'b', 'denied'),
      ]),
      insertAll(facts, [fact('a', 2), fact('b', 5)]),
      insertAll(referrals, [
        { code: 'card-a', customerId: 'a', createdAt: AT },
        { code: 'card-b', customerId: 'b', createdAt: AT },
      ]),
      insertAll(referralUses, [{ customerId: 'friend', code: 'card-b', acceptedAt: AT }]),
    ])
  }

  describe('two customers who are one', () => {
    test('have everything together, and go on with one run of each scenario', async () => {
      await fill()
      expect(await merge(db(), wish())).toBe(true)
      const now = await all()
      expect(now.customers).toMatchObject([
        {
          id: 'a',
          name: '山田 花子',
          email: 'hana@example.jp',
          emailConsent: true,
          openComplaint: true,
          mergedInto: null,
        },
        { id: 'b', mergedInto: 'a' },
      ])
      expect([...now.orders, ...now.numbers, ...now.friends, ...now.runs].map((row) => row.customerId)).toEqual(
        Array(8).fill('a'),
      )
      expect(now.runs.map(({ id, status, endedReason }) => [id, status, endedReason])).toEqual([
        ['ra', 'active', null],
        ['rb', 'ended', 'merged'],
        ['rb2', 'active', null],
      ])
      expect(now.steps.filter(({ code }) => code === 'S_MERGED')).toMatchObject([{ enrollmentId: 'ra', stepId: 't1' }])
      expect(now.friends.map(({ optedOutAt }) => optedOutAt)).toEqual([plus(-5), plus(-5)])
      expect(now.facts).toMatchObject([{ customerId: 'a', maxStage: 5 }])
      expect(now.uses).toMatchObject([{ customerId: 'friend', code: 'card-a' }])
    })

    test('are two again as they were', async () => {
      await fill()
      const before = await all()
      await merge(db(), wish())
      expect(await undo('m1')).toBe(true)
      const { runs, ...after } = await all()
      expect(after).toEqual({ ...before, runs: undefined })
      // A step that was taken for sent is looked at now.
      expect(runs).toEqual(before.runs.map((one) => (one.id === 'ra' ? { ...one, nextDueAt: plus(2) } : one)))
      expect(await undo('m1')).toBe(false)
    })

    test('are merged once, whoever is first, and never with themselves or with who is gone', async () => {
      await people()
      const tries = await Promise.all([
        merge(db(), wish()),
        merge(db(), wish({ id: 'm2', fromId: 'a', intoId: 'b' })),
        merge(db(), wish({ id: 'm3' })),
        merge(db(), wish({ id: 'm4', fromId: 'a' })),
      ])
      expect(tries.filter(Boolean)).toHaveLength(1)
      await db().run(insertAll(customers, [{ id: 'gone', deletedAt: AT, createdAt: AT }]))
      expect(await merge(db(), wish({ id: 'm5', fromId: 'gone' }))).toBe(false)
      expect(await db().select({ id: customerMerges.id }).from(customerMerges)).toHaveLength(1)
    })

    test('are found through the row that was merged away, by who wrote to it in that moment, too', async () => {
      await people()
      await merge(db(), wish())
      expect(await mergedAway(db(), ['a', 'b', 'c'])).toEqual(new Map([['b', 'a']]))
      await db().atomically([insertAll(orders, [order('late', 'b')]), ...followMerges('orders', ['b'], AT)])
      expect((await all()).orders).toMatchObject([{ id: 'late', customerId: 'a' }])
    })
  })

  test('others with the same address or telephone are found, and nobody who is gone', async () => {
    await people()
    const more = [
      { id: 'c', phone: '09012345678', name: '山田 花子', createdAt: AT },
      { id: 'd', email: 'hana@example.jp', deletedAt: AT, createdAt: AT },
      { id: 'e', phone: '09012345678', mergedInto: 'a', createdAt: AT },
    ]
    await db().run(insertAll(customers, more))
    const reported = [
      { index: 0, id: 'a', email: 'hana@example.jp', phone: '09012345678' },
      { index: 1, id: 'b', email: 'hana@example.jp' },
    ]
    const found = await othersWith(db(), reported)
    expect(found.map(({ index, other, by }) => [index, other, by])).toEqual([
      [0, 'b', 'email'],
      [0, 'c', 'phone'],
    ])
  })

  test('the row that stands for nobody is made once', async () => {
    for (const name of ['一', '二']) await saveAnonymous(db(), [{ id: 'anonymous:1', name, createdAt: AT }])
    expect(await db().select().from(customers)).toMatchObject([{ id: 'anonymous:1', name: '一', anonymous: true }])
  })

  describe('a shop’s messages', () => {
    const note = (hookId: string, more: object = {}, at = AT) =>
      noteHook(db(), { source: 'shopify', hookId, topic: 't', receivedAt: at, ...more }, plus(-60))

    test('are remembered, each by its own number, for as long as is said', async () => {
      await note('old', {}, plus(-61))
      await note('h1')
      await note('h1')
      expect([await isHeard(db(), 'shopify', 'h1'), await isHeard(db(), 'mall', 'h1')]).toEqual([true, false])
      expect(await isHeard(db(), 'shopify', 'old')).toBe(false)
    })

    test('a refund is counted into its order once, and not into a report that knows it', async () => {
      const paid = { source: 'shopify', totalYen: 1000 }
      await db().run(
        insertAll(orders, [
          order('1', 'a', { ...paid, updatedAt: plus(-10) }),
          order('2', 'a', { ...paid, updatedAt: plus(10), refundedYen: 300 }),
          order('3', 'a', { ...paid, refundedYen: 300 }),
        ]),
      )
      for (const externalId of ['1', '2', '3']) {
        await note(`r${externalId}`, { waitsFor: externalId, body: { yen: 300, at: AT.getTime() } })
        const waiting = await waitingRefunds(db(), 'shopify', externalId)
        expect(waiting).toEqual([{ hookId: `r${externalId}`, yen: 300, at: AT.getTime() }])
        const about = { source: 'shopify', externalId, customerId: 'a' }
        for (const _ of [1, 2]) await countRefunds(db(), about, waiting, AT)
        expect(await waitingRefunds(db(), 'shopify', externalId)).toEqual([])
      }
      const counted = await db().select().from(orders).where(eq(orders.source, 'shopify')).orderBy(orders.id)
      expect(counted.map(({ refundedYen, status }) => [refundedYen, status])).toEqual([
        [300, 'partially_refunded'],
        [300, 'confirmed'],
        [300, 'partially_refunded'],
      ])
      expect(await db().select().from(shopHooks).where(sql`waits_for is not null`)).toEqual([])
    })
  })
}
