/** Files of systems without a preset of their own, as far as their columns are known, by `generic` (DOMAIN §2.2). */

import { expect, test } from 'vitest'
import { readOverrides } from '../../bot/imports/mapper.ts'
import { readOrders } from '../../bot/imports/orders.ts'
import { presetFor } from '../../bot/imports/presets.ts'
import { all, pieces } from './texts.ts'

const ORDER = { customer: { email: 'hanako@example.jp' } }

const read = (text: string, map = '') =>
  all(readOrders(pieces(text), { preset: presetFor('generic'), overrides: readOverrides(map) }))

test.each([
  [
    'STORES',
    '',
    `オーダー番号,オーダー日,アイテム名,個数,小計,配送料,合計,内消費税,氏(請求先),名(請求先),電話番号(請求先),メールアドレス(請求先)
1234567890,2026/04/01,化粧水,1,3300,500,3800,300,山田,花子,090-1234-5678,hanako@example.jp`,
    {
      external_id: '1234567890',
      customer: { name: '山田 花子', phone: '09012345678' },
      total_yen: 3800,
      shipping_yen: 500,
      lines: [{ name: '化粧水' }],
    },
  ],
  [
    'futureshop, with the fields this shop chose',
    '',
    `受注コード,注文日時,請求合計金額,商品合計金額,送料,決済手数料,入金確認日,氏名(姓),氏名(名),メールアドレス,電話番号(メイン),お届け希望日,商品番号,枝番号,商品名,バリエーション名,販売単価,購入数量,ポイント利用額,割引合計金額
R001,2026/04/01 12:34:56,3850,3300,550,0,2026/04/02,山田,花子,hanako@example.jp,03-1234-5678,指定なし,LF,01,化粧水,しっとり,3300,1,0,0`,
    {
      customer: { name: '山田 花子', phone: '0312345678' },
      external_id: 'R001',
      paid_at: new Date('2026-04-02T00:00:00+09:00'),
      total_yen: 3850,
      delivered_at: undefined,
      lines: [{ sku: 'LF', variant: 'しっとり', amount_yen: 3300 }],
    },
  ],
  [
    'futureshop, with other fields in another order, and with a contract',
    '',
    `メールアドレス,申込コード,購入数量,商品番号,注文日時,受注コード
hanako@example.jp,S77,1,LF,2026/04/01 12:34:56,R001`,
    { ...ORDER, external_id: 'R001', subscription_external_id: 'S77', lines: [{ sku: 'LF', is_subscription: true }] },
  ],
  [
    'makeshop, day and time in two columns',
    '',
    `注文番号,日付,注文時間,会員ID,処理状況,合計金額
P0001,2022/8/10,103309,77,注文キャンセル,3300`,
    { external_id: 'P0001', ordered_at: new Date('2022-08-10T10:33:09+09:00'), status: 'cancelled' },
  ],
  [
    'makeshop, before ten in the morning: Excel took the 0',
    '',
    `注文番号,日付,注文時間,会員ID,処理状況
P0001,2022/8/10,93309,77,配送`,
    { ordered_at: new Date('2022-08-10T09:33:09+09:00'), status: 'shipped' },
  ],
  [
    'makeshop, sent back',
    '',
    `注文番号,日付,会員ID,処理状況
P0001,2022/8/10,77,返送`,
    { status: 'returned' },
  ],
  [
    'EC-CUBE 2 of a host that prints names: telephone in three columns, post code in two',
    '',
    `注文ID,顧客ID,お名前(姓),お名前(名),メールアドレス,TEL1,TEL2,TEL3,郵便番号1,郵便番号2,対応状況(名称),注文日時,支払い合計
501,77,髙橋,花子,hanako@example.jp,090,1234,5678,100,0001,発送済み,2026-04-01 12:34:56,3850`,
    { external_id: '501', customer: { external_id: '77', phone: '09012345678' }, status: 'shipped', total_yen: 3850 },
  ],
  [
    'たまごリピート: a renewal that is written down days ahead counts when it ships',
    '1=order_id,受注日付=ordered_at,お客様=customer_id,何回目=subscription_count,状態=status,発送=shipped_at',
    `受注番号,受注日付,お客様,何回目,状態,発送
T1,2026/04/01,77,3回目,出荷待ち,`,
    { external_id: 'T1', status: 'pending', subscription_count: 3 },
  ],
  [
    'たまごリピート: the same, shipped',
    '1=order_id,受注日付=ordered_at,お客様=customer_id,何回目=subscription_count,状態=status,発送=shipped_at',
    `受注番号,受注日付,お客様,何回目,状態,発送
T1,2026/04/01,77,3回目,出荷済み,2026/04/11`,
    { status: 'shipped', shipped_at: new Date('2026-04-11T00:00:00+09:00') },
  ],
  [
    'a first delivery that has not shipped is bought all the same',
    '',
    `受注番号,受注日,顧客番号,定期回数,ステータス
T1,2026/04/01,77,1,出荷待ち`,
    { status: 'confirmed' },
  ],
  [
    'サブスクストア, whose first line may be an order',
    '1=order_id,2=email,3=ordered_at,4=status',
    'S1,hanako@example.jp,2026/04/01,出荷待ち',
    { ...ORDER, external_id: 'S1', status: 'confirmed' },
  ],
])('%s', async (_system, map, text, order) => {
  expect(await read(text, map)).toMatchObject([{ order }])
})

test('サブスクストア without a map is answered with the columns by number, as its first row shows them', async () => {
  await expect(
    read('S1,山田 花子,2026/04/01,hanako@example.jp\nS2,佐藤 次郎,2026/04/02,jiro@example.jp'),
  ).rejects.toThrow('1行目から始まるファイルは、列の番号で教えてください（例: --map 1=order_id,3=ordered_at,4=email）')
})

test.each([
  [
    '伝票番号,お客様メール,買った日',
    '「注文番号」「注文日」「お客さま番号・メールアドレス・電話番号」の列が',
    '--map 伝票番号=order_id,買った日=ordered_at,お客様メール=email',
  ],
  ['注文番号,お客様メール,買った日', '「注文日」「お客さま番号', '--map 買った日=ordered_at,お客様メール=email'],
  ['注文番号,お客様メール,注文日', '「お客さま番号', '--map お客様メール=email'],
  ['伝票 番号,メール,注文日', '「注文番号」の列が', '--map "伝票 番号=order_id"'],
  ['a,メール,注文日', '「注文番号」の列が', '--map 列の見出し=order_id'],
])('columns called otherwise are asked for all at once, by the likeliest of them: %s', async (headers, what, map) => {
  const asked = read(`${headers}\n1,hanako@example.jp,2026/04/01`)
  await expect(asked).rejects.toThrow(what)
  await expect(asked).rejects.toThrow(map)
})
