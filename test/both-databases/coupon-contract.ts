/** Wallets, codes and cards: the same promises on better-sqlite3 and on D1. */

import { describe, expect, test } from 'vitest'
import type { Db } from '../../db/client.ts'
import {
  addCodes,
  assertIssued,
  codesEver,
  codesLeft,
  codesOfOthers,
  couponsOfCustomer,
  holdersOf,
  issueCoupons,
  type NewCoupon,
} from '../../db/coupons.ts'
import { readHistoryRows } from '../../db/histories.ts'
import { linkFriends } from '../../db/links.ts'
import { saveOrders } from '../../db/orders.ts'
import { findCoupons, giveBack, ordersBySource, ordersWithCodes, useCoupons } from '../../db/redemptions.ts'
import {
  addOwnCode,
  countReferred,
  countUse,
  insertUse,
  ordersOf,
  ownCode,
  ownerOf,
  refuseUse,
  useOf,
  waitingUses,
} from '../../db/referrals.ts'
import { customers, externalIds } from '../../db/schema.ts'
import { AT, emptied, plus } from './start.ts'

const coupon = (id: string, more: Partial<NewCoupon> = {}): NewCoupon => ({
  ...{ id, customerId: `of ${id}`, couponId: 'POOL', cause: 'once', issuedAt: AT, expiresAt: plus(60) },
  ...more,
})

export function couponContract(open: () => Promise<Db>): void {
  const { db } = emptied(open)
  const issue = (...rows: NewCoupon[]) => db().atomically(issueCoupons(rows))
  const codesOf = async (customerId: string) => (await couponsOfCustomer(db(), customerId)).map(({ code }) => code)

  describe('a pool', () => {
    test('takes each code in once, in order, and counts what is left', async () => {
      expect(await addCodes(db(), 'POOL', ['B', 'A', 'B'])).toEqual(['B', 'A'])
      expect(await addCodes(db(), 'POOL', ['A', 'C'])).toEqual(['C'])
      expect([...(await codesLeft(db(), ['POOL', 'NONE'], 2))]).toEqual([
        ['POOL', 2],
        ['NONE', 0],
      ])
      expect(await codesEver(db(), 'POOL')).toBe(3)
      expect([...(await codesOfOthers(db(), ['POOL'], ['A', 'X']))]).toEqual(['A'])
    })
    test('gives each the next code, none to who has one, and nothing when it is empty', async () => {
      await addCodes(db(), 'POOL', ['B', 'A', 'C'])
      await issue(coupon('1'), coupon('again', { customerId: 'of 1' }), coupon('2'), coupon('f', { code: 'FIX' }))
      await issue(coupon('3', { customerId: 'of 1' }), coupon('4'), coupon('5'))
      expect(await Promise.all(['of 1', 'of 2', 'of 4', 'of 5', 'of f'].map(codesOf))).toEqual([
        ...[['B'], ['A'], ['C'], [], ['FIX']],
      ])
      expect((await couponsOfCustomer(db(), 'of 1'))[0]).toMatchObject({
        issuedAt: AT,
        expiresAt: plus(60),
        cause: 'once',
      })
      expect(await holdersOf(db(), ['of 1', 'of 5'], ['POOL'])).toEqual([{ customerId: 'of 1', couponId: 'POOL' }])
    })
    test('a promise without a coupon undoes everything that stands with it', async () => {
      await addCodes(db(), 'POOL', ['A'])
      const rows = [coupon('1'), coupon('2')]
      await expect(db().atomically([...issueCoupons(rows), assertIssued(rows)])).rejects.toThrow()
      expect([await codesOf('of 1'), (await codesLeft(db(), ['POOL'], 9)).get('POOL')]).toEqual([[], 1])
      await db().atomically([...issueCoupons([coupon('1')]), assertIssued([coupon('x', { customerId: 'of 1' })])])
    })
  })

  describe('a use', () => {
    test('is found by customer, by a code of one’s own, or not at all', async () => {
      await addCodes(db(), 'POOL', ['A'])
      await issue(coupon('1'), coupon('f', { couponId: 'F', code: 'FIX' }), coupon('g', { couponId: 'F', code: 'FIX' }))
      const found = await findCoupons(
        db(),
        [
          { spellings: ['a', 'A'] },
          { spellings: ['FIX'], customerId: 'of g' },
          { spellings: ['FIX'] },
          { spellings: ['NO'], customerId: 'of g' },
        ],
        ['POOL'],
      )
      expect(found.map(({ own, pooled, known }) => [own.map(({ id }) => id), pooled?.id, known])).toEqual([
        [[], '1', true],
        [['g'], undefined, true],
        [[], undefined, true],
        [[], undefined, false],
      ])
      expect(found[1]?.own[0]).toEqual({ id: 'g', issuedAt: AT, expiresAt: plus(60) })
      expect(await findCoupons(db(), [], ['POOL'])).toEqual([])
    })
    test('sets day and order once; a cancelled order gives back its own', async () => {
      await issue(coupon('1', { code: 'X' }), coupon('2', { code: 'X' }))
      await useCoupons(db(), [{ id: '1', usedAt: AT }])
      await useCoupons(db(), [
        { id: '1', usedAt: plus(5), orderId: 'o' },
        { id: '2', usedAt: plus(5), orderId: 'p' },
      ])
      await useCoupons(db(), [{ id: '1', usedAt: plus(9), orderId: 'q' }])
      const used = async (id: string) => {
        const [row] = await couponsOfCustomer(db(), `of ${id}`)
        return [row?.usedAt ?? null, row?.orderId ?? null]
      }
      expect([await used('1'), await used('2')]).toEqual([
        [AT, 'o'],
        [plus(5), 'p'],
      ])
      await giveBack(db(), ['o', 'nobody’s'])
      expect([await used('1'), await used('2')]).toEqual([
        [null, null],
        [plus(5), 'p'],
      ])
    })
    test('orders are known by number and by the codes in them', async () => {
      const about = { source: 'shop', customerId: 'hana', orderedAt: AT, status: 'confirmed', fingerprint: 'f' }
      await saveOrders(
        db(),
        [
          { ...about, id: 'shop:1', externalId: '1', couponCodes: ['A'] },
          { ...about, id: 'shop:2', externalId: '2', couponCodes: [] },
        ],
        [],
      )
      expect(await ordersWithCodes(db(), ['hana'])).toMatchObject([{ id: 'shop:1', couponCodes: ['A'] }])
      const both = [
        { source: 'shop', externalId: '2' },
        { source: 'other', externalId: '1' },
      ]
      expect((await ordersBySource(db(), both)).map(({ id }) => id)).toEqual(['shop:2'])
      expect((await ordersOf(db(), ['hana'])).map(({ id, totalYen }) => [id, totalYen])).toEqual([
        ['shop:1', null],
        ['shop:2', null],
      ])
    })
  })

  describe('a card', () => {
    const people = (...rows: Partial<typeof customers.$inferInsert>[]) =>
      db()
        .insert(customers)
        .values(rows.map((row) => ({ id: 'x', createdAt: AT, ...row })))
    const card = (code: string, customerId: string) => addOwnCode(db(), { code, customerId, createdAt: AT })
    const accept = (customerId: string, code: string) =>
      db().atomically([insertUse({ customerId, code, acceptedAt: AT })])

    test('is one for each customer, and leads to its living owner', async () => {
      await people({ id: 'hana' }, { id: 'gone', deletedAt: AT })
      await card('H1', 'hana')
      await card('H2', 'hana')
      await card('H1', 'gone')
      await card('G1', 'gone')
      expect([await ownCode(db(), 'hana'), await ownCode(db(), 'nobody')]).toEqual(['H1', undefined])
      expect(await ownerOf(db(), 'H1')).toEqual({ code: 'H1', customerId: 'hana' })
      expect([await ownerOf(db(), 'G1'), await ownerOf(db(), 'NO')]).toEqual([undefined, undefined])
    })
    test('is taken once by each, waits, and is settled once', async () => {
      await people({ id: 'hana', email: 'h@example.jp' }, { id: 'yuki', phone: '090' }, { id: 'mei' })
      await card('H1', 'hana')
      for (const code of ['H1', 'OTHER']) await accept('yuki', code)
      await accept('mei', 'GONE')
      expect(await useOf(db(), 'yuki')).toMatchObject({ code: 'H1', acceptedAt: AT })
      const who = { email: null, ownerPhone: null, acceptedAt: AT.getTime() }
      expect(await waitingUses(db(), ['yuki', 'mei', 'zoe'])).toEqual(
        expect.arrayContaining([
          { ...who, customerId: 'yuki', phone: '090', ownerId: 'hana', ownerEmail: 'h@example.jp' },
          { ...who, customerId: 'mei', phone: null, ownerId: null, ownerEmail: null },
        ]),
      )
      await db().atomically([countUse('yuki', 'o', plus(1)), refuseUse('mei', 'owner_gone')])
      await db().atomically([countUse('mei', 'p', plus(2)), refuseUse('yuki', 'self'), countUse('yuki', 'q', plus(3))])
      expect(await useOf(db(), 'yuki')).toMatchObject({ orderId: 'o', countedAt: plus(1), refused: null })
      expect(await useOf(db(), 'mei')).toMatchObject({ countedAt: null, refused: 'owner_gone' })
      expect([await waitingUses(db(), ['yuki', 'mei']), await countReferred(db(), 'hana')]).toEqual([[], 1])
      await accept('zoe', 'H1')
      expect((await readHistoryRows(db(), ['hana', 'yuki'])).map(({ id, referrals }) => [id, referrals])).toEqual([
        ['hana', 1],
        ['yuki', 0],
      ])
    })
    test('goes along when a LINE account is joined to the shop’s customer; two cards become one', async () => {
      await people({ id: 'p' }, { id: 'shop' }, { id: 'yuki' })
      await db().insert(externalIds).values({ source: 's', externalId: '1', customerId: 'shop' })
      await card('OLD', 'p')
      await card('NEW', 'shop')
      await accept('yuki', 'OLD')
      await accept('p', 'X')
      await db().atomically([countUse('yuki', 'o', AT)])
      await linkFriends(db(), [{ lineUserId: 'U', from: 'p', to: 'shop' }], AT)
      expect(await ownerOf(db(), 'OLD')).toEqual({ code: 'NEW', customerId: 'shop' })
      expect([await countReferred(db(), 'shop'), (await useOf(db(), 'shop'))?.code]).toEqual([1, 'X'])
    })
  })
}
