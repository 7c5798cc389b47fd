/** What a product is to the shop decides where it counts (DOMAIN §2.4 product). */
import { expect, test } from 'vitest'
import { ordersShown } from '../../bot/core/my-page.ts'
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
