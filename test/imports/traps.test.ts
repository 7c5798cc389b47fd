/** More traps of DOMAIN §2.2, system by system: what would be counted wrongly without anybody noticing. */

import { describe, expect, test } from 'vitest'
import type { OrderInput } from '../../bot/core/order.ts'
import { decode, detectEncoding } from '../../bot/imports/decode.ts'
import { readOrders } from '../../bot/imports/orders.ts'
import { phoneOf } from '../../bot/imports/phones.ts'
import { presetFor } from '../../bot/imports/presets.ts'
import { FILES } from './files.ts'
import { all, cp932, opens, utf16 } from './texts.ts'

async function read(preset: string, text: string, bytes: Uint8Array = new TextEncoder().encode(text)) {
  const open = opens(bytes)
  const texts = decode(open(), await detectEncoding(open))
  const found = await all(readOrders(texts, { preset: presetFor(preset) }))
  return {
    orders: found.flatMap((one) => ('order' in one ? [one.order] : [])) as OrderInput[],
    rejected: found.flatMap((one) => ('code' in one ? [`${one.line} ${one.code} ${one.message}`] : [])),
  }
}
const first = async (preset: string, text: string) => {
  const { orders, rejected } = await read(preset, text)
  expect(rejected).toEqual([])
  return orders[0]
}

describe('shopify', () => {
  const row = (tags: string, more = '0') =>
    FILES.shopify.replace(',,0,5120000000001,,', `,,${more},5120000000001,"${tags}",`)

  test.each([
    ['Subscription, Subscription First Order', true, undefined],
    ['vip, Subscription Recurring Order', true, true],
    ['定期購買, 2回目', true, true],
    ['定期購買_1回目', true, undefined],
    ['vip, 夏のキャンペーン', undefined, undefined],
  ])('tags %j: every line is a contract’s (%s), renewal %s', async (tags, isSubscription, isRenewal) => {
    const order = await first('shopify', row(tags))
    expect(order?.lines.map((line) => line.is_subscription)).toEqual([isSubscription, isSubscription])
    expect(order?.is_renewal).toBe(isRenewal)
  })
  test('what was given back is on the order, in yen with decimals too', async () => {
    const text = row('', '2200.00').replace(',paid,', ',partially_refunded,')
    expect(await first('shopify', text)).toMatchObject({ status: 'partially_refunded', refunded_yen: 2200 })
  })
  test.each([
    ['090-1111-1111', '090-2222-2222', '09011111111'],
    ['', '090-2222-2222', '09022222222'],
    ['', '', '09033333333'],
  ])('telephones %j of the customer, %j of who pays: %s, as in a webhook', async (own, paying, phone) => {
    const [header, row, more] = FILES.shopify.split('\n')
    const text = [
      `${header},Billing Phone,Shipping Phone`,
      `${row?.replace('+819012345678', own)},${paying},+81 90-3333-3333`,
      `${more},,`,
    ].join('\n')
    expect((await first('shopify', text))?.customer.phone).toBe(phone)
  })
  test('a third row without order cells, and one of the next order, each go where they belong', async () => {
    const more = `
#1001,hanako@example.jp,,,,,2026-04-01 12:34:56 +0900,3,サンプル,0,SA,,,,,
#1002,taro@example.jp,paid,,2200,,2026-04-02 09:00:00 +0900,1,もっちり洗顔,2200,WA,,0,5120000000002,,
#1002,taro@example.jp,,,,,2026-04-02 09:00:00 +0900,1,サンプル,0,SA,,,,,`
    const { orders } = await read('shopify', FILES.shopify + more)
    expect(orders.map(({ total_yen, lines }) => [total_yen, lines.map(({ sku, qty }) => `${sku}×${qty}`)])).toEqual([
      [5500, ['LF×1', 'WA×1', 'SA×3']],
      [2200, ['WA×1', 'SA×1']],
    ])
  })
  test('a note of several lines and a post code with an apostrophe break nothing', async () => {
    const [header = '', ...rows] = FILES.shopify.split('\n')
    const text = [
      `${header},Notes,Shipping Zip`,
      `${rows[0]},"置き配で\r\nお願いします, ""玄関""",'100-0001`,
      rows[1],
    ].join('\r\n')
    expect(await first('shopify', text)).toEqual(await first('shopify', FILES.shopify))
  })
})

describe('ec-cube4', () => {
  const goods = FILES['ec-cube4'].split('\n')[1] ?? ''
  const extra = (kind: number, name: string, price: string) =>
    goods.replace(',LF,うるおい化粧水,3000,1,10,1,商品,', `,,${name},${price},1,10,${kind},${name},`)

  test('postage, fees, discounts, taxes and points are no goods', async () => {
    const rows = [
      extra(2, '送料', '550'),
      extra(3, '手数料', '330'),
      extra(4, '割引', '-500'),
      extra(5, '税', '30'),
      extra(6, 'ポイント', '-100'),
    ]
    const text = [FILES['ec-cube4'].split('\n')[0], ...rows, goods].join('\n')
    expect((await first('ec-cube4', text))?.lines).toMatchObject([{ sku: 'LF', amount_yen: 3300 }])
  })
  test('postage and fees are told by their rows where the shop left out the columns of the order', async () => {
    const text = [FILES['ec-cube4'].split('\n')[0], extra(2, '送料', '550'), extra(3, '手数料', '330'), goods].join(
      '\n',
    )
    const without = text
      .replace(/,送料$/m, ',備考')
      .replace('値引き,送料,', '値引き,メモ,')
      .replaceAll(',3850,', ',4180,')
    expect(await first('ec-cube4', without)).toMatchObject({ total_yen: 4180, shipping_yen: 550, fee_yen: 330 })
    // The order's own column goes before its rows.
    expect((await first('ec-cube4', text.replaceAll(',0,550,3850,', ',0,500,3850,')))?.shipping_yen).toBe(500)
  })
  test.each([
    ['UTF-8 with a mark', (text: string) => new TextEncoder().encode(`\ufeff${text}`)],
    ['UTF-8 without', (text: string) => new TextEncoder().encode(text)],
    ['Shift_JIS', cp932],
    ['UTF-16', (text: string) => utf16(text)],
    ['with the newlines of Windows', (text: string) => new TextEncoder().encode(text.replaceAll('\n', '\r\n'))],
    ['with the newlines of an old Mac', (text: string) => new TextEncoder().encode(text.replaceAll('\n', '\r'))],
    ['with a comma at every end', (text: string) => new TextEncoder().encode(text.replaceAll('\n', ',\n'))],
    ['between tabs', (text: string) => new TextEncoder().encode(text.replaceAll(',', '\t'))],
    ['between semicolons', (text: string) => new TextEncoder().encode(text.replaceAll(',', ';'))],
  ])('%s says the same', async (_how, encode) => {
    const text = FILES['ec-cube4']
    expect(await read('ec-cube4', '', encode(text))).toEqual(await read('ec-cube4', text))
  })
  test('a day of delivery that the customer left open is no error', async () => {
    const text = FILES['ec-cube4'].replace('受注日,', '受注日,お届け日,').replaceAll('12:34:56,', '12:34:56,指定なし,')
    expect((await first('ec-cube4', text))?.delivered_at).toBeUndefined()
    expect((await first('ec-cube4', text.replaceAll('指定なし', '2026-04-05')))?.delivered_at).toEqual(
      new Date('2026-04-05T00:00:00+09:00'),
    )
  })
})

describe('ec-cube2', () => {
  test('telephone in three columns, post code in two, the state as a number, no goods', async () => {
    expect(await first('ec-cube2', FILES['ec-cube2'])).toMatchObject({
      source: 'ec-cube2',
      external_id: '501',
      customer: { external_id: '77', phone: '09012345678', name: '髙橋 花子', kana: 'タカハシ ハナコ' },
      status: 'shipped',
      shipped_at: new Date('2026-04-02T18:00:00+09:00'),
      total_yen: 3750,
      points_used_yen: 100,
      lines: [],
    })
  })
  test.each([
    ['1', 'confirmed'],
    ['2', 'pending'],
    ['3', 'cancelled'],
    ['4', 'confirmed'],
    ['5', 'shipped'],
    ['6', 'confirmed'],
    ['キャンセル', 'cancelled'],
  ])('state %s is %s', async (state, status) => {
    const text = FILES['ec-cube2'].replace('カード,5,', `カード,${state},`).replace(',2026-04-02 18:00:00', ',')
    expect((await first('ec-cube2', text))?.status).toBe(status)
  })
  test('a basket on its way to the payment is no order', async () => {
    expect(await read('ec-cube2', FILES['ec-cube2'].replace('カード,5,', 'カード,7,'))).toEqual({
      orders: [],
      rejected: [],
    })
  })
})

test.each([
  [['090', '1234', '5678'], '090-1234-5678'],
  [['90', '1234', '5678'], '90-1234-5678'],
  [['090', '12', '5678'], '090-0012-5678'],
  [['90', '1234', '8'], '90-1234-0008'],
  [['03', '1234', '567'], '03-1234-0567'],
  [['0422', '12', '3456'], '0422-12-3456'],
  [['090-1234-5678', '', ''], '090-1234-5678'],
  [['090', '1234', ''], undefined],
])('a telephone number in three columns %j is %s', ([phone, phone_2, phone_3], whole) => {
  const given = (text?: string) => text || undefined
  expect(phoneOf({ phone: given(phone), phone_2: given(phone_2), phone_3: given(phone_3) })).toBe(whole)
})

describe('ecforce', () => {
  test('顧客購入回数 is not read, whatever it says', async () => {
    expect(await first('ecforce', FILES.ecforce.replace('",1,有効', '",99,有効'))).toEqual(
      await first('ecforce', FILES.ecforce),
    )
  })
  test('full-width and half-width brackets are one header', async () => {
    const text = FILES.ecforce.replace('購入商品（商品コード）', '購入商品(商品コード)')
    expect(await first('ecforce', text)).toEqual(await first('ecforce', FILES.ecforce))
  })
  test('a renewal that waits to be shipped has not happened; one that is paid has', async () => {
    const text = (state: string, paid: string) =>
      FILES.ecforce.replace('定期回数\n', '定期回数,対応状況,入金日\n').replace(/2$/, `2,${state},${paid}`)
    expect((await first('ecforce', text('発送待ち', '')))?.status).toBe('pending')
    expect((await first('ecforce', text('未発送', '')))?.status).toBe('pending')
    expect((await first('ecforce', text('発送済み', '')))?.status).toBe('shipped')
    expect((await first('ecforce', text('発送待ち', '2026/04/01')))?.status).toBe('confirmed')
  })
})

test('ecforce: where 支払い合計 is 0 the order cost what its other amounts say, and postage stays postage', async () => {
  const text = (amounts: string) =>
    FILES.ecforce.replace('小計,支払い合計', '小計,送料,利用ポイント,支払い合計').replace(',2970,2970,', `,${amounts},`)
  expect(await first('ecforce', text('2970,550,0,0'))).toMatchObject({ total_yen: 3520, shipping_yen: 550 })
  expect(await first('ecforce', text('2970,550,3520,0'))).toMatchObject({ total_yen: 0, points_used_yen: 3520 })
  expect(await first('ecforce', text('2970,550,0,3520'))).toMatchObject({ total_yen: 3520, subtotal_yen: 2970 })
})

test('ecforce: a renewal whose payment failed has not been bought, and is one when the parcel left all the same', async () => {
  const text = (more: string) =>
    FILES.ecforce.replace('定期回数\n', '定期回数,決済状況,発送日\n').replace(/2$/, `2,${more}`)
  expect((await first('ecforce', text('決済失敗,')))?.status).toBe('pending')
  expect((await first('ecforce', text('決済完了,')))?.status).toBe('confirmed')
  expect(await first('ecforce', text('決済失敗,2026/04/02'))).toMatchObject({
    shipped_at: new Date('2026-04-02T00:00:00+09:00'),
  })
})

describe('base', () => {
  const [header = '', item = '', option = ''] = FILES.base.split('\n')
  const other = item.replace('うるおい化粧水', '洗顔').replace(',1000,', ',1001,')

  test('each option belongs to the item above it, and none becomes an item', async () => {
    const size = option.replace('商品オプション「のし」,あり', '商品オプション「名入れ」,花子')
    const order = await first('base', [header, item, option, size, other, size].join('\n'))
    expect(order?.lines.map(({ name, variant, qty }) => [name, variant, qty])).toEqual([
      ['うるおい化粧水', 'のし=あり、名入れ=花子', 1],
      ['洗顔', '名入れ=花子', 1],
    ])
  })
  test('an option of another order is not joined to this one’s item', async () => {
    const next = other.replace('ABCDEF0123456789', 'ABCDEF0000000002')
    const { orders } = await read('base', [header, item, next, option].join('\n'))
    expect(orders.map(({ lines }) => lines.map(({ variant }) => variant))).toEqual([['のし=あり'], [undefined]])
  })
  test('columns that apps add (特典, 種類コード, JAN) change nothing', async () => {
    const text = FILES.base
      .split('\n')
      .map((row, index) => `${row},${index === 0 ? '特典,種類コード,JAN/GTIN' : 'ポーチ,V1,4900000000000'}`)
      .join('\n')
    expect(await first('base', text)).toEqual(await first('base', FILES.base))
  })
})

test.each(['constructor', '__proto__', 'toString'])('the word %s in a state is a word like any other', async (word) => {
  const files = {
    'ec-cube2': FILES['ec-cube2'].replace('カード,5,', `カード,${word},`).replace(',2026-04-02 18:00:00', ','),
    'ec-cube4': FILES['ec-cube4'].replaceAll(',5,発送済み,', `,${word},${word},`),
    rakuten: FILES.rakuten.replaceAll(',500,', `,${word},`),
  }
  for (const [preset, text] of Object.entries(files))
    expect(await first(preset, text)).toMatchObject({ raw_status: word })
})
