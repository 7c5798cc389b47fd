/** What a product is to the shop decides where it counts (DOMAIN §2.4 product). */
import { expect, test } from 'vitest'
import { ordersShown } from '../../bot/core/my-page.ts'
import { fill } from '../../bot/core/placeholders.ts'
import { isGoods, rolesOf } from '../../bot/core/product.ts'
import { stepValues } from '../../bot/core/step-values.ts'
import { ago, factsFrom, makeOrder, makeShop, NOON } from './someone.ts'

const shop = makeShop()
const line = (sku: string, more: object = {}) => ({ sku, qty: 1, lineType: 'goods' as const, ...more })

test('the roles of a product', () => {
  expect(shop.products.map((product) => rolesOf(product).join())).toEqual([
    'trial',
    '',
    'subscription',
    '',
    '',
    '',
    'insert',
  ])
})

test('what lies in every parcel is no goods, however the cart lists it; what nobody listed is', () => {
  expect(['LF', 'CARD', 'はじめてカード', 'UNHEARD'].map((sku) => isGoods(line(sku), shop))).toEqual([
    true,
    false,
    false,
    true,
  ])
  expect(isGoods({ sku: 'LF', lineType: 'gift' }, shop)).toBe(false)
})

test('a card comes before the customer’s eyes nowhere: not in a message, not on their page, not as a line, not as a contract', () => {
  // A cart that knows contracts marks every line of the parcel.
  const order = makeOrder({ lines: [line('CARD', { isSubscription: true }), line('LS', { isSubscription: true })] })
  expect(stepValues({ orders: [order], subscriptions: [] }, `order:${ago(0)}`, shop).商品名).toBe('うるおい化粧水 定期')
  expect(ordersShown([order], shop, NOON)).toMatchObject([{ products: ['うるおい化粧水 定期'] }])
  expect(factsFrom({ orders: [order] })).toMatchObject({ productLines: 1, subscribedProducts: ['LS'] })
})

test('how long a product lasts tells when it will be used up: the first of the own order, from the day it arrives', () => {
  const lasting = makeShop({
    products: [
      { sku: 'LT', name: 'お試し', trial: true, lasts_days: 10 },
      { sku: 'LF', name: '本品', lasts_days: 45 },
      { sku: 'CARD', name: 'カード', insert: true, lasts_days: 1 },
      { sku: 'CR', name: 'クリーム' },
    ],
  })
  const of = (...lines: ReturnType<typeof line>[]) =>
    stepValues({ orders: [makeOrder({ lines })], subscriptions: [] }, `order:${ago(0)}`, lasting).使いきるころ
  // Ordered on 21 November, there on the 24th.
  expect([of(line('LT')), of(line('LT', { qty: 2 })), of(line('LF'), line('LT', { qty: 2 }), line('CARD'))]).toEqual([
    '12月4日（金）ごろ',
    '12月14日（月）ごろ',
    '12月14日（月）ごろ',
  ])
  expect([of(line('CR')), fill('{{使いきるころ}}に', {})]).toEqual([undefined, '使いきられるころに'])
})
