/** What counts as having bought something (DOMAIN §1.1). */
import { describe, expect, test } from 'vitest'
import { jstInstant } from '../../bot/core/calendar.ts'
import { deliveredOn, densest, occasions } from '../../bot/core/occasions.ts'
import { ago, makeOrder, makeShop } from './someone.ts'

const shop = makeShop()
const count = (...orders: Parameters<typeof makeOrder>[0][]) => occasions(orders.map(makeOrder), shop).length
const on = (days: number, time = '12:00') => jstInstant(ago(days), time)

describe('an order does not count when', () => {
  test.each([
    ['it is cancelled', { status: 'cancelled' }],
    ['it is refunded', { status: 'refunded' }],
    ['it is returned', { status: 'returned' }],
    ['it cost nothing: a resend or a gift', { totalYen: 0, subtotalYen: 3300 }],
    ['it was refunded to the last yen', { status: 'partially_refunded', totalYen: 3300, refundedYen: 3300 }],
    ['it is a renewal that is not confirmed', { isRenewal: true, status: 'pending' }],
  ] as const)('%s', (_why, given) => {
    expect(count(given)).toBe(0)
  })
})

describe('an order counts when', () => {
  test.each([
    ['it waits for its payment', { status: 'pending' }],
    ['it is a paid trial', { isTrial: true, totalYen: 980 }],
    ['a part was refunded', { status: 'partially_refunded', refundedYen: 1000 }],
    ['points paid for all of it', { totalYen: 0, pointsUsedYen: 3300 }],
    ['its total is unknown', { totalYen: undefined }],
    ['it is a renewal, still pending but paid', { isRenewal: true, status: 'pending', paidAt: on(1) }],
  ] as const)('%s', (_why, given) => {
    expect(count(given)).toBe(1)
  })
})

test('several orders on one day in Tokyo are one occasion', () => {
  expect(count({ orderedAt: on(3, '00:10') }, { orderedAt: on(3, '23:50') })).toBe(1)
  expect(count({ orderedAt: on(3, '23:50') }, { orderedAt: on(2, '00:10') })).toBe(2)
})

test('a shop may count orders of one day one by one', () => {
  expect(occasions([makeOrder(), makeOrder()], makeShop({ merge_same_day: false }))).toHaveLength(2)
})

test('cancelling one of two orders of a day leaves the other', () => {
  expect(count({}, { status: 'cancelled' })).toBe(1)
})

test('a renewal happens on the day it is confirmed, not when the cart writes it down', () => {
  const [occasion] = occasions(
    [makeOrder({ isRenewal: true, orderedAt: on(20), shippedAt: on(5), paidAt: on(6) })],
    shop,
  )
  expect(occasion).toMatchObject({ on: ago(6), isRenewal: true })
})

test('occasions are in order of their day, and one with a manual order is manual', () => {
  const found = occasions(
    [
      makeOrder({ orderedAt: on(1) }),
      makeOrder({ orderedAt: on(9), isRenewal: true }),
      makeOrder({ orderedAt: on(9) }),
    ],
    shop,
  )
  expect(found.map((occasion) => [occasion.on, occasion.isRenewal, occasion.totalYen])).toEqual([
    [ago(9), false, 6600],
    [ago(1), false, 3300],
  ])
})

test('arrival is the delivery, else shipping + 1, else order + 3 days', () => {
  const orderedAt = on(10)
  expect(deliveredOn(makeOrder({ orderedAt }), shop)).toBe(ago(7))
  expect(deliveredOn(makeOrder({ orderedAt, shippedAt: on(9) }), shop)).toBe(ago(8))
  expect(deliveredOn(makeOrder({ orderedAt, shippedAt: on(9), deliveredAt: on(4) }), shop)).toBe(ago(4))
})

test('a split order has arrived when its last parcel has', () => {
  const [occasion] = occasions([makeOrder({ deliveredAt: on(-2) }), makeOrder({ deliveredAt: on(-5) })], shop)
  expect(occasion?.deliveredOn).toBe(ago(-5))
})

test('the densest span counts both of its ends', () => {
  expect(densest([ago(400), ago(220), ago(100), ago(40)], 180)).toBe(3)
  expect(densest([ago(181), ago(0)], 180)).toBe(1)
  expect(densest([], 180)).toBe(0)
})
