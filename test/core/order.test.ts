/** What the shop's systems may send (DOMAIN §2.4). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jstIso } from '../../bot/core/calendar.ts'
import { isAnonymous, readLink, readOrder, readSubscription } from '../../bot/core/order.ts'

const LEAST = { external_id: '1001', customer: { external_id: 'c1' }, ordered_at: '2026-04-01' }

function order(given: object) {
  const read = readOrder({ ...LEAST, ...given })
  if ('code' in read) throw new Error(read.message)
  return read.order
}

const refusal = (given: unknown) => {
  const read = readOrder(given)
  return 'code' in read ? read : undefined
}

test('an order needs only a number, a date and a customer', () => {
  expect(order({})).toMatchObject({
    source: 'api',
    status: 'confirmed',
    marketing_allowed: true,
    coupon_codes: [],
    lines: [],
    total_yen: undefined,
  })
})

test('a date without an offset is Tokyo time', () => {
  expect(jstIso(order({ ordered_at: '2026-04-01T12:34:56' }).ordered_at)).toBe('2026-04-01T12:34:56+09:00')
  expect(jstIso(order({ ordered_at: '2026-04-01T12:34:56Z' }).ordered_at)).toBe('2026-04-01T21:34:56+09:00')
})

test('numbers as ids are ids, unknown keys are ignored, empty cells are absent', () => {
  const read = order({
    external_id: 1001,
    surprise: { deep: true },
    paid_at: '',
    customer: { external_id: 77, email: null },
  })
  expect(read.external_id).toBe('1001')
  expect(read.customer.external_id).toBe('77')
  expect(read).not.toHaveProperty('surprise')
  expect(read.paid_at).toBeUndefined()
})

test('customer keys arrive normalised, and an unreadable one does not spoil the order', () => {
  expect(order({ customer: { email: ' A@Example.jp', phone: '+81 90-1234-5678' } }).customer).toMatchObject({
    email: 'a@example.jp',
    phone: '09012345678',
  })
  expect(order({ customer: { external_id: 'c1', email: 'なし' } }).customer.email).toBeUndefined()
})

test('a missing total is worked out from the other amounts', () => {
  expect(order({ subtotal_yen: 3300, discount_yen: 300, points_used_yen: 100, shipping_yen: 550 }).total_yen).toBe(3450)
  expect(
    order({
      lines: [
        { name: 'a', amount_yen: 2000 },
        { name: 'b', amount_yen: 500 },
      ],
    }).total_yen,
  ).toBe(2500)
  expect(order({ subtotal_yen: 3300, total_yen: 0 }).total_yen).toBe(0)
})

test('a line is one piece of goods unless it says otherwise', () => {
  expect(order({ lines: [{ sku: 'LF', name: 'うるおい化粧水' }] }).lines[0]).toMatchObject({
    qty: 1,
    line_type: 'goods',
  })
})

test.each([
  ['no customer', undefined],
  ['a customer without any key', { name: '山田' }],
  ['only unreadable keys', { email: '-', phone: 'なし' }],
])('%s: sold all the same, to nobody in particular', (_what, customer) => {
  expect(isAnonymous(order({ customer }).customer)).toBe(true)
})

test.each([
  ['#1001', '#1001'],
  [' ＃１００１ ', '#1001'],
  ['Tsuki 1001', 'TSUKI1001'],
])('the number %j that a customer knows is kept as %j', (number, kept) => expect(order({ number }).number).toBe(kept))

describe('what is missing or wrong is named in Japanese', () => {
  test.each([
    ['no number', { ...LEAST, external_id: undefined }, 'missing_id', '番号'],
    ['a blank number', { ...LEAST, external_id: '　' }, 'missing_id', '番号'],
    ['no date', { ...LEAST, ordered_at: null }, 'missing_date', '注文日'],
    ['a customer that is a word', { ...LEAST, customer: '山田' }, 'bad_value', 'お客さま'],
    ['a date that does not exist', { ...LEAST, ordered_at: '2026-02-30' }, 'bad_value', '注文日'],
    ['a date that is a number', { ...LEAST, ordered_at: 46113 }, 'bad_value', '注文日'],
    ['an unknown status', { ...LEAST, status: 'done' }, 'bad_value', '状態'],
    ['money in fractions', { ...LEAST, total_yen: 1.5 }, 'bad_value', '合計金額'],
    ['money as text', { ...LEAST, total_yen: '3,300' }, 'bad_value', '合計金額'],
    ['a bad line', { ...LEAST, lines: [{ name: 'a' }, { name: 'b', qty: -1 }] }, 'bad_value', '2行目の明細の数量'],
    ['lines that are none', { ...LEAST, lines: 'LF' }, 'bad_value', '明細'],
    ['a list', [LEAST], 'bad_value', '注文'],
    ['a word', 'order', 'bad_value', '注文'],
    ['nothing', null, 'bad_value', '注文'],
  ])('%s', (_what, given, code, word) => {
    expect(refusal(given)).toMatchObject({ code, message: expect.stringContaining(word) })
  })

  test('anything at all gets an order or a sentence', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc.jsonValue().map((value) => ({ ...LEAST, lines: value })),
        ),
        (value) => {
          const read = readOrder(value)
          return 'order' in read || read.message.endsWith('。') === true
        },
      ),
    )
  })

  test('nesting without end is refused, not followed', () => {
    let deep: unknown = 1
    for (let level = 0; level < 100_000; level += 1) deep = [deep]
    expect(readOrder({ ...LEAST, other: deep })).toHaveProperty('order')
    expect(readOrder({ ...LEAST, lines: deep })).toMatchObject({ code: 'bad_value' })
  })
})

describe('contracts and links', () => {
  const CONTRACT = { external_id: 's1', customer: { external_id: 'c1' }, product: 'LS', started_at: '2026-04-01' }
  test('a contract is active unless it says otherwise', () => {
    expect(readSubscription({ ...CONTRACT, next_delivery_on: '2026-05-01' })).toMatchObject({
      subscription: { status: 'active', source: 'api', inferred: false, next_delivery_on: '2026-05-01' },
    })
  })
  test.each([
    ['external_id', 'missing_id'],
    ['started_at', 'missing_date'],
    ['customer', 'missing_customer'],
    ['product', 'bad_value'],
  ])('a contract without %s is refused: %s', (field, code) => {
    expect(readSubscription({ ...CONTRACT, [field]: undefined })).toMatchObject({ code })
  })
  test('a link binds an id to a LINE user id of exactly 33 characters', () => {
    const line_user_id = `U${'0a'.repeat(16)}`
    expect(readLink({ external_id: 77, line_user_id })).toEqual({ link: { external_id: '77', line_user_id } })
    expect(readLink({ external_id: '77', line_user_id: line_user_id.toUpperCase() })).toMatchObject({
      code: 'bad_value',
    })
    expect(readLink({ line_user_id })).toMatchObject({
      code: 'missing_id',
      message: expect.stringContaining('external_id'),
    })
  })
  test('a link may name a nonce of the account link instead of the user, but not neither', () => {
    expect(readLink({ external_id: '77', nonce: 'n'.repeat(22) })).toHaveProperty('link')
    expect(readLink({ external_id: '77', nonce: 'short' })).toMatchObject({ code: 'bad_value' })
    expect(readLink({ external_id: '77' })).toMatchObject({
      code: 'missing_id',
      message: expect.stringContaining('line_user_id'),
    })
  })
})
