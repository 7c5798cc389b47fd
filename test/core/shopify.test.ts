import { describe, expect, test } from 'vitest'
import { readShopifyOrder } from '../../bot/core/shopify.ts'
import { readRedact, readShopifyRefund, readShopRedact } from '../../bot/core/shopify-refund.ts'
import { money, shopifyOrder, shopifyRefund } from '../support/shopify.ts'

const read = (more: object = {}) => {
  const result = readShopifyOrder(shopifyOrder(more))
  if (!('order' in result)) throw new Error(JSON.stringify(result))
  return result.order
}

describe('an order of Shopify', () => {
  test('becomes the canonical order', () => {
    expect(read()).toMatchObject({
      source: 'shopify',
      external_id: '5120000000001',
      number: '#1001',
      customer: { external_id: '7001', email: 'hanako@example.jp', phone: '09012345678', name: '山田 花子' },
      ordered_at: new Date('2026-04-01T12:34:56+09:00'),
      updated_at: new Date('2026-04-01T12:35:10+09:00'),
      status: 'confirmed',
      raw_status: 'paid',
      total_yen: 5500,
      subtotal_yen: 5500,
      refunded_yen: 0,
      coupon_codes: ['WELCOME500'],
      lines: [
        { sku: 'LF', name: 'うるおい化粧水', qty: 1, unit_yen: 3300, amount_yen: 3300 },
        { sku: 'WA', name: 'もっちり洗顔', qty: 1, unit_yen: 2200, amount_yen: 2200 },
      ],
    })
  })

  test('tells whether its customer gets the shop’s e-mail, if they have said so', () => {
    const consent = (state: string) =>
      read({
        customer: {
          ...{ id: 7001, email: 'hanako@example.jp' },
          email_marketing_consent: { state, consent_updated_at: '2026-03-01T00:00:00+09:00' },
        },
      }).customer.consent
    const at = new Date('2026-03-01T00:00:00+09:00')
    expect(consent('subscribed')).toMatchObject([{ channel: 'email', purpose: 'marketing', granted: true, at }])
    expect(consent('unsubscribed')).toMatchObject([{ granted: false, at }])
    expect([consent('not_subscribed'), consent('pending'), read().customer.consent]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  test.each([
    ['nothing paid yet', { financial_status: 'pending' }, 'pending'],
    ['only authorised', { financial_status: 'authorized' }, 'pending'],
    ['paid', { financial_status: 'paid' }, 'confirmed'],
    ['sent', { fulfillment_status: 'fulfilled' }, 'shipped'],
    ['sent in part', { fulfillment_status: 'partial' }, 'confirmed'],
    ['voided', { financial_status: 'voided' }, 'cancelled'],
    [
      'cancelled after it was sent',
      { cancelled_at: '2026-04-02T00:00:00+09:00', fulfillment_status: 'fulfilled' },
      'cancelled',
    ],
    [
      'given back in part',
      { financial_status: 'partially_refunded', fulfillment_status: 'fulfilled' },
      'partially_refunded',
    ],
    ['given back', { financial_status: 'refunded' }, 'refunded'],
  ])('%s', (_, more, status) => expect(read(more).status).toBe(status))

  test('has arrived when its last parcel has', () => {
    const parcel = (day: string, shipment_status: string | null, status = 'success') => ({
      status,
      shipment_status,
      created_at: `2026-04-${day}T10:00:00+09:00`,
      updated_at: `2026-04-${day}T18:00:00+09:00`,
    })
    const sent = (...fulfillments: object[]) => read({ fulfillment_status: 'fulfilled', fulfillments })
    expect(sent(parcel('03', 'delivered'), parcel('02', 'delivered'))).toMatchObject({
      status: 'delivered',
      shipped_at: new Date('2026-04-03T10:00:00+09:00'),
      delivered_at: new Date('2026-04-03T18:00:00+09:00'),
    })
    expect(sent(parcel('02', 'delivered'), parcel('03', 'in_transit'))).toMatchObject({ status: 'shipped' })
    expect(sent(parcel('02', 'delivered'), parcel('04', null, 'cancelled')).delivered_at).toEqual(
      new Date('2026-04-02T18:00:00+09:00'),
    )
  })

  test.each([
    ['as it was ordered', { total_price: '5500.00', current_total_price: '5500.00' }, 5500, 0],
    ['made smaller before it was paid', { total_price: '5500.00', current_total_price: '3300.00' }, 3300, 0],
    ['made larger afterwards', { total_price: '5500.00', current_total_price: '7700.00' }, 7700, 0],
    ['given back in part', { current_total_price: '3300.00', refunds: [money('2200.00')] }, 5500, 2200],
    ['a courtesy that leaves the total as it is', { current_total_price: '5500', refunds: [money('500')] }, 5500, 500],
    ['given back in full', { current_total_price: '0.00', refunds: [money('5500.00')] }, 5500, 5500],
    ['cancelled unpaid', { current_total_price: '0.00', cancelled_at: '2026-04-02T00:00:00+09:00' }, 5500, 0],
    ['only said to be given back', { financial_status: 'refunded' }, 5500, 5500],
    ['a refund that failed', { refunds: [money('5500.00', 'failure')] }, 5500, 0],
  ])('money: %s', (_, more, total, refunded) =>
    expect(read(more)).toMatchObject({ total_yen: total, refunded_yen: refunded }),
  )

  test('says which lines are subscribed to, where Shopify does', () => {
    const line = { sku: 'LS', name: '定期便', quantity: 1, price: '2970' }
    const plan = { selling_plan: { id: 1, name: '45日ごと' } }
    const { lines } = read({ line_items: [{ ...line, selling_plan_allocation: plan }, line] })
    expect(lines.map((one) => one.is_subscription)).toEqual([true, undefined])
  })

  test('says by its tags what Shopify’s columns do not: a subscription, and which delivery', () => {
    expect(read({ tags: 'VIP, Subscription First Order' })).toMatchObject({
      is_renewal: undefined,
      lines: [{ is_subscription: true }, { is_subscription: true }],
    })
    expect(read({ tags: '定期便, 2回目' })).toMatchObject({ is_renewal: true, lines: [{ is_subscription: true }, {}] })
    expect(read({ tags: '2回目のご利用' }).is_renewal).toBeUndefined()
  })

  test('of nobody is an order all the same', () => {
    const nobody = {
      customer: null,
      email: '',
      contact_email: null,
      phone: null,
      billing_address: null,
      shipping_address: null,
    }
    expect(read(nobody).customer).toEqual({})
  })

  test('keeps a number that JSON cannot hold', () => {
    const id = { id: JSON.parse('820982911946154508'), admin_graphql_api_id: 'gid://shopify/Order/820982911946154508' }
    expect(read(id).external_id).toBe('820982911946154508')
    expect(readShopifyOrder(shopifyOrder({ ...id, admin_graphql_api_id: null }))).toMatchObject({ code: 'missing_id' })
  })

  test.each([
    ['a trial of the settings', { test: true }, { ignored: 'test' }],
    ['another currency', { currency: 'USD' }, { code: 'bad_value' }],
    ['half a yen', { total_price: '5500.50' }, { code: 'bad_value' }],
    ['no date', { created_at: undefined }, { code: 'bad_value' }],
    ['a day that is none', { created_at: '2026-02-30T00:00:00+09:00' }, { code: 'bad_value' }],
    ['no number', { id: undefined }, { code: 'bad_value' }],
    ['lines that are no list', { line_items: 'LF' }, { code: 'bad_value' }],
  ])('is not taken: %s', (_, more, result) => expect(readShopifyOrder(shopifyOrder(more))).toMatchObject(result))

  test.each([undefined, null, 1, 'order', [], {}])('is not %j', (body) =>
    expect(readShopifyOrder(body)).toMatchObject({ code: 'bad_value' }),
  )
})

describe('what is no order', () => {
  test('a refund counts what really went back', () => {
    const transactions = [
      { kind: 'refund', status: 'success', amount: '500.00', currency: 'JPY' },
      { kind: 'refund', status: 'failure', amount: '900.00', currency: 'JPY' },
      { kind: 'sale', status: 'success', amount: '5500.00', currency: 'JPY' },
    ]
    expect(readShopifyRefund(shopifyRefund({ transactions }))).toMatchObject({
      refund: { id: '9001', orderId: '5120000000001', yen: 500, at: new Date('2026-04-02T09:00:00+09:00') },
    })
  })

  // The signature does not cover the topic.
  test('an order or a refund never passes for a wish to be forgotten, nor one wish for another', () => {
    const person = { shop_id: 1, shop_domain: 'x.myshopify.com', customer: { id: 7001 } }
    for (const body of [shopifyOrder(), shopifyRefund(), { ...person, data_request: { id: 1 } }])
      expect([readRedact(body), readShopRedact(body)]).toMatchObject([{ code: 'bad_value' }, { code: 'bad_value' }])
    expect(readRedact({ ...person, orders_to_redact: [1] })).toMatchObject({ wish: { customerNumber: '7001' } })
    expect(readShopRedact({ ...person, orders_to_redact: [1] })).toMatchObject({ code: 'bad_value' })
  })
})
