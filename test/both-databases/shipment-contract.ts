/** Days of shipping and arrival beside an order, and contracts as they stand, on both databases. */

import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { findOrdersByNumber, saveArrivals } from '../../db/arrivals.ts'
import type { Db } from '../../db/client.ts'
import { findContracts, type NewOrder, saveOrders, saveSubscriptions } from '../../db/orders.ts'
import { orders, staleFacts } from '../../db/schema.ts'
import { markStale } from '../../db/stale-facts.ts'
import { AT, emptied, plus } from './start.ts'

const order = (source: string, externalId: string, more: Partial<NewOrder> = {}): NewOrder => ({
  id: `${source}:${externalId}`,
  source,
  externalId,
  customerId: 'hana',
  orderedAt: AT,
  status: 'confirmed',
  totalYen: 980,
  fingerprint: `${source}${externalId}`,
  ...more,
})

export function shipmentContract(open: () => Promise<Db>): void {
  const { db } = emptied(open)
  const all = () => db().select().from(orders).orderBy(orders.id)

  describe('orders by a number', () => {
    test('of any system, or the one that customers know; each once', async () => {
      await saveOrders(db(), [order('a', '1'), order('b', '1'), order('c', '9', { number: '#1' }), order('d', '2')], [])
      const found = await findOrdersByNumber(db(), ['1', '9', 'nobody'], ['1', '#1'])
      expect(found.map(({ id }) => id).sort()).toEqual(['a:1', 'b:1', 'c:9'])
      expect(await findOrdersByNumber(db(), [], [])).toEqual([])
    })
  })

  describe('their days', () => {
    test('are written and nothing else, with what stands beside them or not at all', async () => {
      await saveOrders(db(), [order('a', '1'), order('a', '2')], [])
      const [first] = await all()
      const arrival = { id: 'a:1', status: 'shipped', shippedAt: plus(5), deliveredAt: null }
      await saveArrivals(db(), [arrival], [markStale([{ customerId: 'hana', cause: 'data_fix' }], AT)])
      expect(await all()).toEqual([
        { ...first, status: 'shipped', shippedAt: plus(5) },
        expect.objectContaining({ shippedAt: null }),
      ])
      expect(await db().select().from(staleFacts)).toHaveLength(1)
      await expect(
        saveArrivals(db(), [{ ...arrival, deliveredAt: plus(9) }], [sql`insert into nowhere values (1)`]),
      ).rejects.toThrow()
      expect((await all())[0]?.deliveredAt).toBeNull()
    })
    test('outlive a later report that does not know them, and give way to one that does', async () => {
      await saveOrders(db(), [order('a', '1')], [])
      await saveArrivals(db(), [{ id: 'a:1', status: 'delivered', shippedAt: plus(5), deliveredAt: plus(9) }], [])
      await saveOrders(
        db(),
        [order('a', '1', { status: 'returned', shippedAt: null, deliveredAt: null, fingerprint: 'x' })],
        [],
      )
      expect(await all()).toMatchObject([{ status: 'returned', shippedAt: plus(5), deliveredAt: plus(9) }])
      await saveOrders(db(), [order('a', '1', { shippedAt: plus(6), deliveredAt: null, fingerprint: 'y' })], [])
      expect(await all()).toMatchObject([{ shippedAt: plus(6), deliveredAt: plus(9) }])
    })
  })

  test('contracts are found by system and number', async () => {
    const contract = (source: string) => ({
      id: `${source}:c1`,
      source,
      externalId: 'c1',
      customerId: 'hana',
      product: 'LS',
      status: 'active',
      startedAt: AT,
      inferred: source === 'a',
      fingerprint: source,
    })
    await saveSubscriptions(db(), [contract('a'), contract('b')])
    const found = await findContracts(db(), [
      { source: 'a', externalId: 'c1' },
      { source: 'c', externalId: 'c1' },
    ])
    expect([...found.values()]).toMatchObject([{ source: 'a', inferred: true, startedAt: AT, count: 0 }])
  })
}
