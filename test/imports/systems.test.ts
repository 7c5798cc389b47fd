/** Files of systems without a preset of their own, as far as their columns are known, by `generic` (DOMAIN §2.2). */

import { expect, test } from 'vitest'
import { readOverrides } from '../../bot/imports/mapper.ts'
import { readOrders } from '../../bot/imports/orders.ts'
import { presetFor } from '../../bot/imports/presets.ts'
import { all, pieces } from './texts.ts'

const ORDER = { customer: { email: 'hanako@example.jp' } }

test.each([
  [
    'STORES',
    '',
    `オーダー番号,オーダー日,アイテム名,個数,小計,配送料,合計,内消費税,氏名(姓),氏名(名),メールアドレス
1234567890,2026/04/01,化粧水,1,3300,500,3800,300,山田,花子,hanako@example.jp`,
    { ...ORDER, external_id: '1234567890', total_yen: 3800, shipping_yen: 500, lines: [{ name: '化粧水' }] },
  ],
  [
    'futureshop',
    '',
    `受注コード,注文日時,請求合計金額,氏名(姓),氏名(名),メールアドレス,電話番号(メイン),商品番号,商品名,販売単価,購入数量
R001,2026/04/01 12:34:56,3850,山田,花子,hanako@example.jp,03-1234-5678,LF,化粧水,3300,1`,
    {
      customer: { name: '山田 花子', phone: '0312345678' },
      external_id: 'R001',
      total_yen: 3850,
      lines: [{ sku: 'LF', amount_yen: 3300 }],
    },
  ],
  [
    'makeshop, day and time in two columns',
    '',
    `注文番号,日付,注文時間,会員ID,処理状況,合計金額
P0001,2022/8/10,103309,77,注文キャンセル,3300`,
    { external_id: 'P0001', ordered_at: new Date('2022-08-10T10:33:09+09:00'), status: 'cancelled' },
  ],
  [
    '楽天, the moment once whole and once in two columns',
    '',
    `注文番号,ステータス,注文日時,注文日,注文時間,メールアドレス
1-2-3,発送済,2026-04-01 12:34:56,2026-04-01,12:34:56,hanako@example.jp`,
    { ...ORDER, ordered_at: new Date('2026-04-01T12:34:56+09:00'), status: 'shipped' },
  ],
  [
    'Amazon, between tabs and in UTC',
    '',
    `order-id\tpurchase-date\tbuyer-email\tsku\tproduct-name\tquantity-purchased\titem-price
1-2\t2021-10-19T17:36:10+00:00\thanako@example.jp\tLF\t化粧水, 200mL\t1\t3300`,
    { ...ORDER, ordered_at: new Date('2021-10-19T17:36:10Z'), total_yen: 3300, lines: [{ name: '化粧水, 200mL' }] },
  ],
  [
    'サブスクストア, whose first line may be an order',
    '1=order_id,2=email,3=ordered_at,4=status',
    'S1,hanako@example.jp,2026/04/01,出荷待ち',
    { ...ORDER, external_id: 'S1', status: 'confirmed' },
  ],
])('%s', async (_system, map, text, order) => {
  const found = await all(readOrders(pieces(text), { preset: presetFor('generic'), overrides: readOverrides(map) }))
  expect(found).toMatchObject([{ order }])
})
