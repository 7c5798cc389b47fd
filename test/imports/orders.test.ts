import { describe, expect, test } from 'vitest'
import type { OrderInput } from '../../bot/core/order.ts'
import { readOverrides } from '../../bot/imports/mapper.ts'
import { readOrders } from '../../bot/imports/orders.ts'
import { generic } from '../../bot/imports/presets/generic.ts'
import { all, pieces } from './texts.ts'

const HEADER = '注文番号,会員ID,注文日時,合計金額,商品コード,個数,単価,状態'

async function read(text: string, map = '', source?: string) {
  const found = await all(readOrders(pieces(text), { preset: generic, overrides: readOverrides(map), source }))
  return {
    orders: found.flatMap((one) => ('order' in one ? [one.order] : [])) as OrderInput[],
    rejected: found.flatMap((one) => ('code' in one ? [one] : [])),
  }
}
const rows = (...lines: string[]) => read([HEADER, ...lines].join('\n'))

describe('rows become orders', () => {
  test('one row, one order with its line', async () => {
    const { orders, rejected } = await rows('A1,77,2026/4/1 12:34,"¥3,850",LF,1,"3,300",発送済み')
    expect(rejected).toEqual([])
    expect(orders).toMatchObject([
      {
        source: 'generic',
        external_id: 'A1',
        customer: { external_id: '77' },
        ordered_at: new Date('2026-04-01T12:34:00+09:00'),
        status: 'shipped',
        raw_status: '発送済み',
        total_yen: 3850,
        lines: [{ sku: 'LF', qty: 1, unit_yen: 3300, amount_yen: 3300 }],
      },
    ])
  })
  test('several rows of one order are folded, also when others lie between and order cells are blank', async () => {
    const { orders } = await rows(
      'A1,77,2026-04-01,5500,LF,1,3300,',
      'A2,78,2026-04-02,2200,WA,1,2200,',
      'A1,,,,WA,1,2200,',
    )
    expect(orders.map((order) => [order.external_id, order.total_yen, order.lines.map(({ sku }) => sku)])).toEqual([
      ['A1', 5500, ['LF', 'WA']],
      ['A2', 2200, ['WA']],
    ])
  })
  test('without a total it is worked out from the lines', async () => {
    const { orders } = await rows('A1,77,2026-04-01,,LF,2,3300,', 'A1,77,2026-04-01,,WA,1,2200,')
    expect(orders[0]?.total_yen).toBe(8800)
  })
  test('a quantity alone is no line', async () => {
    const { orders } = await read('order_id,customer_id,date,quantity,total\nA1,77,2026-04-01,2,2933')
    expect(orders).toMatchObject([{ total_yen: 2933, lines: [] }])
  })
  test('a basket on its way to the payment is no order', async () => {
    expect(await rows('A1,77,2026-04-01,5500,LF,1,3300,決済処理中')).toEqual({ orders: [], rejected: [] })
  })
  test('the source can be named', async () => {
    const { orders } = await read('order_id,email,date\nA1,hanako@example.jp,2026-04-01', '', 'tamago')
    expect(orders[0]).toMatchObject({ source: 'tamago', lines: [], customer: { email: 'hanako@example.jp' } })
  })
  test('a file without a header line is read by column numbers', async () => {
    const { orders } = await read('A1,77,2026-04-01,3300', '1=order_id,2=customer_id,3=ordered_at,4=total')
    expect(orders).toMatchObject([{ external_id: 'A1', total_yen: 3300 }])
  })
})

describe('a bad row is listed with its line and stops nothing', () => {
  const sentence = async (row: string) => {
    const { orders, rejected } = await rows('G1,1,2026-04-01,1,LF,1,1,', row, 'G2,2,2026-04-01,1,LF,1,1,')
    expect(orders.map((order) => order.external_id)).toEqual(['G1', 'G2'])
    expect(rejected).toHaveLength(1)
    expect(rejected[0]?.line).toBe(3)
    return `${rejected[0]?.code} ${rejected[0]?.message}`
  }
  test.each([
    [',77,2026-04-01,1,LF,1,1,', 'missing_id 注文番号がありません。'],
    ['A1,77,,1,LF,1,1,', 'missing_date 注文日'],
    ['A1,77,昨日,1,LF,1,1,', 'bad_value 注文日「昨日」を読み取れません。'],
    ['A1,77,令和8年4月1日,1,LF,1,1,', '和暦は読めません'],
    ['A1,77,2026-04-01,12.5,LF,1,1,', 'bad_value 合計金額「12.5」を読み取れません。円の整数'],
    ['A1,77,2026-04-01,1,LF,ひとつ,1,', 'bad_value 数量「ひとつ」'],
  ])('%s', async (row, expected) => expect(await sentence(row)).toContain(expected))

  test.each([
    [
      '5.12E+12,77,2026-04-01,1,LF,1,1,',
      '注文番号が「5.12E+12」になっています。Excelで開いて保存すると番号がこわれます。',
    ],
    ['A1,9.01E+10,2026-04-01,1,LF,1,1,', 'お客さま番号が「9.01E+10」になっています。'],
    ['A1,77,46113,1,LF,1,1,', '注文日が「46113」になっています。Excelで開いて保存すると日付がこわれます。'],
  ])('what Excel damaged: %s', async (row, expected) => {
    expect(await sentence(row)).toContain(`excel_damage ${expected}`)
  })

  test('an order with one bad row is rejected whole', async () => {
    const { orders, rejected } = await rows('A1,77,2026-04-01,5500,LF,1,3300,', 'A1,77,2026-04-01,5500,WA,x,2200,')
    expect([orders, rejected.map(({ line }) => line)]).toEqual([[], [3]])
  })
  test('rows of one order that lie thousands of orders apart are not made into half an order', async () => {
    const between = Array.from({ length: 2500 }, (_, n) => `B${n},77,2026-04-01,1,LF,1,1,`)
    const { orders, rejected } = await rows('A1,77,2026-04-01,1,LF,1,1,', ...between, 'A1,77,2026-04-01,1,WA,1,1,')
    expect(orders).toHaveLength(2501)
    expect(rejected).toMatchObject([{ line: 2503, code: 'scattered_order' }])
  })
  test('a quotation mark that is never closed', async () => {
    const { orders, rejected } = await rows('A1,77,2026-04-01,1,LF,1,1,', 'A2,77,"2026-04-01,1', 'A3,77,2026-04-01,1')
    expect(orders).toHaveLength(1)
    expect(rejected).toMatchObject([{ line: 3, code: 'bad_csv' }])
  })
})

test('an empty file is refused', async () => {
  await expect(read('')).rejects.toThrow('ファイルに行がありません。')
})
