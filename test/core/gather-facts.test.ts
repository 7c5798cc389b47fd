/** Records become facts as of a moment: what comes later has not happened yet (DOMAIN §1.1). */
import { describe, expect, test } from 'vitest'
import { addDays, jstInstant } from '../../bot/core/calendar.ts'
import type { SubscriptionFact } from '../../bot/core/contracts.ts'
import { happensNextOn, ordersAhead } from '../../bot/core/gather-facts.ts'
import type { OrderFact } from '../../bot/core/occasions.ts'
import { ago, factsFrom, makeOrder, makeShop, NOON } from './someone.ts'

const at = (days: number) => jstInstant(ago(days), '10:00')
const bought = (days: number, sku = 'LF', given = {}) =>
  makeOrder({ orderedAt: at(days), lines: [{ sku, qty: 1, lineType: 'goods' }], ...given })
const contract = (given: Partial<SubscriptionFact> = {}): SubscriptionFact => ({
  externalId: 's1',
  product: 'LS',
  status: 'active',
  startedAt: at(40),
  ...given,
})

describe('registered means a channel that reaches and is agreed to', () => {
  test.each([
    ['a friend', { friend: { following: true, optedOut: false } }, true],
    ['nobody on LINE', { friend: undefined }, false],
    ['a friend who blocked us', { friend: { following: false, optedOut: false } }, false],
    ['a friend who said stop', { friend: { following: true, optedOut: true } }, false],
    ['blocked, but e-mail agreed', { friend: { following: false, optedOut: false }, emailConsent: true }, true],
  ])('%s → %s', (_who, given, registered) => {
    expect(factsFrom(given).registered).toBe(registered)
  })
})

test('purchases, first and newest day, arrivals and lines come from counted orders', () => {
  const facts = factsFrom({
    orders: [bought(50, 'LT'), bought(20, 'CR'), bought(3, 'LF', { status: 'cancelled' }), bought(2, 'CARD')],
  })
  expect(facts).toMatchObject({
    purchases: 3,
    firstPurchaseOn: ago(50),
    lastPurchaseOn: ago(2),
    firstDeliveredOn: ago(47),
    lastDeliveredOn: ago(-1),
    productLines: 2,
    mostPurchasesIn180Days: 3,
  })
})

describe('what is written down ahead', () => {
  const tonight = bought(0, 'LF', { orderedAt: jstInstant(ago(0), '23:59') })
  const tomorrow = bought(0, 'LF', { orderedAt: jstInstant(ago(-1), '00:00') })

  test('an order of later today is bought today: the cart’s clock may be ahead; one of tomorrow is not yet', () => {
    expect(factsFrom({ orders: [tonight] })).toMatchObject({ purchases: 1, lastPurchaseOn: ago(0) })
    expect(factsFrom({ orders: [tomorrow] }).purchases).toBe(0)
    expect(ordersAhead([tonight, tomorrow, { ...tomorrow, status: 'cancelled' }], NOON, makeShop())).toEqual([tomorrow])
  })

  test('the next day on which something happens is that of an order that counts, or of a contract', () => {
    const next = (records: { orders?: OrderFact[]; subscriptions?: SubscriptionFact[] }) =>
      happensNextOn({ orders: [], subscriptions: [], ...records }, NOON, makeShop())
    const contracts = [contract({ startedAt: at(-4) }), contract({ startedAt: at(-9) })]
    expect(next({ orders: [bought(-5), bought(-3)] })).toBe(ago(-3))
    expect(next({ orders: [bought(-5), bought(-3, 'LF', { status: 'cancelled' })], subscriptions: contracts })).toBe(
      ago(-4),
    )
    expect(next({ orders: [tonight, bought(3)], subscriptions: [contract()] })).toBeUndefined()
  })
})

test('what happens after the moment is not known at the moment', () => {
  const records = {
    orders: [bought(50), bought(10)],
    responses: [{ at: at(9), satisfaction: 5, nps: 10, intent: 5 }],
    invitations: [at(9)],
    signals: [
      { name: 'used', at: at(9) },
      { name: 'negative_answer', at: at(8) },
    ],
    subscriptions: [contract({ startedAt: at(10) })],
  }
  expect(factsFrom({ ...records, now: at(11) })).toMatchObject({
    purchases: 1,
    positives: 0,
    lastSurveyOn: undefined,
    lastNegativeOn: undefined,
    usageSignal: false,
    subscription: false,
    intent: undefined,
  })
  expect(factsFrom(records)).toMatchObject({
    purchases: 2,
    positives: 1,
    lastSurveyOn: ago(9),
    lastNegativeOn: ago(8),
    usageSignal: true,
    subscription: true,
    intent: 5,
  })
})

test('a renewal is no manual order', () => {
  const facts = factsFrom({ orders: [bought(40, 'LS'), bought(10, 'LS', { isRenewal: true, paidAt: at(10) })] })
  expect(facts).toMatchObject({ purchases: 2, lastPurchaseOn: ago(10), lastManualOn: ago(40) })
})

test('a shop without a product list does not look like selling across lines', () => {
  const orders = [bought(50, 'A'), bought(20, 'B')]
  expect(factsFrom({ orders, shop: makeShop({ products: [] }) }).productLines).toBe(1)
  expect(
    factsFrom({
      orders: [makeOrder({ lines: ['x', 'y'].map((line) => ({ qty: 1, lineType: 'goods', productLine: line })) })],
    }).productLines,
  ).toBe(2)
})

test('another code of the cart is the same product', () => {
  expect(factsFrom({ orders: [bought(50, '4900000000017'), bought(20, 'CR')] }).productLines).toBe(2)
  expect(factsFrom({ orders: [bought(50, '4900000000017'), bought(20, 'LF')] }).productLines).toBe(1)
})

test('gifts, inserts and lines of no piece are not a product line', () => {
  const lines = [
    { sku: 'CR', qty: 1, lineType: 'gift' as const },
    { sku: 'WA', qty: 0, lineType: 'goods' as const },
    { sku: 'CARD', qty: 1, lineType: 'goods' as const },
    { sku: '4900000000017', qty: 1, lineType: 'goods' as const },
  ]
  expect(factsFrom({ orders: [makeOrder({ lines })] }).productLines).toBe(1)
})

test('a usage signal is a tap, or a satisfaction of 3 or more', () => {
  expect(factsFrom({ responses: [{ at: at(1), satisfaction: 3 }] }).usageSignal).toBe(true)
  expect(factsFrom({ responses: [{ at: at(1), satisfaction: 2 }] }).usageSignal).toBe(false)
  expect(factsFrom({ signals: [{ name: 'seen', at: at(1) }] }).usageSignal).toBe(false)
})

test('the newest NPS counts even when a later answer has none', () => {
  const responses = [
    { at: at(1), satisfaction: 4 },
    { at: at(30), nps: 9 },
    { at: at(60), nps: 3 },
  ]
  expect(factsFrom({ responses })).toMatchObject({ lastNps: 9, lastSurveyOn: ago(1), lastNegativeOn: ago(60) })
})

describe('a contract', () => {
  const facts = (given: Partial<SubscriptionFact>) => factsFrom({ subscriptions: [contract(given)] })

  test('stands while active or paused', () => {
    expect(facts({})).toMatchObject({ subscription: true, subscribedOn: ago(40), cycleDays: 30 })
    expect(facts({ status: 'paused' }).subscription).toBe(true)
  })

  test('stands for 14 days after a payment failed, and it is known when it will fall', () => {
    expect(facts({ status: 'payment_failed', paymentFailedAt: at(14) })).toMatchObject({
      subscription: true,
      subscriptionEndsOn: ago(-1),
    })
    expect(facts({ status: 'payment_failed', paymentFailedAt: at(15) })).toMatchObject({
      subscription: false,
      subscriptionCancelledOn: ago(0),
    })
  })

  test('ends when it is cancelled, or with a last delivery that is still due', () => {
    expect(facts({ status: 'cancelled', cancelledAt: at(5) })).toMatchObject({
      subscription: false,
      subscriptionCancelledOn: ago(5),
      subscribedProducts: [],
    })
    expect(facts({ status: 'cancelled', cancelledAt: at(5), nextDeliveryOn: ago(-3) })).toMatchObject({
      subscription: true,
      subscriptionEndsOn: ago(-3),
    })
  })

  test('stood on the days before it was cancelled', () => {
    const subscriptions = [contract({ status: 'cancelled', cancelledAt: at(5) })]
    expect(factsFrom({ subscriptions, now: at(6) }).subscription).toBe(true)
  })

  test('counts the deliveries the cart reports or the orders that name it, whichever is more', () => {
    const orders = [bought(40, 'LS'), bought(10, 'LS')].map((order) => ({ ...order, subscriptionExternalId: 's1' }))
    expect(factsFrom({ orders, subscriptions: [contract({ count: 1 })] }).subscriptionDeliveries).toBe(2)
    expect(factsFrom({ orders, subscriptions: [contract({ count: 8 })] }).subscriptionDeliveries).toBe(8)
  })

  test('with no end in sight keeps the customer subscribed whatever ends beside it', () => {
    const subscriptions = [contract({ status: 'payment_failed', paymentFailedAt: at(1) }), contract({ product: 'CR' })]
    expect(factsFrom({ subscriptions })).toMatchObject({ subscription: true, subscriptionEndsOn: undefined })
  })
})

describe('a shop that sends no contracts', () => {
  test('has them inferred from subscription orders: 1.5 cycles and 14 days of patience', () => {
    const orders = [bought(60, 'LS'), bought(30, 'LS')]
    expect(factsFrom({ orders })).toMatchObject({
      subscription: true,
      subscribedOn: ago(60),
      subscriptionDeliveries: 2,
      subscriptionEndsOn: addDays(ago(30), 60),
    })
    const lastDay = jstInstant(addDays(ago(30), 59), '23:59')
    expect(factsFrom({ orders, now: lastDay }).subscription).toBe(true)
    expect(factsFrom({ orders, now: jstInstant(addDays(ago(30), 60)) })).toMatchObject({
      subscription: false,
      subscriptionCancelledOn: addDays(ago(30), 60),
    })
  })

  test('a new order after the end begins a new contract', () => {
    expect(factsFrom({ orders: [bought(200, 'LS'), bought(5, 'LS')] })).toMatchObject({
      subscribedOn: ago(5),
      subscriptionDeliveries: 1,
    })
  })

  test('nothing is inferred for a customer whose contract is on record', () => {
    const subscriptions = [contract({ status: 'cancelled', cancelledAt: NOON })]
    expect(factsFrom({ orders: [bought(5, 'LS')], subscriptions }).subscription).toBe(false)
  })
})

test('who was asked was asked, answered or not; what was answered is another matter', () => {
  const records = { responses: [{ at: at(40), nps: 9 }], invitations: [at(41), at(5)] }
  expect(factsFrom(records)).toMatchObject({ lastSurveyOn: ago(5), lastAnsweredOn: ago(40) })
  expect(factsFrom({ ...records, now: at(6) })).toMatchObject({ lastSurveyOn: ago(40), lastAnsweredOn: ago(40) })
  expect(factsFrom({ ...records, responses: [] })).toMatchObject({ lastAnsweredOn: undefined })
})
