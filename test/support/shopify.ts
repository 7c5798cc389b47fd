/** What Shopify sends, as far as we read it, with some of what we do not; and how it signs. */

import { signatureOf } from '../../bot/simulator/signature.ts'

export const SHOPIFY_SECRET = 'shpss_test_0123456789abcdef'

/** Money that went back, as it stands in an order. */
export const money = (amount: string, status = 'success') => ({
  id: 9001,
  transactions: [{ kind: 'refund', status, amount, currency: 'JPY' }],
})

/** The order of DOMAIN §2.5's file. */
export const shopifyOrder = (more: object = {}) => ({
  id: 5120000000001,
  admin_graphql_api_id: 'gid://shopify/Order/5120000000001',
  name: '#1001',
  order_number: 1001,
  test: false,
  currency: 'JPY',
  created_at: '2026-04-01T12:34:56+09:00',
  processed_at: '2026-04-01T12:34:56+09:00',
  updated_at: '2026-04-01T12:35:10+09:00',
  cancelled_at: null,
  financial_status: 'paid',
  fulfillment_status: null,
  email: 'hanako@example.jp',
  phone: null,
  customer: { id: 7001, email: 'hanako@example.jp', first_name: '花子', last_name: '山田', state: 'enabled' },
  billing_address: { name: '山田 花子', phone: '+819012345678', zip: '100-0001' },
  shipping_address: { name: '山田 花子', phone: '+819012345678' },
  total_price: '5500.00',
  current_total_price: '5500.00',
  subtotal_price: '5500.00',
  total_discounts: '0.00',
  total_tax: '500.00',
  discount_codes: [{ code: 'WELCOME500', amount: '0.00', type: 'fixed_amount' }],
  line_items: [
    { id: 1, sku: 'LF', name: 'うるおい化粧水', title: 'うるおい化粧水', quantity: 1, price: '3300.00', grams: 200 },
    { id: 2, sku: 'WA', name: 'もっちり洗顔', title: 'もっちり洗顔', quantity: 1, price: '2200.00', grams: 100 },
  ],
  fulfillments: [],
  refunds: [],
  ...more,
})

export const shopifyRefund = (more: object = {}) => ({
  id: 9001,
  order_id: 5120000000001,
  created_at: '2026-04-02T09:00:00+09:00',
  restock: false,
  refund_line_items: [],
  transactions: [{ kind: 'refund', status: 'success', amount: '500.00', currency: 'JPY' }],
  ...more,
})

/** Signed as Shopify does: over the bytes of the body. */
export async function shopifyCall(
  topic: string,
  body: unknown,
  { id = crypto.randomUUID() as string, secret = SHOPIFY_SECRET }: { id?: string; secret?: string } = {},
): Promise<RequestInit> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const headers = {
    'content-type': 'application/json',
    'x-shopify-topic': topic,
    'x-shopify-webhook-id': id,
    'x-shopify-hmac-sha256': await signatureOf(secret, text),
  }
  return { method: 'POST', headers, body: text }
}
