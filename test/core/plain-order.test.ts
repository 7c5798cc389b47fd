/** What is read in the short way says word for word what the schema says, and what is odd is left to the schema. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OrderInput, present, readOrder } from '../../bot/core/order.ts'
import { plainOrder } from '../../bot/core/plain-order.ts'
import { textOf } from '../../bot/core/same-report.ts'

const ORDINARY = {
  source: 'shop',
  external_id: 'Ａ－１００１',
  number: '#1001',
  customer: { external_id: '77', email: 'Hana@Example.jp', phone: '090-1111-2222', name: '山田 花子', kana: undefined },
  ordered_at: '2026/4/1 9:05',
  paid_at: undefined,
  shipped_at: '2026-04-02',
  status: 'shipped',
  total_yen: undefined,
  shipping_yen: 550,
  coupon_codes: ['OFF'],
  lines: [{ sku: 'LF', name: '化粧水', qty: 2, unit_yen: 3300, amount_yen: 6600 }],
}

const said = (value: object) => {
  const schema = OrderInput.safeParse(present(value))
  return schema.success ? textOf(schema.data) + schema.data.updated_at : undefined
}
const plain = (value: object) => {
  const order = plainOrder(value as Record<string, unknown>)
  return order && textOf(order) + order.updated_at
}

test('an ordinary order is read in the short way', () => {
  expect(plain(ORDINARY)).toBe(said(ORDINARY))
  expect(plain(ORDINARY)).toContain('"total_yen":7150')
})

test('what a customer agreed to one by one is read by the schema, a list of channels in the short way', () => {
  const agreeing = (told: object) => ({ ...ORDINARY, customer: { ...ORDINARY.customer, ...told } })
  for (const registered_channels of [['email'], ['line', 'email'], []])
    expect(plain(agreeing({ registered_channels }))).toBe(said(agreeing({ registered_channels })))
  expect(plain(agreeing({ registered_channels: ['email'] }))).toContain('"registered_channels":["email"]')
  for (const odd of [
    { registered_channels: ['mail'] },
    { registered_channels: 'email' },
    { consent: [{ channel: 'email' }] },
  ])
    expect(plainOrder(agreeing(odd))).toBeUndefined()
  expect(readOrder(agreeing({ consent: [{ channel: 'email' }] }))).toMatchObject({
    order: { customer: { consent: [{ channel: 'email', purpose: 'marketing', granted: true }] } },
  })
})

const ODD: unknown[] = [
  null,
  '',
  '  ',
  'x'.repeat(501),
  'x'.repeat(201),
  0,
  1,
  -1,
  1.5,
  1e9,
  true,
  [],
  {},
  'なし',
  Number.NaN,
]
const text = fc.constantFrom<unknown>(undefined, 'a', ' あ ', '１２', '"\\\n', '2026-04-01', '#1 a', ...ODD)
const moment = fc.constantFrom<unknown>(
  undefined,
  '2026-04-01T12:00:00+09:00',
  '2026/4/1',
  ' 2026-04-01 ',
  '9999',
  ...ODD,
)
const yen = fc.constantFrom<unknown>(undefined, 0, 100, -500, 100_000_001, '100', ...ODD)
const flag = fc.constantFrom<unknown>(undefined, true, false, ...ODD)
const rarely = <T>(usual: T, odd: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 25, arbitrary: fc.constant<unknown>(usual) }, { weight: 1, arbitrary: odd })
const part = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(fields, { requiredKeys: [] }).map((value) => value as unknown)

const line = part({
  sku: rarely('LF', text),
  name: rarely('化粧水', text),
  variant: rarely(undefined, text),
  qty: rarely(1, yen),
  unit_yen: rarely(100, yen),
  amount_yen: rarely(100, yen),
  line_type: rarely('gift', text),
  product_line: rarely(undefined, text),
  is_subscription: rarely(true, flag),
  other: text,
})
const customer = part({
  external_id: rarely('7', text),
  source: rarely(undefined, text),
  email: fc.constantFrom<unknown>(undefined, 'A@b.jp', 'なし', 'ａ@b.jp', 7),
  phone: fc.constantFrom<unknown>(undefined, '9012345678', '+81 90-1111-2222', '5.1E+9', 9012345678),
  name: rarely('花', text),
  kana: rarely(undefined, text),
  birthday: rarely(undefined, moment),
  pref: rarely('東京', text),
})
const order = fc.record(
  {
    source: rarely('shop', text),
    external_id: rarely('A1', text),
    number: rarely(undefined, text),
    customer: fc.oneof({ weight: 25, arbitrary: customer }, { weight: 1, arbitrary: text }),
    ordered_at: rarely('2026-04-01', moment),
    paid_at: rarely(undefined, moment),
    shipped_at: rarely(null, moment),
    delivered_at: rarely('', moment),
    status: rarely('delivered', text),
    raw_status: rarely('済', text),
    subtotal_yen: rarely(undefined, yen),
    discount_yen: rarely(-100, yen),
    points_used_yen: rarely(undefined, yen),
    shipping_yen: rarely(550, yen),
    fee_yen: rarely(undefined, yen),
    tax_yen: rarely(undefined, yen),
    total_yen: rarely(undefined, yen),
    refunded_yen: rarely(undefined, yen),
    is_trial: rarely(undefined, flag),
    is_renewal: rarely(false, flag),
    subscription_external_id: rarely(undefined, text),
    subscription_count: rarely(3, yen),
    coupon_codes: rarely([], fc.oneof(fc.array(text, { maxLength: 3 }), text)),
    marketing_allowed: rarely(undefined, flag),
    lines: fc.oneof({ weight: 25, arbitrary: fc.array(line, { maxLength: 3 }) }, { weight: 1, arbitrary: text }),
    updated_at: rarely(undefined, moment),
    surprise: text,
  },
  { requiredKeys: ['total_yen', 'external_id', 'ordered_at'] },
)

test('what it reads it reads as the schema does, and what the schema refuses it never takes (property)', () => {
  let short = 0
  fc.assert(
    fc.property(order, (value) => {
      const read = plain(value)
      if (read === undefined) return
      short += 1
      expect(read).toBe(said(value))
    }),
    { numRuns: 5000 },
  )
  expect(short).toBeGreaterThan(1000)
})

test('an order without a word on its total is known by the text it was always known by', () => {
  const { total_yen: _, ...silent } = ORDINARY
  const read = readOrder(silent)
  expect('order' in read && textOf(read.order) + read.order.updated_at).toBe(said(silent))
})
