/** 楽天 and Amazon: known by their files, kept for the numbers, joined to nobody (DOMAIN §2.2). */

import { describe, expect, test } from 'vitest'
import type { OrderInput } from '../../bot/core/order.ts'
import { decode, detectEncoding } from '../../bot/imports/decode.ts'
import { readOverrides } from '../../bot/imports/mapper.ts'
import { readOrders } from '../../bot/imports/orders.ts'
import { presetFor } from '../../bot/imports/presets.ts'
import { FILES } from './files.ts'
import { all, cp932, opens } from './texts.ts'

async function read(
  text: string,
  { preset = 'generic', map = '', bytes = new TextEncoder().encode(text) as Uint8Array } = {},
) {
  const open = opens(bytes)
  const texts = decode(open(), await detectEncoding(open))
  const found = await all(readOrders(texts, { preset: presetFor(preset), overrides: readOverrides(map) }))
  expect(found.filter((one) => 'code' in one)).toEqual([])
  return found.flatMap((one) => ('order' in one ? [one.order] : [])) as OrderInput[]
}
const NOBODY = { external_id: undefined, email: undefined, phone: undefined, name: undefined }

describe('whatever the merchant calls the file', () => {
  test.each(['generic', 'rakuten', 'shopify', 'ecforce'])('楽天 as %s', async (preset) => {
    const orders = await read(FILES.rakuten, { preset, bytes: cp932(FILES.rakuten) })
    expect(orders).toHaveLength(2)
    expect(orders[0]).toMatchObject({
      source: 'rakuten',
      external_id: '123456-20260401-0000000001',
      marketing_allowed: false,
      ordered_at: new Date('2026-04-01T12:34:56+09:00'),
      status: 'shipped',
      total_yen: 5500,
      lines: [
        { sku: 'LF', amount_yen: 3300 },
        { sku: 'WA', amount_yen: 2200 },
      ],
    })
    expect(orders.map(({ customer }) => ({ ...NOBODY, ...customer }))).toEqual([NOBODY, NOBODY])
  })
  test.each(['generic', 'amazon', 'base'])('Amazon as %s, between tabs and in UTC', async (preset) => {
    const orders = await read(FILES.amazon, { preset })
    expect(orders).toHaveLength(1)
    expect(orders[0]).toMatchObject({
      source: 'amazon',
      external_id: '250-1234567-1234567',
      marketing_allowed: false,
      ordered_at: new Date('2021-10-20T02:36:10+09:00'),
      shipping_yen: 900,
      total_yen: 9700,
      lines: [
        { sku: 'LF', name: '化粧水, 200mL', qty: 2, amount_yen: 6600 },
        { sku: 'WA', qty: 1, amount_yen: 2200 },
      ],
    })
    expect({ ...NOBODY, ...orders[0]?.customer }).toEqual(NOBODY)
  })
  test('what Amazon let off each item was not paid', async () => {
    const text = FILES.amazon
      .split('\n')
      .map((row, index) => `${row}\t${['item-promotion-discount', '-600', '-200'][index]}`)
      .join('\n')
    expect((await read(text))[0]).toMatchObject({ discount_yen: -800, shipping_yen: 900, total_yen: 8900 })
  })
  test('Amazon of before November 2021, in Shift_JIS, says the same', async () => {
    expect(await read('', { bytes: cp932(FILES.amazon) })).toEqual(await read(FILES.amazon))
  })
})

test('nor does a --map make customers of its buyers', async () => {
  const map = '注文者メールアドレス=email,注文者姓=customer_id,注文者電話番号1=phone'
  expect((await read(FILES.rakuten, { map })).map(({ customer }) => ({ ...NOBODY, ...customer }))).toEqual([
    NOBODY,
    NOBODY,
  ])
})

test.each([
  ['100', 'confirmed'],
  ['200', 'pending'],
  ['300', 'confirmed'],
  ['500', 'shipped'],
  ['700', 'shipped'],
  ['800', 'cancelled'],
  ['900', 'cancelled'],
  ['発送待ち', 'confirmed'],
  ['キャンセル確定', 'cancelled'],
])('楽天: the state %s is %s', async (state, status) => {
  expect((await read(FILES.rakuten.replaceAll(',500,', `,${state},`)))[0]?.status).toBe(status)
})

test.each([
  ['Pending', 'pending'],
  ['Unshipped', 'confirmed'],
  ['Shipped', 'shipped'],
  ['Shipped - Delivered to Buyer', 'delivered'],
  ['Cancelled', 'cancelled'],
])('Amazon: the state %s is %s', async (state, status) => {
  const text = `amazon-order-id\tpurchase-date\torder-status\tship-service-level\tproduct-name\tsku\tquantity\tcurrency\titem-price
250-1234567-1234567\t2026-04-01T03:34:56+00:00\t${state}\tStandard\t化粧水\tLF\t1\tJPY\t3300`
  expect(await read(text)).toMatchObject([{ status, total_yen: 3300 }])
})

describe('in a file where several shops’ orders stand together', () => {
  const HEADER = '注文番号,会員ID,メールアドレス,電話番号,氏名,注文日\n'
  const rest = ',090-1234-5678,山田 花子,2026-04-01'
  test.each([
    ['by 楽天’s alias', `A1,,abc@pc.fw.rakuten.ne.jp${rest}`],
    ['by Amazon’s alias, in full width', `A1,,ａｂｃ@marketplace.amazon.co.jp${rest}`],
    ['by 楽天’s number', `123456-20260401-0000000001,,hanako@example.jp${rest}`],
    ['by Amazon’s number', `250-1234567-1234567,,hanako@example.jp${rest}`],
  ])('%s', async (_how, row) => {
    const [order] = await read(HEADER + row)
    expect({ ...NOBODY, ...order?.customer }).toEqual(NOBODY)
    expect(order?.marketing_allowed).toBe(false)
  })
  test.each([
    `A1,,hanako@example.jp${rest}`,
    `A1,,hanako@rakuten.jp${rest}`,
    `2026-0401-1,,fw.rakuten@example.jp${rest}`,
  ])('the shop’s own: %s', async (row) => {
    expect((await read(HEADER + row))[0]).toMatchObject({
      marketing_allowed: true,
      customer: { email: expect.stringContaining('@'), phone: '09012345678' },
    })
  })
})
