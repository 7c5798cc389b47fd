/** What the rules read about a customer: the same on better-sqlite3 and on D1. */

import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { loadHistories } from '../../bot/flows/records.ts'
import { type Db, insertAll } from '../../db/client.ts'
import { takeConsents } from '../../db/consent.ts'
import { saveCustomers } from '../../db/customers.ts'
import { readHistoryRows } from '../../db/histories.ts'
import { knownThen } from '../../db/known-then.ts'
import { saveOrders, saveSubscriptions } from '../../db/orders.ts'
import {
  customers,
  externalIds,
  friends,
  referrals,
  referralUses,
  responses,
  signals,
  surveys,
} from '../../db/schema.ts'
import { AT, emptied, plus } from './start.ts'

export function historyContract(open: () => Promise<Db>): void {
  const { db } = emptied(open)

  describe('what is on record', () => {
    test('comes back as it was written, oldest first, with no null in it', async () => {
      await saveCustomers(db(), [{ id: 'hana', name: '花', emailConsent: true, createdAt: AT }])
      await db().run(insertAll(externalIds, [{ source: 'shop', externalId: '7', customerId: 'hana' }]))
      const account = (lineUserId: string, minutes: number) => ({
        lineUserId,
        customerId: 'hana',
        displayName: lineUserId,
        optedOutAt: AT,
        changedAt: AT,
        createdAt: plus(minutes),
      })
      await db().run(insertAll(friends, [account('new', 9), account('old', 1)]))
      const order = (id: string, minutes: number, more = {}) => ({
        ...{ id, source: 'shop', externalId: id, customerId: 'hana', orderedAt: plus(minutes), status: 'shipped' },
        ...{ fingerprint: id, ...more },
      })
      const line = (orderId: string, no: number, more = {}) => ({
        orderId,
        no,
        name: `n${no}`,
        qty: no,
        lineType: 'goods',
        ...more,
      })
      await saveOrders(
        db(),
        [order('b', 2, { shippedAt: plus(3), totalYen: 0, isTrial: true, subscriptionCount: 2 }), order('a', 1)],
        [line('b', 2, { sku: 'LT', isSubscription: false }), line('b', 1, { amountYen: 980, productLine: 'lotion' })],
      )
      await saveSubscriptions(db(), [
        {
          ...{
            id: 's',
            source: 'shop',
            externalId: '9',
            customerId: 'hana',
            product: 'LF',
            status: 'active',
            count: 3,
          },
          ...{ startedAt: AT, nextDeliveryOn: '2026-07-01', fingerprint: 's' },
        },
      ])
      const answer = (n: number) => ({
        id: `r${n}`,
        surveyId: `s${n}`,
        customerId: 'hana',
        answers: {},
        nps: n,
        at: plus(n),
      })
      await db().run(insertAll(responses, [answer(9), answer(0)]))
      const sent = (n: number) => ({
        ...{ id: `i${n}`, customerId: 'hana', surveyId: 'first', revisionId: 'x', cause: `e:${n}`, invitedAt: plus(n) },
      })
      await db().run(insertAll(surveys, [sent(5), sent(2)]))
      const signal = (n: number) => ({ id: `g${n}`, customerId: 'hana', name: `g${n}`, at: plus(n) })
      await db().run(insertAll(signals, [signal(2), signal(1)]))

      const [found, ...others] = await readHistoryRows(db(), ['hana', 'nobody'])
      expect(others).toEqual([])
      expect(found).toMatchObject({ id: 'hana', name: '花', emailConsent: true, openComplaint: false, deleted: false })
      expect(found).toMatchObject({
        linked: true,
        friend: { lineUserId: 'new', displayName: 'new', following: true, optedOut: true },
        subscriptions: [{ id: 's', externalId: '9', startedAt: AT, nextDeliveryOn: '2026-07-01', count: 3 }],
        responses: [{ at: plus(0), nps: 0 }, { nps: 9 }],
        invitations: [plus(2), plus(5)],
        signals: [
          { name: 'g1', at: plus(1) },
          { name: 'g2', at: plus(2) },
        ],
      })
      expect(found?.orders).toMatchObject([
        { orderedAt: plus(1), isTrial: false, refundedYen: 0, lines: [] },
        { shippedAt: plus(3), totalYen: 0, isTrial: true, subscriptionCount: 2, lines: [{ qty: 1 }, { qty: 2 }] },
      ])
      expect(found?.orders[1]?.lines).toEqual([
        { name: 'n1', qty: 1, amountYen: 980, lineType: 'goods', productLine: 'lotion' },
        { name: 'n2', qty: 2, sku: 'LT', lineType: 'goods', isSubscription: false },
      ])
      expect(JSON.stringify(found)).not.toContain('null')
    })

    test('of a customer who turned out to be another is that one’s', async () => {
      await db().run(insertAll(customers, [{ id: 'twin', mergedInto: 'hana', createdAt: AT }]))
      expect(await readHistoryRows(db(), ['twin'])).toEqual([])
    })

    test('and cannot be read hides nobody else, whatever is wrong with it', async () => {
      const ids = ['a', 'b', 'c', 'd']
      await saveCustomers(
        db(),
        ids.map((id) => ({ id, createdAt: AT })),
      )
      await db().run(sql`insert into ${signals} (id, customer_id, name, at) values ('g', 'b', x'ff', 0)`)
      await db().run(
        sql`insert into ${responses} (id, survey_id, customer_id, answers, at) values ('r', 's', 'd', '{', 0)`,
      )
      const left: unknown[] = []
      const log = (_event: string, fields: Record<string, unknown> = {}) => {
        left.push(fields.customerId)
      }
      expect([[...(await loadHistories({ db: db(), log }, ids)).keys()], left]).toEqual([
        ['a', 'c'],
        ['b', 'd'],
      ])
    })
  })

  describe('what customers agreed to', () => {
    const consent = (customerId: string, minutes: number, granted: boolean, more = {}) => ({
      ...{ id: `${customerId} ${minutes}`, customerId, channel: 'email', purpose: 'marketing', source: 'shop' },
      ...{ granted, at: plus(minutes), ...more },
    })
    const agreed = async () =>
      Object.fromEntries((await db().select().from(customers)).map((row) => [row.id, row.emailConsent]))

    test('the newest word of each counts, about e-mail and marketing alone; of who was forgotten none', async () => {
      const ids = Array.from({ length: 120 }, (_, n) => `many${n}`)
      await saveCustomers(
        db(),
        ['hana', 'taro', 'gone', ...ids].map((id) => ({
          id,
          createdAt: AT,
          deletedAt: id === 'gone' ? AT : undefined,
        })),
      )
      await db().atomically(
        takeConsents([
          ...[consent('hana', 2, true), consent('hana', 1, false), consent('taro', 1, true, { purpose: 'service' })],
          ...[consent('gone', 1, true), ...ids.map((id) => consent(id, 1, true))],
        ]),
      )
      const { hana, taro, gone, ...many } = await agreed()
      expect([hana, taro, gone, Object.values(many).every(Boolean)]).toEqual([true, false, false, true])
      await db().atomically(takeConsents([consent('hana', 3, false)]))
      expect((await agreed()).hana).toBe(false)
    })

    test('and how they could be reached at an earlier moment is known', async () => {
      await saveCustomers(db(), [{ id: 'hana', createdAt: AT }])
      await db().atomically(takeConsents([consent('hana', 10, true), consent('hana', 20, false)]))
      const blocked = { following: false, changedAt: plus(30), optedOutAt: plus(15) }
      await db().run(insertAll(friends, [{ lineUserId: 'U', customerId: 'hana', createdAt: AT, ...blocked }]))
      await db().run(insertAll(referrals, [{ code: 'c', customerId: 'hana', createdAt: AT }]))
      await db().run(insertAll(referralUses, [{ customerId: 'f', code: 'c', acceptedAt: AT, countedAt: plus(25) }]))
      const then = async (minutes: number) => (await knownThen(db(), ['hana', 'nobody'], plus(minutes))).get('hana')
      expect(await then(12)).toEqual({ following: true, optedOut: false, emailConsent: true, referrals: 0 })
      expect(await then(22)).toEqual({ following: true, optedOut: true, emailConsent: false, referrals: 0 })
      expect(await then(30)).toEqual({ following: false, optedOut: true, emailConsent: false, referrals: 1 })
    })
  })
}
