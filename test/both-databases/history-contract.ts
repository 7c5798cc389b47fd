/** What the rules read about a customer: the same on better-sqlite3 and on D1. */

import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { loadHistories } from '../../bot/flows/records.ts'
import { type Db, insertAll } from '../../db/client.ts'
import { saveCustomers } from '../../db/customers.ts'
import { readHistoryRows } from '../../db/histories.ts'
import { saveOrders, saveSubscriptions } from '../../db/orders.ts'
import { customers, externalIds, friends, responses, signals, surveys } from '../../db/schema.ts'
import { AT, emptied, plus } from './contract.ts'

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
}
