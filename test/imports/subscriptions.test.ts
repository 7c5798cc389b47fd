/** Files of contracts, in the words of the carts (DOMAIN §2.2). The people are invented. */

import { describe, expect, test } from 'vitest'
import type { SubscriptionInput } from '../../bot/core/order.ts'
import { readContractStatus, readCycle } from '../../bot/imports/contract-words.ts'
import { isContracts, kindIn, otherKind } from '../../bot/imports/kinds.ts'
import { mapColumns, readOverrides } from '../../bot/imports/mapper.ts'
import { readOrders } from '../../bot/imports/orders.ts'
import { generic } from '../../bot/imports/presets/generic.ts'
import { subscriptions as preset } from '../../bot/imports/presets/subscriptions.ts'
import { readSubscriptions } from '../../bot/imports/subscriptions.ts'
import { all, pieces } from './texts.ts'

async function read(text: string, map = '') {
  const found = await all(readSubscriptions(pieces(text), { preset, overrides: readOverrides(map) }))
  return {
    contracts: found.flatMap((one) => ('subscription' in one ? [one.subscription] : [])) as SubscriptionInput[],
    rejected: found.flatMap((one) => ('code' in one ? [`${one.line}行目 ${one.code} ${one.message}`] : [])),
  }
}

test.each([
  ['有効', 'active'],
  ['継続中', 'active'],
  ['ご注文継続', 'active'],
  ['ACTIVE', 'active'],
  ['一時休止', 'paused'],
  ['休止', 'paused'],
  ['停止', 'paused'],
  ['一時停止中', 'paused'],
  ['スキップ', 'paused'],
  ['PAUSED', 'paused'],
  ['課金失敗', 'payment_failed'],
  ['決済エラー', 'payment_failed'],
  ['解約', 'cancelled'],
  ['解約/完了', 'cancelled'],
  ['無効', 'cancelled'],
  ['キャンセル済', 'cancelled'],
  ['期限切れ', 'cancelled'],
  ['CANCELLED', 'cancelled'],
  ['INACTIVE', 'cancelled'],
  ['完了', 'completed'],
  ['終了済み', 'completed'],
  ['解約予定', 'active'],
  ['解約申請中', 'active'],
  ['○', undefined],
  ['1', undefined],
])('the state %s is %s', (words, status) => expect(readContractStatus(words)).toBe(status))

test.each([
  ['30', 30],
  ['30日', 30],
  ['45日ごと', 45],
  ['２８日間隔', 28],
  ['1ヶ月', 30],
  ['2か月ごと', 60],
  ['３カ月に1回', 90],
  ['毎月10日', 30],
  ['隔月', 60],
  ['毎週', 7],
  ['4週間', 28],
  ['1年', 365],
  ['1 month', 30],
  ['2 weeks', 14],
  ['MONTHLY', 30],
  ['3年', undefined],
  ['0日', undefined],
  ['お好きなとき', undefined],
  ['', undefined],
  ['第2月曜日', undefined],
])('delivered every %j is %s days', (words, days) => expect(readCycle(words)).toBe(days))

const ECFORCE = `定期受注番号,顧客番号,メールアドレス,商品コード,商品名,定期ステータス,定期回数,定期間隔,次回配送予定日,定期申込日,解約日,解約理由
a4330541d5,c7bd95e895,hanako@example.jp,LS,化粧水 定期,有効,2,1ヶ月,2026/05/01,2026/03/01 10:00,,
b4330541d5,d7bd95e895,taro@example.jp,LS,化粧水 定期,無効,5,30日,,2025/11/01,2026/04/02,肌に合わない`

describe('the files', () => {
  test('ecforce', async () => {
    const { contracts, rejected } = await read(ECFORCE)
    expect(rejected).toEqual([])
    expect(contracts).toMatchObject([
      {
        external_id: 'a4330541d5',
        customer: { external_id: 'c7bd95e895', email: 'hanako@example.jp' },
        product: 'LS',
        cycle_days: 30,
        status: 'active',
        raw_status: '有効',
        started_at: new Date('2026-03-01T10:00:00+09:00'),
        next_delivery_on: '2026-05-01',
        cancelled_at: undefined,
        count: 2,
        inferred: false,
      },
      {
        status: 'cancelled',
        cancelled_at: new Date('2026-04-02T00:00:00+09:00'),
        cancel_reason: '肌に合わない',
        count: 5,
      },
    ])
  })
  test('makeshop', async () => {
    const { contracts } = await read(
      '定期購入ID,会員ID,商品名,ステータス,配送サイクル,申込日\nT1,77,化粧水,継続中,毎月5日,2026/3/1\nT2,78,化粧水,完了,毎月5日,2025/3/1',
    )
    expect(contracts.map(({ status, cycle_days }) => [status, cycle_days])).toEqual([
      ['active', 30],
      ['completed', 30],
    ])
  })
  test('futureshop', async () => {
    const { contracts } = await read(
      '申込コード,申込日時,氏名(姓),氏名(名),メールアドレス,商品番号,商品名,お届けサイクル,次回お届け日,申込状況\nF1,2026/03/01 10:00:00,山田,花子,hanako@example.jp,LF,化粧水,2ヶ月,2026/05/10,継続中',
    )
    expect(contracts).toMatchObject([
      {
        external_id: 'F1',
        customer: { name: '山田 花子' },
        product: 'LF',
        cycle_days: 60,
        next_delivery_on: '2026-05-10',
      },
    ])
  })
  test.each([
    ['ご注文継続', 'active'],
    ['一時休止', 'paused'],
    ['休止', 'paused'],
    ['解約', 'cancelled'],
  ])('楽楽リピート: %s', async (word, status) => {
    const { contracts } = await read(`定期番号,顧客番号,商品名,継続状況,登録日\n1,77,化粧水,${word},2026/3/1`)
    expect(contracts).toMatchObject([{ status }])
  })
  test('without a header line, by the numbers of the columns', async () => {
    const map = '1=subscription_id,2=email,3=product,4=started_at,5=subscription_status'
    const { contracts } = await read('S1,hanako@example.jp,化粧水,2026/3/1,休止', map)
    expect(contracts).toMatchObject([{ external_id: 'S1', status: 'paused' }])
  })
})

describe('several rows of one contract', () => {
  const HEADER = '定期番号,顧客番号,商品コード,状態,開始日,定期回数,次回お届け日\n'
  test('of several products the first tells it', async () => {
    const { contracts } = await read(
      `${HEADER}1,77,LF,有効,2026/3/1,2,\n1,77,WA,有効,2026/3/1,2,\n2,78,WA,有効,2026/3/1,1,`,
    )
    expect(contracts.map(({ external_id, product }) => [external_id, product])).toEqual([
      ['1', 'LF'],
      ['2', 'WA'],
    ])
  })
  test('of several deliveries the farthest tells it, in whatever order they stand', async () => {
    const rows = ['1,77,LF,有効,2026/3/1,1,2026/4/1', '1,77,LF,休止,2026/3/1,3,', '1,77,LF,有効,2026/3/1,2,2026/5/1']
    for (const order of [rows, rows.toReversed()])
      expect((await read(HEADER + order.join('\n'))).contracts).toMatchObject([{ status: 'paused', count: 3 }])
  })
})

describe('what is not said is not made up', () => {
  const HEADER = '定期番号,顧客番号,商品名,状態,開始日,解約日,更新日\n'
  const one = async (row: string) => (await read(HEADER + row)).contracts[0]
  test('an empty state is a running contract, or an ended one when it has a day of ending', async () => {
    expect(await one('1,77,化粧水,,2026/3/1,,')).toMatchObject({ status: 'active' })
    expect(await one('1,77,化粧水,,2026/3/1,2026/4/1,')).toMatchObject({ status: 'cancelled' })
  })
  test('a contract that ended on an unknown day ended when its row changed last', async () => {
    expect((await one('1,77,化粧水,解約,2026/3/1,,2026/4/5'))?.cancelled_at).toEqual(
      new Date('2026-04-05T00:00:00+09:00'),
    )
  })
  test('a running contract has no day of ending, also when the cart keeps an old one', async () => {
    expect((await one('1,77,化粧水,有効,2026/3/1,2026/2/1,'))?.cancelled_at).toBeUndefined()
  })
  test.each([
    ['1,77,化粧水,△,2026/3/1,,', '2行目 bad_value 定期の状態「△」を読み取れません。「有効」'],
    ['1,77,化粧水,有効,令和8年3月1日,,', '2行目 bad_value 定期の開始日「令和8年3月1日」を読み取れません。和暦は'],
    ['1,77,化粧水,有効,46113,,', '2行目 excel_damage 定期の開始日が「46113」になっています。'],
    ['5.12E+12,77,化粧水,有効,2026/3/1,,', '2行目 excel_damage 定期受注番号が「5.12E+12」になっています。'],
    [',77,化粧水,有効,2026/3/1,,', '2行目 missing_id 定期受注番号がありません。'],
    ['1,77,化粧水,有効,,,', '2行目 missing_date 定期便の開始日'],
    ['1,,化粧水,有効,2026/3/1,,', '2行目 missing_customer お客さま'],
    ['1,77,,有効,2026/3/1,,', '2行目 bad_value 商品'],
  ])('%s', async (row, sentence) => {
    const { contracts, rejected } = await read(`${HEADER}${row}\n2,78,化粧水,有効,2026/3/1,,`)
    expect(contracts).toMatchObject([{ external_id: '2' }])
    expect(rejected).toEqual([expect.stringContaining(sentence)])
  })
})

describe('a file tells its kind', () => {
  const headers = (text: string) => text.split('\n')[0]?.split(',') ?? []
  test('contracts without order numbers are no orders', async () => {
    expect(otherKind(headers(ECFORCE))).toBe('subscriptions')
    const refused = await all(readOrders(pieces(ECFORCE), { preset: generic })).catch((error) => error)
    expect(refused.message).toContain('定期便のファイルのようです。--kind subscriptions')
    expect(kindIn(refused)).toBe('subscriptions')
  })
  test('nor are those that name the order they began with', () => {
    const makeshop = ['注文番号', '定期購入ID', '日付', '会員ID', '商品名', '次回お届け日', '申込日']
    expect(isContracts(makeshop, mapColumns(makeshop, generic))).toBe(true)
  })
  test('orders of a contract are orders', () => {
    const orders = [
      '受注番号',
      '定期受注番号',
      '受注日',
      '顧客番号',
      '商品コード',
      '支払い合計',
      '次回配送予定日',
      '申込日',
    ]
    expect(isContracts(orders, mapColumns(orders, generic))).toBe(false)
  })
  test('numbers and days of shipping alone are shipments', () => {
    expect(otherKind(['お客様管理番号', '伝票番号', '出荷日', '配達完了日'])).toBe('arrivals')
    expect(otherKind(['商品コード', '在庫'])).toBeUndefined()
    expect(otherKind(['注文番号', '発送日', '商品コード', '合計金額', '買った日'])).toBeUndefined()
  })
})
