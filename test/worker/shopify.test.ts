/** Shopify speaks to a Worker: the raw bytes are verified with the runtime's own cryptography, and stored in D1. */

import { createExecutionContext, env, waitOnExecutionContext } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { createWorker } from '../../bot/worker.ts'
import { shopHooks } from '../../db/schema.ts'
import { SHOPIFY_SECRET, shopifyCall, shopifyOrder, shopifyRefund } from '../support/shopify.ts'
import { openWorkerWorld } from '../support/worker-world.ts'

test('an order and its refund come in once; what nobody signed does not', async () => {
  const { deps } = (await openWorkerWorld('2026-04-03T10:00:00+09:00')).stage
  const worker = createWorker(deps.now)
  const send = async (call: RequestInit) => {
    const ctx = createExecutionContext()
    const settings = { ...env, SHOPIFY_WEBHOOK_SECRET: SHOPIFY_SECRET }
    const response = await worker.fetch(new Request('http://bot.test/hooks/shopify', call), settings, ctx)
    await waitOnExecutionContext(ctx)
    return [response.status, ((await response.json()) as { outcome?: string }).outcome]
  }
  const created = await shopifyCall('orders/create', shopifyOrder())
  expect(await send({ ...created, body: `${created.body} ` })).toEqual([401, undefined])
  expect(await send(await shopifyCall('refunds/create', shopifyRefund()))).toEqual([200, 'waiting'])
  expect([await send(created), await send(created)]).toEqual([
    [200, 'inserted'],
    [200, 'repeated'],
  ])
  const order = await deps.db.query.orders.findFirst({ where: (orders, { eq }) => eq(orders.source, 'shopify') })
  expect(order).toMatchObject({ externalId: '5120000000001', number: '#1001', refundedYen: 500 })
  expect(await deps.db.select().from(shopHooks)).toHaveLength(3)
})
