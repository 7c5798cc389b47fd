import { describe, expect, test } from 'vitest'
import { mapColumns, pick, readOverrides, unusedHeaders } from '../../bot/imports/mapper.ts'
import { generic } from '../../bot/imports/presets/generic.ts'

const map = (headers: string, overrides = '') =>
  Object.fromEntries(mapColumns(headers.split(','), generic, readOverrides(overrides)))

describe('generic headers (DOMAIN §2.5)', () => {
  test.each([
    ['注文番号,会員ID,注文日時,支払合計', { order_id: 0, customer_id: 1, ordered_at: 2, total: 3 }],
    ['受注ID,メールアドレス,受注日,小計', { order_id: 0, email: 1, ordered_at: 2, subtotal: 3 }],
    ['オーダー番号,TEL,オーダー日,合計', { order_id: 0, phone: 1, ordered_at: 2, total: 3 }],
    [
      'order_id,customer_id,ordered_on,quantity,total',
      { order_id: 0, customer_id: 1, ordered_at: 2, quantity: 3, total: 4 },
    ],
    ['order-id,buyer-email,purchase-date,sku', { order_id: 0, email: 1, ordered_at: 2, sku: 3 }],
    ['Order ID,Email,Created at,Total', { order_id: 0, email: 1, ordered_at: 2, total: 3 }],
  ])('%s', (headers, columns) => expect(map(headers)).toEqual(columns))

  // Shopify's `Name` is left to its own preset.
  test.each([
    ['order_id', '注文番号 受注番号 注文ID 受注ID オーダー番号 受注コード order-id Id'],
    ['ordered_at', '注文日時 受注日 注文日 オーダー日 日付 purchase-date Created_at'],
    ['email', 'メールアドレス メールアドレス(請求先) 注文者メールアドレス Email buyer-email'],
    ['phone', '電話番号 TEL 電話番号(請求先) 電話番号(メイン) Phone'],
    ['customer_id', '会員ID 顧客番号 顧客ID 会員番号'],
    ['total', '支払合計 支払い合計 請求合計金額 合計金額 合計 Total'],
    ['sku', '商品コード 商品番号 購入商品（商品コード） sku Lineitem_sku'],
    ['quantity', '個数 数量 購入数量 Lineitem_quantity quantity-purchased'],
    ['status', '対応状況(名称) 発送状況 処理状況 ステータス 注文ステータス Financial_Status'],
    ['subscription_id', '定期受注番号'],
    ['subscription_count', '定期回数 定期内受注（N番目） 定期購入回数'],
    ['subscription_status', '定期ステータス'],
  ])('%s: each of %s', (field, headers) => {
    for (const header of headers.split(' ')) {
      const needed = ['order_id', 'customer_id', 'ordered_at'].filter((one) => one !== field)
      expect(map([...needed, header.replace('_', ' ')].join())).toMatchObject({ [field]: needed.length })
    }
  })

  test('width, case and spaces do not matter', () => {
    expect(map('　注文番号 ,ＴＥＬ,注文日時,ＳＫＵ')).toEqual({ order_id: 0, phone: 1, ordered_at: 2, sku: 3 })
  })
  test('the first column wins when a header appears twice', () => {
    expect(map('注文番号,送料,会員ID,注文日,送料')).toEqual({ order_id: 0, shipping: 1, customer_id: 2, ordered_at: 3 })
  })
  test('people in a column called name are no order numbers', () => {
    expect(() => map('name,email,date,total')).toThrow('「注文番号」の列が見つかりません')
    expect(map('id,name,email,date')).toEqual({ order_id: 0, name: 1, email: 2, ordered_at: 3 })
  })
})

describe('--map', () => {
  test('goes before the synonyms, by header or by number', () => {
    expect(map('受注No,会員,いつ,total', '受注No=order_id,2=customer_id, いつ = ordered_at')).toMatchObject({
      order_id: 0,
      customer_id: 1,
      ordered_at: 2,
      total: 3,
    })
  })
  test('a field that does not exist is answered with the near one', () => {
    expect(() => readOverrides('受注No=oder_id')).toThrow('「order_id」のことですか？')
    expect(() => readOverrides('受注No')).toThrow('「列の見出し=項目」の形')
  })
  test('a column that does not exist is answered with those that do', () => {
    expect(() => map('a,b', 'c=order_id')).toThrow('見出し: a / b')
    expect(() => map('a,b', '3=order_id')).toThrow('--map の列「3」がファイルにありません')
  })
})

test('a file that cannot tell customers apart is refused', () => {
  expect(() => map('注文番号,注文日')).toThrow('「お客さま番号・メールアドレス・電話番号」の列が見つかりません')
})

test('headers nothing was read from are known', () => {
  const headers = ['注文番号', '備考', '会員ID', '注文日', '']
  expect(unusedHeaders(headers, mapColumns(headers, generic))).toEqual(['備考'])
})

test('an apostrophe that keeps a spreadsheet from counting is no part of the cell; any other is', () => {
  const columns = mapColumns(['注文番号', '電話番号', '注文日', '値引き', 'お名前'], generic)
  expect(pick([' A1 ', "'+819012345678", '2026-04-01', "'-500", "'Taro"], columns)).toEqual({
    order_id: 'A1',
    phone: '+819012345678',
    ordered_at: '2026-04-01',
    discount: '-500',
    name: "'Taro",
  })
})
