/** Every decision of shop.yaml that the facts depend on is read, and its standard is what DOMAIN §1.1–1.4 says. */
import { describe, expect, test } from 'vitest'
import { jstInstant } from '../../bot/core/calendar.ts'
import type { Records } from '../../bot/core/gather-facts.ts'
import { classify, nextLabelChangeOn } from '../../bot/core/label.ts'
import { occasions } from '../../bot/core/occasions.ts'
import { stageOf } from '../../bot/core/stage.ts'
import { occasionAt, startByContract, startByOrder } from '../../bot/core/start.ts'
import { isNegative } from '../../bot/core/survey.ts'
import { ago, factsFrom, makeFacts, makeOrder, makeShop, NOON } from './someone.ts'

const at = (days: number) => jstInstant(ago(days), '10:00')
const facts = (settings: object, records: Partial<Records>) => factsFrom({ shop: makeShop(settings), ...records })

test('registration_channels: only the channels the shop counts make somebody registered', () => {
  const onLine = { friend: { following: true, optedOut: false }, emailConsent: false }
  const byMail = { friend: undefined, emailConsent: true }
  const registered = (channels: string[] | undefined) =>
    [onLine, byMail].map((who) => facts(channels ? { registration_channels: channels } : {}, who).registered)
  expect(registered(undefined)).toEqual([true, true])
  expect(registered(['line'])).toEqual([true, false])
  expect(registered(['email'])).toEqual([false, true])
})

describe('purchase_date_field', () => {
  const order = makeOrder({ orderedAt: at(70), paidAt: at(61), shippedAt: at(59) })
  const boughtOn = (field: string, orders = [order]) => facts({ purchase_date_field: field }, { orders }).lastPurchaseOn

  test('dates a purchase by the order, the payment or the shipping', () => {
    expect(['ordered_at', 'paid_at', 'shipped_at'].map((field) => boughtOn(field))).toEqual([ago(70), ago(61), ago(59)])
    expect(facts({}, { orders: [order] }).lastPurchaseOn).toBe(ago(70))
  })

  test('goes by the order as long as the date is not known; a renewal is dated by what confirmed it in any case', () => {
    expect(boughtOn('paid_at', [makeOrder({ orderedAt: at(70) })])).toBe(ago(70))
    const renewal = makeOrder({ isRenewal: true, orderedAt: at(70), paidAt: at(65), shippedAt: at(64) })
    expect(boughtOn('shipped_at', [renewal])).toBe(ago(65))
  })

  test('a scenario begins on that day, and one that began before the payment goes on after it', () => {
    const shop = makeShop({ purchase_date_field: 'paid_at' })
    expect(startByOrder(order.orderedAt, [order], shop, NOON)).toMatchObject({ anchor: `order:${ago(61)}`, at: at(61) })
    expect(startByOrder(order.orderedAt, [order], makeShop(), NOON)).toMatchObject({ anchor: `order:${ago(70)}` })
    const begunAt = (settings: object) =>
      occasionAt(`order:${ago(70)}`, occasions([order], makeShop(settings)), makeShop(settings))?.on
    expect([begunAt({ purchase_date_field: 'paid_at' }), begunAt({})]).toEqual([ago(61), ago(70)])
  })
})

test('delivery_estimate: so many days after shipping or ordering, for orders and for contracts', () => {
  const arrives = (settings: object, given: object) =>
    facts(settings, { orders: [makeOrder({ orderedAt: at(20), ...given })] }).lastDeliveredOn
  const slow = { delivery_estimate: { after_shipping_days: 4, after_order_days: 9 } }
  expect([arrives({}, {}), arrives({}, { shippedAt: at(18) })]).toEqual([ago(17), ago(17)])
  expect([arrives(slow, {}), arrives(slow, { shippedAt: at(18) })]).toEqual([ago(11), ago(14)])
  const contract = { startedAt: at(20), product: 'LS' }
  expect(startByContract('s', contract, makeShop()).deliveredOn).toBe(ago(17))
  expect(startByContract('s', contract, makeShop(slow)).deliveredOn).toBe(ago(11))
})

describe('positives', () => {
  const responses = [130, 100, 20].map((days) => ({ at: at(days), satisfaction: 5, nps: 10 }))
  const signals = [80, 45].map((days) => ({ name: 'success_felt', at: at(days) }))
  const counted = (positives: object, more: Partial<Records> = {}) =>
    facts({ positives }, { responses, signals, ...more })

  test('window_days: only the newest count, and it is known when each is too old', () => {
    expect(counted({}).positives).toBe(3)
    expect(counted({})).not.toHaveProperty('positivesFadeOn')
    expect(counted({ window_days: 100 })).toMatchObject({ positives: 1, positivesFadeOn: [ago(-80)] })
    expect(counted({ window_days: 101 })).toMatchObject({ positives: 2, positivesFadeOn: [ago(-1), ago(-81)] })
  })

  test('window_days: a label that rests on an old answer changes on the day it is too old', () => {
    const shop = makeShop({ positives: { window_days: 101 } })
    const orders = [makeOrder({ orderedAt: at(5) })]
    const subscriptions = [{ product: 'LS', status: 'active' as const, startedAt: at(5) }]
    const found = factsFrom({ shop, orders, subscriptions, responses })
    expect([classify(found, NOON, shop), nextLabelChangeOn(found, NOON, shop)]).toEqual(['supporter', ago(-1)])
    expect(classify(found, jstInstant(ago(-1)), shop)).toBe('subscriber_new')
  })

  test('sources: buttons, reviews and posts count where the shop says so, one in a round with the answers', () => {
    expect(counted({ sources: ['button'] }).positives).toBe(2)
    expect(counted({ sources: ['survey', 'button'] }).positives).toBe(3)
    const told = {
      signals: [
        { name: 'review', at: at(50) },
        { name: 'ugc', at: at(10) },
      ],
      responses: [],
    }
    expect(counted({}, told).positives).toBe(0)
    expect(counted({ sources: ['review'] }, told).positives).toBe(1)
    expect(counted({ sources: ['review', 'ugc'] }, told).positives).toBe(2)
  })

  test('sources: what a product calls its success counts as a button', () => {
    const product = { sku: 'X', name: 'x', success_point: { signal: 'slept_well' } }
    const slept = { orders: [], signals: [{ name: 'slept_well', at: at(3) }] }
    const positives = (settings: object) => facts(settings, slept).positives
    expect(positives({ products: [product], positives: { sources: ['button'] } })).toBe(1)
    expect(positives({ positives: { sources: ['button'] } })).toBe(0)
  })
})

test('negative: the marks below which somebody is dissatisfied', () => {
  const verdicts = (settings: object) =>
    [{ satisfaction: 2 }, { satisfaction: 3 }, { nps: 4 }, { nps: 5 }].map((answer) =>
      isNegative(answer, makeShop(settings)),
    )
  expect(verdicts({})).toEqual([true, false, true, false])
  expect(verdicts({ negative: { satisfaction_max: 3, nps_max: 5 } })).toEqual([true, true, true, true])
  expect(verdicts({ negative: { satisfaction_max: 1, nps_max: 3 } })).toEqual([false, false, false, false])
  const responses = [{ at: at(9), satisfaction: 3 }]
  expect(facts({}, { responses }).lastNegativeOn).toBeUndefined()
  expect(facts({ negative: { satisfaction_max: 3 } }, { responses }).lastNegativeOn).toBe(ago(9))
})

test('subscriptions.payment_grace_days: how long a contract stands without its payment, given or inferred', () => {
  const ends = (settings: object, records: Partial<Records>) => facts(settings, records).subscriptionEndsOn
  const failed = {
    subscriptions: [{ product: 'LS', status: 'payment_failed' as const, startedAt: at(90), paymentFailedAt: at(3) }],
  }
  const inferred = { orders: [makeOrder({ orderedAt: at(3), lines: [{ sku: 'LS', qty: 1, lineType: 'goods' }] })] }
  const patient = { subscriptions: { payment_grace_days: 20 } }
  expect([ends({}, failed), ends(patient, failed)]).toEqual([ago(-12), ago(-18)])
  expect([ends({}, inferred), ends(patient, inferred)]).toEqual([ago(-57), ago(-63)])
})

test('stage.intent_min and stage.steady_purchases: the marks of stages 6 and 4', () => {
  const deep = makeFacts({ purchases: 3, subscription: true, productLines: 2, intent: 3 })
  expect([stageOf(deep, makeShop()), stageOf(deep, makeShop({ stage: { intent_min: 3 } }))]).toEqual([5, 6])
  const often = makeFacts({ purchases: 3, mostPurchasesIn180Days: 3, productLines: 1 })
  const without = (stage: object) => stageOf(often, makeShop({ subscription_shop: false, stage }))
  expect([without({}), without({ steady_purchases: 4 }), without({ steady_purchases: 2 })]).toEqual([4, 3, 4])
})
