/** The files of each shop system, with the traps of DOMAIN §2.2 in them. The people are invented. */

import { describe, expect, test } from 'vitest'
import type { OrderInput } from '../../bot/core/order.ts'
import { decode, detectEncoding } from '../../bot/imports/decode.ts'
import { readOrders } from '../../bot/imports/orders.ts'
import { fittingPreset, PRESET_NAMES, presetFor } from '../../bot/imports/presets.ts'
import { FILES } from './files.ts'
import { all, cp932, opens } from './texts.ts'

type Name = keyof typeof FILES
/** Amazon's is between tabs. */
const NAMES = (Object.keys(FILES) as Name[]).filter((name) => name !== 'amazon')

async function read(preset: string, text: string, bytes: Uint8Array = new TextEncoder().encode(text)) {
  const open = opens(bytes)
  const texts = decode(open(), await detectEncoding(open))
  const found = await all(readOrders(texts, { preset: presetFor(preset) }))
  return {
    orders: found.flatMap((one) => ('order' in one ? [one.order] : [])) as OrderInput[],
    rejected: found.flatMap((one) => ('code' in one ? [`${one.line} ${one.code}`] : [])),
  }
}

/** The file of a preset with its cells changed: header → value, for the row (from 0) or for all. */
function changed(preset: Name, cells: Record<string, string>, only?: number): string {
  const [header = '', ...rows] = FILES[preset].split('\n')
  const headers = header.split(',')
  for (const name of Object.keys(cells)) if (!headers.includes(name)) headers.push(name)
  const edited = rows.map((row, index) => {
    const parts = splitRow(row)
    if (only === undefined || only === index)
      for (const [name, value] of Object.entries(cells)) parts[headers.indexOf(name)] = value
    return headers.map((_, at) => parts[at] ?? '').join(',')
  })
  return [headers.join(','), ...edited].join('\n')
}
const splitRow = (row: string) => row.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)
const one = async (preset: Name, cells: Record<string, string>, only?: number) =>
  (await read(preset, changed(preset, cells, only))).orders[0]

describe('the files as the systems write them', () => {
  test('shopify: a row without order cells is another line of the order of its name; the number is Id', async () => {
    const { orders, rejected } = await read('shopify', FILES.shopify)
    expect(rejected).toEqual([])
    expect(orders).toHaveLength(1)
    expect(orders[0]).toMatchObject({
      source: 'shopify',
      external_id: '5120000000001',
      customer: { email: 'hanako@example.jp', phone: '09012345678', external_id: undefined },
      ordered_at: new Date('2026-04-01T12:34:56+09:00'),
      paid_at: new Date('2026-04-01T12:35:10+09:00'),
      status: 'confirmed',
      total_yen: 5500,
      refunded_yen: 0,
      lines: [
        { sku: 'LF', name: 'うるおい化粧水', qty: 1, amount_yen: 3300 },
        { sku: 'WA', qty: 1, amount_yen: 2200 },
      ],
    })
  })
  test('ec-cube4: rows of postage are no goods, 送料 stands twice, the goods cost 小計', async () => {
    const { orders, rejected } = await read('ec-cube4', FILES['ec-cube4'], cp932(FILES['ec-cube4']))
    expect(rejected).toEqual([])
    expect(orders).toHaveLength(1)
    expect(orders[0]).toMatchObject({
      source: 'ec-cube4',
      external_id: '501',
      customer: { external_id: '77', name: '髙橋 花子', phone: '09012345678' },
      status: 'shipped',
      raw_status: '発送済み',
      total_yen: 3850,
      subtotal_yen: 3300,
      shipping_yen: 550,
      lines: [{ sku: 'LF', qty: 1, amount_yen: 3300, unit_yen: undefined }],
    })
    expect(orders[0]?.lines).toHaveLength(1)
  })
  test('ecforce: one cell holds all codes, and the contract is the first one’s', async () => {
    const { orders, rejected } = await read('ecforce', FILES.ecforce, cp932(FILES.ecforce))
    expect(rejected).toEqual([])
    expect(orders).toMatchObject([
      {
        source: 'ecforce',
        external_id: '02df7b04b4',
        customer: { external_id: 'c7bd95e895' },
        ordered_at: new Date('2026-04-01T12:34:00+09:00'),
        total_yen: 2970,
        subscription_external_id: 'a4330541d5',
        subscription_count: 2,
        lines: [
          { sku: 'LS', is_subscription: true },
          { sku: 'aisatsu_1', is_subscription: undefined },
        ],
      },
    ])
  })
  test('base: an option is written to the item above it', async () => {
    const { orders, rejected } = await read('base', FILES.base, cp932(FILES.base))
    expect(rejected).toEqual([])
    expect(orders).toHaveLength(1)
    expect(orders[0]).toMatchObject({
      source: 'base',
      external_id: 'ABCDEF0123456789',
      customer: { name: '山田 花子', phone: '09012345678', email: 'hanako@example.jp' },
      status: 'shipped',
      total_yen: 3800,
      lines: [{ sku: '1000', name: 'うるおい化粧水', variant: 'のし=あり', amount_yen: 3300 }],
    })
    expect(orders[0]?.lines).toHaveLength(1)
  })
})

describe('states', () => {
  test.each([
    ['shopify', { 'Financial Status': 'pending' }, 'pending'],
    ['shopify', { 'Financial Status': 'authorized' }, 'pending'],
    ['shopify', { 'Financial Status': 'partially_paid' }, 'confirmed'],
    ['shopify', { 'Financial Status': 'partially_refunded' }, 'partially_refunded'],
    ['shopify', { 'Financial Status': 'refunded' }, 'refunded'],
    ['shopify', { 'Financial Status': 'voided' }, 'cancelled'],
    ['shopify', { 'Cancelled at': '2026-04-02 09:00:00 +0900' }, 'cancelled'],
    ['shopify', { 'Fulfillment Status': 'fulfilled' }, 'shipped'],
    ['shopify', { 'Fulfillment Status': 'unfulfilled' }, 'confirmed'],
    ['shopify', { 'Financial Status': 'refunded', 'Fulfillment Status': 'fulfilled' }, 'refunded'],
    ['ec-cube4', { '対応状況(ID)': '1' }, 'confirmed'],
    ['ec-cube4', { '対応状況(ID)': '3' }, 'cancelled'],
    ['ec-cube4', { '対応状況(ID)': '4' }, 'confirmed'],
    ['ec-cube4', { '対応状況(ID)': '6' }, 'confirmed'],
    ['ec-cube4', { '対応状況(ID)': '9' }, 'returned'],
    ['ec-cube4', { '対応状況(ID)': '', '対応状況(名称)': '注文取消し' }, 'cancelled'],
    ['ec-cube4', { '対応状況(ID)': '12', '対応状況(名称)': '出荷済み（店頭）' }, 'shipped'],
    ['ecforce', { 対応状況: 'キャンセル' }, 'cancelled'],
    ['ecforce', { 対応状況: '出荷済み', 決済状況: '売上済み' }, 'shipped'],
    ['ecforce', { 対応状況: '新規受注', 決済状況: '未入金' }, 'pending'],
    ['base', { 発送状況: 'キャンセル' }, 'cancelled'],
    ['base', { 発送状況: '未発送' }, 'confirmed'],
  ] as [Name, Record<string, string>, string][])('%s %j is %s', async (preset, cells, status) => {
    expect((await one(preset, cells))?.status).toBe(status)
  })
  test.each(['7', '8'])('ec-cube4: a basket in state %s is no order and no error', async (state) => {
    const text = changed('ec-cube4', { '対応状況(ID)': state, '対応状況(名称)': '' })
    expect(await read('ec-cube4', text)).toEqual({ orders: [], rejected: [] })
  })
  test('base: one cancelled item of two leaves an order of the other', async () => {
    const text = changed('base', { 商品名: '洗顔', 商品ID: '1001', 価格: '2200', バリエーション: '' }, 1)
    const [order] = (await read('base', text.replace('発送済み', 'キャンセル'))).orders
    expect([order?.status, order?.lines.map(({ name }) => name)]).toEqual(['shipped', ['洗顔']])
  })
})

describe('dates of shipping and delivery are read', () => {
  test.each([
    ['shopify', { 'Fulfilled at': '2026-04-02 18:00:00 +0900' }, '2026-04-02T09:00:00.000Z', undefined],
    ['ec-cube4', { 出荷日: '2026-04-02 18:00:00' }, '2026-04-02T09:00:00.000Z', undefined],
    [
      'ecforce',
      { 発送日: '2026/04/02', 配送完了日: '2026/04/03' },
      '2026-04-01T15:00:00.000Z',
      '2026-04-02T15:00:00.000Z',
    ],
    ['base', { 発送日時: '2026-04-02 18:00:00' }, '2026-04-02T09:00:00.000Z', undefined],
  ] as [Name, Record<string, string>, string, string | undefined][])(
    '%s',
    async (preset, cells, shipped, delivered) => {
      const order = await one(preset, cells)
      expect([order?.shipped_at?.toISOString(), order?.delivered_at?.toISOString()]).toEqual([shipped, delivered])
    },
  )
})

describe('traps', () => {
  test.each(NAMES)('%s: the order of the columns, their case and a stranger among them do not matter', async (name) => {
    const turned = FILES[name]
      .split('\n')
      .map((row, index) => [...splitRow(row).toReversed(), index === 0 ? 'メモ欄' : '=1+1'])
    // The 送料 that comes first is now the shipping address's; it says the same here.
    turned[0] = turned[0]?.map((header) => ` ${header.toLowerCase()} `) ?? []
    const [as, plain] = [await read(name, turned.map((row) => row.join(',')).join('\n')), await read(name, FILES[name])]
    expect(as).toEqual(plain)
  })
  test('shopify: a helper app’s file in Shift_JIS says the same', async () => {
    expect(await read('shopify', '', cp932(FILES.shopify))).toEqual(await read('shopify', FILES.shopify))
  })
  test('shopify: the same name with another Id is another order', async () => {
    const again = FILES.shopify.split('\n').slice(1).join('\n').replace('5120000000001', '5120000000002')
    const { orders } = await read('shopify', `${FILES.shopify}\n${again}`)
    expect(orders.map(({ external_id, lines }) => [external_id, lines.length])).toEqual([
      ['5120000000001', 2],
      ['5120000000002', 2],
    ])
  })
  test('shopify: without an Id column the name is the number', async () => {
    const text = FILES.shopify.replace(',Id,', ',Ignored,')
    expect((await read('shopify', text)).orders[0]).toMatchObject({ external_id: '#1001', lines: [{}, {}] })
  })
  test('shopify: an Id that Excel broke takes the whole order along, not strangers’ orders', async () => {
    const other = FILES.shopify.split('\n').slice(1).join('\n').replaceAll('#1001', '#1002')
    const { orders, rejected } = await read(
      'shopify',
      `${FILES.shopify.replace('5120000000001', '5.12E+12')}\n${other}`,
    )
    expect([orders.length, rejected]).toEqual([1, ['2 excel_damage']])
  })
  test('shopify: two orders whose Id Excel broke in the same way are two', async () => {
    const broken = FILES.shopify.replace('5120000000001', '5.12E+12')
    const more = broken.split('\n').slice(1).join('\n').replaceAll('#1001', '#1002')
    expect((await read('shopify', `${broken}\n${more}`)).rejected).toEqual(['2 excel_damage', '4 excel_damage'])
  })
  test('shopify: dollars are not yen', async () => {
    expect((await read('shopify', changed('shopify', { Currency: 'USD', Total: '55.00' }))).rejected).toEqual([
      '2 bad_value',
    ])
    expect(await one('shopify', { Currency: 'JPY' })).toMatchObject({ total_yen: 5500 })
  })
  test('ec-cube4: a guest has no number and is known by e-mail', async () => {
    expect((await one('ec-cube4', { 会員ID: '' }))?.customer).toMatchObject({
      external_id: undefined,
      email: 'hanako@example.jp',
    })
  })
  test('ec-cube4: without 明細区分 the fee rows are known by their names', async () => {
    const order = await one('ec-cube4', { '明細区分(ID)': '', '明細区分(名称)': '' })
    expect(order?.lines.map(({ name }) => name)).toEqual(['うるおい化粧水'])
  })
  test('ec-cube4: prices without tax are no amounts when several goods were bought', async () => {
    const text = changed('ec-cube4', { 小計: '5500' }).replace(',,送料,550,1,10,2,送料', ',WA,洗顔,2000,1,10,1,商品')
    const { orders } = await read('ec-cube4', text)
    expect(orders[0]?.lines.map(({ sku, amount_yen }) => [sku, amount_yen])).toEqual([
      ['LF', undefined],
      ['WA', undefined],
    ])
  })
  test('ecforce: 支払い合計 of 0 gives way to 小計', async () => {
    expect((await one('ecforce', { 支払い合計: '0' }))?.total_yen).toBe(2970)
    expect((await one('ecforce', { 支払い合計: '3520' }))?.total_yen).toBe(3520)
  })
  test('ecforce: the other header of the count, with its full-width brackets', async () => {
    const text = FILES.ecforce.replace('定期回数', '定期内受注（N番目）')
    expect((await read('ecforce', text)).orders[0]?.subscription_count).toBe(2)
  })
  test('ecforce: an order without a contract is none, also when its count is 0', async () => {
    const order = await one('ecforce', { 定期受注番号: '', 定期回数: '0' })
    expect(order).toMatchObject({ subscription_external_id: undefined, subscription_count: undefined })
    expect(order?.lines.map((line) => line.is_subscription)).toEqual([undefined, undefined])
  })
  test('base: a code of the item goes before its number', async () => {
    expect((await one('base', { 商品コード: 'LF' }, 0))?.lines[0]?.sku).toBe('LF')
  })
})

describe('the preset that fits', () => {
  const headers = (name: Name) => FILES[name].split('\n')[0]?.split(',') ?? []
  test.each(NAMES)('%s is known by its headers, and suits itself', (name) => {
    expect(fittingPreset(headers(name), presetFor('generic'))).toBe(name)
    expect(fittingPreset(headers(name), presetFor(name))).toBeUndefined()
  })
  test('a file of anybody’s belongs to no system', () => {
    expect(fittingPreset(['注文番号', '会員ID', '注文日'], presetFor('generic'))).toBeUndefined()
  })
  test('a wrong preset that cannot read the file is answered with the right one', async () => {
    await expect(read('shopify', FILES.base)).rejects.toThrow('--preset base をお試しください')
  })
  test.each(['futureshop', 'MakeShop', 'STORES', 'たまごリピート', '楽楽リピート', 'サブスクストア'])(
    '%s is laid out by each shop: it is said how its files are read',
    (name) => {
      expect(() => presetFor(name)).toThrow('--preset を付けずにお試しください。')
    },
  )
  test('a name of nothing is answered with those there are', () => {
    for (const name of ['amazonia', 'constructor', '__proto__'])
      expect(() => presetFor(name)).toThrow('generic・shopify・ec-cube4')
  })
  test('the names are those that are promised', () => {
    expect(PRESET_NAMES).toEqual(expect.arrayContaining(['generic', 'shopify', 'ec-cube4', 'ecforce', 'base']))
    expect(PRESET_NAMES[0]).toBe('generic')
  })
})
