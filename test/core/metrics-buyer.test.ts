/** What one buyer brought, and when. */
import { describe, expect, test } from 'vitest'
import { type JstDate, jstInstant } from '../../bot/core/calendar.ts'
import { amountOf, buyerOf } from '../../bot/core/metrics-buyer.ts'
import { makeShop, sold } from './someone.ts'

describe('the amount of an order', () => {
  const standard = makeShop().ltv

  test('is what was paid less shipping, fees and refunds', () => {
    const order = sold({ totalYen: 4180, shippingYen: 550, feeYen: 330, refundedYen: 300, discountYen: 100 })
    expect(amountOf(order, standard)).toBe(3000)
    expect(amountOf(order, makeShop({ ltv: { include_shipping: true } }).ltv)).toBe(3550)
  })

  test('is put together from the goods when no total is known', () => {
    const order = { totalYen: undefined, discountYen: 300, pointsUsedYen: 200 }
    expect(amountOf(sold({ ...order, subtotalYen: 4000 }), standard)).toBe(3500)
    expect(amountOf(sold(order), standard)).toBe(2800)
  })

  test('is never below nothing', () => {
    expect(amountOf(sold({ totalYen: 1000, refundedYen: 900, shippingYen: 500 }), standard)).toBe(0)
  })

  test('is without tax where the shop wishes so: by the order’s own tax, else at the usual rate', () => {
    const without = makeShop({ ltv: { tax: 'excluded' } }).ltv
    expect(amountOf(sold({ totalYen: 3240, taxYen: 240 }), without)).toBe(3000)
    expect(amountOf(sold({ totalYen: 3300 }), without)).toBe(3000)
  })
})

test('what lies after the day looked from has not happened', () => {
  const orders = [sold({ orderedAt: jstInstant('2026-10-31' as JstDate, '23:59') })]
  expect(buyerOf(orders, [], makeShop(), '2026-10-31' as JstDate)?.purchases).toHaveLength(1)
  expect(buyerOf(orders, [], makeShop(), '2026-10-30' as JstDate)).toBeUndefined()
})
