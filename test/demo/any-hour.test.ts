/** Does the demo shop hold whenever somebody opens it? Its story is told up to that moment, whatever day and hour it is. */

import { afterEach, expect, test } from 'vitest'
import { classifyAll } from '../../bot/flows/classify-all.ts'
import { type DemoShop, demoShopAt } from './shop-at.ts'

let shop: DemoShop | undefined
afterEach(async () => {
  await shop?.close()
  shop = undefined
})

test.each([
  '2026-11-23T00:00:01',
  '2026-11-22T20:30:59', // everybody has answered, the day's orders are still to come
  '2026-11-22T20:31:00',
  '2026-11-22T23:59:50',
  '2026-12-01T09:00:00',
  '2027-01-01T00:10:00',
  '2028-02-29T21:00:00',
])('opened at %s in Japan, what is kept of everybody is what the records say', async (at) => {
  shop = await demoShopAt(new Date(`${at}+09:00`))
  const { customers, changed, labels } = await classifyAll(shop.deps)
  expect(customers).toBeGreaterThan(340)
  expect(changed).toBe(0)
  for (const count of Object.values(labels)) expect(count).toBeGreaterThan(0)
  expect(shop.sql("select 1 from requests where status <> 'sent'")).toEqual([])
})
