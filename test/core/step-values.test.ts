/** What stands in a step's placeholders, and what its coupons say. */
import { describe, expect, test } from 'vitest'
import type { JstDate } from '../../bot/core/calendar.ts'
import { Coupon } from '../../bot/core/coupons.ts'
import { Step } from '../../bot/core/scenario.ts'
import { couponCards, couponOf, stepValues } from '../../bot/core/step-values.ts'
import { ago, makeOrder, makeShop, NOON } from './someone.ts'

const shop = makeShop()
const contract = (id: string, product: string, nextDeliveryOn?: JstDate) => ({
  id,
  product,
  status: 'active' as const,
  startedAt: NOON,
  nextDeliveryOn,
})

describe('of two contracts', () => {
  const who = { orders: [], subscriptions: [contract('1', 'LS', ago(-5)), contract('2', 'CR', ago(-9))] }
  test('the one the enrollment hangs on is named', () => {
    expect(stepValues(who, 'subscription:2', shop)).toMatchObject({
      商品名: 'とろみクリーム',
      次回お届け日: '11月30日（月）',
    })
    expect(stepValues(who, 'subscription:1', shop)).toMatchObject({ 次回お届け日: '11月26日（木）' })
  })
  test('any known day is better than none', () => {
    const unknown = { orders: [], subscriptions: [contract('1', 'LS'), contract('2', 'CR', ago(-9))] }
    expect(stepValues(unknown, 'subscription:1', shop)).toMatchObject({
      商品名: 'うるおい化粧水 定期',
      次回お届け日: '11月30日（月）',
    })
  })
})

test('only the goods of the own order are named', () => {
  const gift = { sku: 'WA', qty: 1, lineType: 'gift' as const }
  const lf = { sku: 'LF', qty: 1, lineType: 'goods' as const }
  const of = (...lines: (typeof lf | typeof gift)[]) =>
    stepValues({ orders: [makeOrder({ lines })], subscriptions: [] }, 'order:2026-11-21', shop).商品名
  expect(of(lf, gift)).toBe('うるおい化粧水')
  expect(of(lf, { ...lf, sku: 'CR' })).toBe('うるおい化粧水 ほか')
  expect(of(gift)).toBeUndefined()
})

describe('coupons', () => {
  const coupons = [
    Coupon.parse({
      id: 'A',
      name: '500円引き',
      benefit: 'amount_off',
      value: 500,
      product: 'lotion_full',
      valid_days: 10,
      once_per_customer: true,
    }),
    Coupon.parse({ id: 'B', name: '1割引き', benefit: 'percent_off', value: 10, min_amount: 2000, valid_days: 1 }),
  ]
  const step = Step.parse({
    id: 'm',
    at: { from: 'order', day: 0 },
    purpose: 'opportunity',
    offer: { kind: 'repeat', coupon: 'A' },
    messages: [{ kind: 'coupon' }, { kind: 'coupon', coupon: 'B' }],
  })
  test('the one of the offer speaks through the placeholders', () => {
    const promised = couponOf(step, coupons, NOON)
    expect(stepValues({ orders: [], subscriptions: [] }, '', shop, promised)).toMatchObject({
      クーポン名: '500円引き',
      クーポン期限: '12月1日（火）',
    })
    expect(couponOf({ offer: 'none' }, coupons, NOON)).toBeUndefined()
  })
  test('each has a card with its last day and its conditions', () => {
    const card = couponCards(step, coupons, shop, NOON)
    expect(card('A')).toEqual({
      name: '500円引き',
      lines: ['有効期限：12月1日（火）', '「うるおい化粧水」にお使いいただけます', 'お一人さま1回限り'],
    })
    expect(card('B')).toEqual({
      name: '1割引き',
      lines: ['有効期限：11月22日（日）', '2,000円以上のご注文でお使いいただけます'],
    })
    expect(card('C')).toBeUndefined()
  })
})

test('a line without a name is never shown to the customer', () => {
  const order = makeOrder({ orderedAt: NOON, lines: [{ name: '不明', qty: 1, lineType: 'goods' }] })
  const values = stepValues({ orders: [order], subscriptions: [] }, `order:${ago(0)}`, shop)
  expect(values.商品名).toBeUndefined()
})
