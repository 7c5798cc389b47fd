/** What the flows rely on in the database: the same promises on better-sqlite3 and on D1. */

import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { type Db, insertAll, isAnyOf } from '../../db/client.ts'
import { logConsent } from '../../db/consent.ts'
import { findByExternalIds, linkedCustomerIds, saveCustomers } from '../../db/customers.ts'
import { findFacts } from '../../db/facts.ts'
import { addFriend, findFriend, setFollowing, setOptedOut } from '../../db/friends.ts'
import { readHistoryRows } from '../../db/histories.ts'
import { findNonce, linkFriends, rememberNonces, useNonce } from '../../db/links.ts'
import { findKnownOrders, type NewOrder, saveOrders } from '../../db/orders.ts'
import { addRevisions, currentRevisions, findRevisions } from '../../db/revisions.ts'
import { customers, externalIds, orderLines, orders, revisions, signals, state, voices } from '../../db/schema.ts'
import { unsendVoice, wasUnsent } from '../../db/voices.ts'
import { AT, emptied, plus } from './start.ts'

const order = (n: number, more: Partial<NewOrder> = {}): NewOrder => ({
  id: `shop:${n}`,
  source: 'shop',
  externalId: String(n),
  customerId: 'hana',
  orderedAt: AT,
  status: 'confirmed',
  fingerprint: `f${n}`,
  ...more,
})

export function storeContract(open: () => Promise<Db>): void {
  const { db } = emptied(open)

  describe('many rows in one statement', () => {
    test('every kind of column comes back as it went in', async () => {
      const whole = {
        id: 'c1',
        name: '髙﨑 "花子" \\ 😊\n',
        emailConsent: true,
        marketingAllowed: false,
        birthdayOn: '1990-04-01',
        deletedAt: new Date('2026-01-01T00:00:00.123Z'),
        createdAt: AT,
      }
      await db().run(insertAll(customers, [whole, { id: 'c2', createdAt: AT }]))
      const [first, second] = await db().select().from(customers).orderBy(customers.id)
      expect(first).toMatchObject(whole)
      expect(second).toMatchObject({ name: null, emailConsent: false, marketingAllowed: true, deletedAt: null })
      const line = { orderId: 'o', no: 0, name: '', qty: 2, taxRate: 0.08, lineType: 'goods', isSubscription: false }
      await db().run(insertAll(orderLines, [line, { ...line, no: 1, taxRate: undefined, isSubscription: undefined }]))
      expect(await db().select().from(orderLines).orderBy(orderLines.no)).toMatchObject([
        { taxRate: 0.08, isSubscription: false, sku: null },
        { taxRate: null, isSubscription: null },
      ])
      await db().run(insertAll(orders, [order(1, { couponCodes: ['A', '"B"'], totalYen: -5, isTrial: true })]))
      expect((await db().select().from(orders))[0]).toMatchObject({
        couponCodes: ['A', '"B"'],
        totalYen: -5,
        isTrial: true,
      })
    })

    test('five thousand of them', async () => {
      const rows = Array.from({ length: 5000 }, (_, n) => ({ id: `c${n}`, name: `客${n}`, createdAt: AT }))
      await saveCustomers(db(), rows)
      const ids = rows.map((row) => row.id)
      expect((await db().select().from(customers).where(isAnyOf(customers.id, ids))).length).toBe(5000)
      expect(
        (
          await db()
            .select()
            .from(customers)
            .where(isAnyOf(customers.id, ['c7', 'nobody', 'c4999']))
        ).length,
      ).toBe(2)
      expect(await db().select().from(customers).where(isAnyOf(customers.id, []))).toEqual([])
    })

    test('a text stays a text, even one that looks like a number', async () => {
      const ids = ['007', '1e3', '12345678901234567890', 'true', 'null', "'; drop table customers; --"]
      await db().run(
        insertAll(
          externalIds,
          ids.map((externalId) => ({ source: 'shop', externalId, customerId: externalId })),
        ),
      )
      const found = await findByExternalIds(
        db(),
        ids.map((externalId) => ({ source: 'shop', externalId })),
      )
      expect([...found.values()].sort()).toEqual([...ids].sort())
      expect(await linkedCustomerIds(db(), ids)).toEqual(new Set(ids))
      expect(await findByExternalIds(db(), [{ source: 'shop', externalId: '7' }])).toEqual(new Map())
    })

    test('what several statements do stands together or not at all', async () => {
      const first = insertAll(state, [{ key: 'a', value: '1' }])
      await expect(db().atomically([first, insertAll(state, [{ key: 'a', value: '2' }])])).rejects.toThrow()
      expect(await db().select().from(state)).toEqual([])
      await db().atomically([])
      await db().atomically([first])
      expect(await db().select().from(state)).toEqual([{ key: 'a', value: '1' }])
    })
  })

  describe('customers', () => {
    test('what is known is filled up and never overwritten', async () => {
      await saveCustomers(db(), [{ id: 'c', name: '花', createdAt: AT }])
      await saveCustomers(db(), [
        { id: 'c', name: '別', email: 'a@b.jp', birthdayOn: '1990-04-01', createdAt: plus(9) },
      ])
      expect(await db().select().from(customers)).toMatchObject([
        { name: '花', email: 'a@b.jp', birthdayOn: '1990-04-01', createdAt: AT },
      ])
    })
  })

  describe('orders', () => {
    const line = (n: number, name: string, no = 0) => ({ orderId: `shop:${n}`, no, name, qty: 1, lineType: 'goods' })
    const bought = async () => {
      await saveCustomers(db(), [{ id: 'hana', createdAt: AT }])
      return (await readHistoryRows(db(), ['hana']))[0]?.orders ?? []
    }

    test('are replaced with their lines, each by itself', async () => {
      await saveOrders(db(), [order(1), order(2)], [line(1, 'a'), line(1, 'b', 1), line(2, 'c')])
      await saveOrders(db(), [order(1, { status: 'shipped', fingerprint: 'g' })], [line(1, 'd')])
      expect((await bought()).map((one) => [one.status, one.lines.map(({ name }) => name)])).toEqual([
        ['shipped', ['d']],
        ['confirmed', ['c']],
      ])
    })

    test('of an older report change nothing, not even their lines', async () => {
      await saveOrders(db(), [order(1, { updatedAt: plus(5) })], [line(1, 'new')])
      await saveOrders(
        db(),
        [order(1, { updatedAt: plus(1), fingerprint: 'old', status: 'pending' })],
        [line(1, 'old', 1)],
      )
      const [found] = await bought()
      expect([found?.status, found?.lines.map(({ name }) => name)]).toEqual(['confirmed', ['new']])
    })

    test('a thousand in one go, with the lines and names of a real shop', async () => {
      const name = 'うるおい化粧水 本品150mL（詰め替え用・送料無料・ギフト包装）'
      const rows = Array.from({ length: 1000 }, (_, n) =>
        order(n, { fingerprint: JSON.stringify({ n, lines: Array(3).fill(name) }) }),
      )
      const lines = rows.flatMap((_, n) => [0, 1, 2].map((no) => line(n, name, no)))
      await saveOrders(db(), rows, lines)
      const known = await findKnownOrders(
        db(),
        rows.map(({ source, externalId }) => ({ source, externalId })),
      )
      expect([known.size, (await bought()).reduce((sum, one) => sum + one.lines.length, 0)]).toEqual([1000, 3000])
    })
  })

  describe('friends', () => {
    const USER = 'U1'
    beforeEach(() => addFriend(db(), { lineUserId: USER, customerId: 'hana', at: AT, now: AT }))

    test('the one who was first stays, and leaves no second customer', async () => {
      await addFriend(db(), { lineUserId: USER, customerId: 'other', at: plus(1), now: plus(1) })
      expect([(await findFriend(db(), USER))?.customerId, (await db().select().from(customers)).length]).toEqual([
        'hana',
        1,
      ])
    })

    test('older news of a block or a stop changes nothing', async () => {
      await setFollowing(db(), USER, false, plus(5))
      await setFollowing(db(), USER, true, plus(3))
      const consent = { customerId: 'hana', purpose: 'marketing', granted: true } as const
      await logConsent(db(), { ...consent, id: 'e1', at: plus(8) })
      await setOptedOut(db(), USER, true, plus(7))
      expect(await findFriend(db(), USER)).toMatchObject({ following: false, optedOutAt: null })
      await setOptedOut(db(), USER, true, plus(9))
      expect((await findFriend(db(), USER))?.optedOutAt).toEqual(plus(9))
    })

    test('a message taken back loses its text, and one that comes later is known', async () => {
      const message = { customerId: 'hana', lineUserId: USER, lineMessageId: 'm1' }
      await db().run(
        insertAll(voices, [{ id: 'v', customerId: 'hana', lineMessageId: 'm1', kind: 'text', text: 'x', at: AT }]),
      )
      await unsendVoice(db(), message, plus(1))
      await unsendVoice(db(), { ...message, lineMessageId: 'm2' }, plus(1))
      expect((await db().select().from(voices).orderBy(voices.id)).map((row) => [row.lineMessageId, row.text])).toEqual(
        [
          ['m2', null],
          ['m1', null],
        ],
      )
      expect(await wasUnsent(db(), { ...message, lineMessageId: 'm2' })).toBe(true)
      expect(await wasUnsent(db(), { ...message, lineMessageId: 'm3' })).toBe(false)
    })
  })

  describe('links', () => {
    test('hand a friend and what they said to the shop’s customer, and the stand-in customer remembers where', async () => {
      await addFriend(db(), { lineUserId: 'U1', customerId: 'placeholder', at: AT, now: AT })
      await saveCustomers(db(), [{ id: 'hana', createdAt: AT }])
      await db().run(insertAll(externalIds, [{ source: 'shop', externalId: '1', customerId: 'hana' }]))
      await db().run(insertAll(signals, [{ id: 's', customerId: 'placeholder', name: 'used', at: AT }]))
      await linkFriends(db(), [{ lineUserId: 'U1', from: 'placeholder', to: 'hana' }], plus(1))
      expect(await findFriend(db(), 'U1')).toMatchObject({ customerId: 'hana', linkedAt: plus(1), changedAt: AT })
      expect((await db().select().from(signals))[0]?.customerId).toBe('hana')
      expect(
        await db()
          .select()
          .from(customers)
          .where(isAnyOf(customers.id, ['placeholder'])),
      ).toMatchObject([{ mergedInto: 'hana' }])
      expect(await findFacts(db(), ['placeholder'])).toEqual(new Map())
    })

    test('leave a customer of the shop their own history', async () => {
      await saveCustomers(db(), [
        { id: 'hana', createdAt: AT },
        { id: 'mei', createdAt: AT },
      ])
      const bound = ['hana', 'mei'].map((customerId) => ({ source: 'shop', externalId: customerId, customerId }))
      await db().run(insertAll(externalIds, bound))
      await db().run(insertAll(signals, [{ id: 's', customerId: 'hana', name: 'used', at: AT }]))
      await linkFriends(db(), [{ lineUserId: 'U1', from: 'hana', to: 'mei' }], AT)
      expect((await db().select().from(signals))[0]?.customerId).toBe('hana')
      expect((await db().select().from(customers)).every((row) => row.mergedInto === null)).toBe(true)
    })

    test('a nonce is known until it is used, and the first who gave it out keeps it', async () => {
      const nonce = { nonce: 'n', source: 'shop', externalId: '1' }
      await rememberNonces(db(), [nonce, { ...nonce, externalId: '2' }], AT)
      expect(await findNonce(db(), 'n')).toMatchObject({ externalId: '1' })
      await useNonce(db(), 'n', AT)
      await rememberNonces(db(), [nonce], plus(1))
      expect(await findNonce(db(), 'n')).toBeUndefined()
    })
  })

  describe('revisions', () => {
    const revision = (number: number, more: object = {}) => ({
      id: `r${number}`,
      kind: 'scenario',
      name: 's',
      number,
      text: '',
      body: { number },
      publishedBy: 'x',
      publishedAt: AT,
      ...more,
    })
    const audit = (id: string) => ({ id, actor: 'x', action: 'publish', subject: 's', at: AT })

    test('the highest number is in force; a retired one takes nobody’s place', async () => {
      await addRevisions(
        db(),
        [revision(1), revision(2), revision(1, { id: 'q', name: 't', retiredAt: AT })],
        audit('a'),
        0,
      )
      expect((await currentRevisions(db())).map((row) => row.body)).toEqual([{ number: 2 }])
      expect((await findRevisions(db(), ['r1', 'nowhere'])).map((row) => row.number)).toEqual([1])
    })

    test('the same number twice is refused, with everything that came along', async () => {
      await addRevisions(db(), [revision(1)], audit('a'), 0)
      await expect(addRevisions(db(), [revision(2), revision(1, { id: 'q' })], audit('b'), 1)).rejects.toThrow()
      expect((await currentRevisions(db())).map((row) => row.number)).toEqual([1])
    })

    test('who counted before somebody else published writes nothing', async () => {
      await addRevisions(db(), [revision(1)], audit('a'), 0)
      expect(await addRevisions(db(), [revision(2)], audit('b'), 0)).toBe(false)
      expect((await currentRevisions(db())).map((row) => row.number)).toEqual([1])
    })

    test('a damaged one hides no other', async () => {
      await addRevisions(db(), [revision(1), revision(1, { id: 'q', name: 't' })], audit('a'), 0)
      await db().run(sql`update ${revisions} set body = '{' where id = 'q'`)
      expect((await currentRevisions(db())).map((row) => row.body)).toEqual(
        expect.arrayContaining([{ number: 1 }, null]),
      )
    })
  })
}
