/** From which days an enrollment counts. */
import { describe, expect, test } from 'vitest'
import { anchorsOf, contractOf } from '../../bot/core/anchors.ts'
import { jstInstant } from '../../bot/core/calendar.ts'
import type { SubscriptionFact } from '../../bot/core/contracts.ts'
import { dueAt, keyOf } from '../../bot/core/due.ts'
import type { OrderFact } from '../../bot/core/occasions.ts'
import { ago, makeOrder, makeShop, NOON, TODAY } from './someone.ts'

const shop = makeShop()
const contract = (more: Partial<SubscriptionFact> = {}): SubscriptionFact => ({
  id: 'row-1',
  externalId: 'sub-1',
  product: 'LS',
  status: 'active',
  startedAt: jstInstant(ago(60), '10:00'),
  ...more,
})
const delivery = (days: number, more: Partial<OrderFact> = {}): OrderFact =>
  makeOrder({
    orderedAt: jstInstant(ago(days), '10:00'),
    deliveredAt: jstInstant(ago(days - 2), '10:00'),
    subscriptionExternalId: 'sub-1',
    ...more,
  })
const hook = { anchor: 'subscription:row-1', anchorAt: jstInstant(ago(60), '10:00'), deliveredOn: ago(57) }
const anchors = (orders: OrderFact[], subscriptions = [contract()]) => anchorsOf(hook, { orders, subscriptions }, shop)
const at = (from: 'delivered' | 'next_delivery', day: number, nth?: number) => ({ at: { from, day, delivery: nth } })

test('an order knows only its arrival', () => {
  const known = { orders: [delivery(60)], subscriptions: [contract({ nextDeliveryOn: TODAY })] }
  expect(anchorsOf({ anchor: 'order:x', anchorAt: NOON, deliveredOn: TODAY }, known, shop)).toEqual({
    startedAt: NOON,
    deliveredOn: TODAY,
  })
})

describe('the parcels of a contract', () => {
  test('in their order, whatever order they are reported in', () => {
    expect(anchors([delivery(30), delivery(60)]).deliveries).toEqual([ago(58), ago(28)])
  })
  test('by the number the cart gives them', () => {
    const found = anchors([delivery(30, { subscriptionCount: 3 }), delivery(60, { subscriptionCount: 1 })]).deliveries
    expect([found?.[0], found?.[1], found?.[2]]).toEqual([ago(58), undefined, ago(28)])
  })
  test('without those of other contracts, and without cancelled ones', () => {
    const orders = [
      delivery(60),
      delivery(40, { subscriptionExternalId: 'sub-2' }),
      delivery(30, { status: 'cancelled' }),
    ]
    expect(anchors(orders).deliveries).toEqual([ago(58)])
  })
  test('by their product, when the cart numbers no contracts', () => {
    const bare = { subscriptionExternalId: undefined, lines: [{ sku: 'LS', qty: 1, lineType: 'goods' as const }] }
    const other = { ...bare, lines: [{ sku: 'CR', qty: 1, lineType: 'goods' as const }] }
    expect(anchors([delivery(60, bare), delivery(50, other), delivery(90, bare)]).deliveries).toEqual([ago(58)])
  })
  test('the next one is expected on its day', () => {
    const soon = contract({ nextDeliveryOn: ago(-3) })
    expect(anchors([delivery(60)], [soon]).deliveries).toEqual([ago(58), ago(-3)])
    expect(anchors([], [{ ...soon, count: 1 }]).deliveries?.[1]).toBe(ago(-3))
    expect(
      anchors([delivery(60), delivery(2, { deliveredAt: jstInstant(ago(-3), '10:00') })], [soon]).deliveries,
    ).toHaveLength(2)
  })
  test.each(['paused', 'cancelled', 'payment_failed', 'completed'] as const)(
    'nothing is expected of one that is %s',
    (status) => {
      expect(anchors([], [contract({ status, nextDeliveryOn: ago(-3) })])).toMatchObject({
        nextDeliveryOn: undefined,
        deliveries: [],
      })
    },
  )
})

test('the n-th delivery, and the estimate only for the first', () => {
  const known = anchors([])
  expect(dueAt(at('delivered', 1), known)).toEqual(jstInstant(ago(56), '10:00'))
  expect(dueAt(at('delivered', 1, 2), known)).toBeUndefined()
  expect(dueAt(at('next_delivery', -7), known)).toBeUndefined()
  expect(dueAt(at('next_delivery', -7), { ...known, nextDeliveryOn: ago(-10) })).toEqual(jstInstant(ago(-3), '10:00'))
})

test('what comes again is written down with its day', () => {
  const notice = { id: 's2', ...at('next_delivery', -7) }
  expect(keyOf(notice, { startedAt: NOON, nextDeliveryOn: TODAY })).toBe(`s2@${TODAY}`)
  expect(keyOf({ id: 's3', ...at('delivered', 5, 2) }, { startedAt: NOON, nextDeliveryOn: TODAY })).toBe('s3')
})

test('a contract is found by its row, a simulated one by its number', () => {
  const bare = contract({ id: undefined })
  expect(contractOf('subscription:row-1', [bare, contract()])?.id).toBe('row-1')
  expect(contractOf('subscription:sub-1', [bare])).toBe(bare)
  expect(contractOf('subscription:sub-1', [contract()])).toBeUndefined()
  expect(contractOf('order:row-1', [contract()])).toBeUndefined()
})
