/** Each way in which Excel breaks a cart's file, with the sentence the merchant reads (DOMAIN §2.3.4). */

import { describe, expect, test } from 'vitest'
import { isMojibake, isMojibakeHeader } from '../../bot/imports/damage.ts'
import { readOrders } from '../../bot/imports/orders.ts'
import { generic } from '../../bot/imports/presets/generic.ts'
import { all, pieces } from './texts.ts'

const HEADER = '注文番号,会員ID,電話番号,お名前,注文日時,発送日,合計金額,商品コード'
const GOOD = 'A1,77,09012345678,山田 花子,2026-04-01 12:34,2026-04-02,3300,LF'

async function read(...lines: string[]) {
  const mended: number[] = []
  const texts = pieces([HEADER, ...lines].join('\n'))
  const found = await all(readOrders(texts, { preset: generic, onMended: (line) => mended.push(line) }))
  return {
    orders: found.flatMap((one) => ('order' in one ? [one.order] : [])),
    rejected: found.flatMap((one) => ('code' in one ? [`${one.line}行目 ${one.code} ${one.message}`] : [])),
    mended,
  }
}
const swap = (from: string, to: string) => GOOD.replace('A1', 'B1').replace(from, to)

describe('each trap has its own sentence, and the rows around it come in', () => {
  test.each([
    [
      'a number in short form',
      swap('B1', '5.12E+12'),
      '注文番号が「5.12E+12」になっています。Excelで開いて保存すると番号がこわれます。',
    ],
    ['a customer’s number in short form', swap('77', '9.01E+10'), 'お客さま番号が「9.01E+10」になっています。'],
    [
      'a code that became a day',
      swap('LF', '1月2日'),
      '商品コードが「1月2日」になっています。Excelで開いて保存すると番号が日付に変わります。',
    ],
    ['a code that became an English day', swap('LF', 'Apr-01'), '商品コードが「Apr-01」になっています。'],
    [
      'a date that became a number',
      swap('2026-04-01 12:34', '46113.52'),
      '注文日が「46113.52」になっています。Excelで開いて保存すると日付がこわれます。',
    ],
    ['a shipping date that became a number', swap('2026-04-02', '46114'), '発送日が「46114」になっています。'],
    [
      'a date of which only the minutes are left',
      swap('2026-04-01 12:34', '34:56.0'),
      '日付と時が消えて分と秒だけになります。',
    ],
    [
      'a column that was too narrow',
      swap('2026-04-01 12:34', '########'),
      '列の幅が足りないまま保存すると、中身が消えます。',
    ],
    [
      'a name that was taken for a formula',
      swap('山田 花子', '#NAME?'),
      'お名前が「#NAME?」になっています。Excelが計算式と取りちがえて',
    ],
    ['the only trace of the customer', swap('77,09012345678', ',9.01E+09'), '電話番号が「9.01E+09」になっています。'],
  ])('%s', async (_trap, row, sentence) => {
    const { orders, rejected } = await read(GOOD, row, GOOD.replace('A1', 'A2'))
    expect(orders.map((order) => order.external_id)).toEqual(['A1', 'A2'])
    expect(rejected).toHaveLength(1)
    expect(rejected[0]).toMatch(/^3行目 excel_damage .*カートから出力したままのファイルを選んでください。$/)
    expect(rejected[0]).toContain(sentence)
  })
  test.each([
    ['UTF-8 read as Shift_JIS', '螻ｱ逕ｰ 縺ｯ縺ｪ縺薙', 'お名前「螻ｱ逕ｰ 縺ｯ縺ｪ縺薙」が文字化けしています。'],
    ['a character given up for lost', '山\uFFFD 花子', 'お名前「山\uFFFD 花子」が文字化けしています。'],
    ['nothing but question marks', '????', 'お名前「????」が文字化けしています。'],
  ])('%s', async (_trap, name, sentence) => {
    const { orders, rejected } = await read(GOOD, swap('山田 花子', name))
    expect(orders).toHaveLength(1)
    expect(rejected).toEqual([expect.stringContaining(`3行目 mojibake ${sentence}`)])
  })
})

describe('what can be put back is put back, and told', () => {
  test.each([
    ['9012345678', '09012345678'],
    ['90-1234-5678', '09012345678'],
    ['312345678', '0312345678'],
  ])('the leading 0 of %s', async (typed, phone) => {
    const { orders, mended } = await read(GOOD, swap('09012345678', typed))
    expect([orders[1]?.customer.phone, mended]).toEqual([phone, [3]])
  })
  test('a telephone in short form is left out when the customer is known by a number', async () => {
    const { orders, mended } = await read(swap('09012345678', '9.01E+09'))
    expect([orders[0]?.customer, mended]).toMatchObject([{ external_id: '77', phone: undefined }, []])
  })
})

test('a broken row takes the other rows of its order along: half an order would be a wrong amount', async () => {
  const { orders, rejected } = await read(GOOD, GOOD.replace('LF', '5.12E+12'), GOOD.replace('A1', 'A2'))
  expect(orders.map((order) => order.external_id)).toEqual(['A2'])
  expect(rejected).toEqual([expect.stringContaining('3行目 excel_damage 商品コード')])
})

test('a header of Chinese characters is known as garbled by the kana between them; names of places are not', () => {
  const garbled = new TextDecoder('shift_jis').decode(new TextEncoder().encode('注文番号'))
  expect([garbled, '注文ﾒﾓ欄', '関ｹ原店', '森ﾉ宮店の注文', '注文番号'].map(isMojibakeHeader)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ])
})

test('a garbled header is told as what it is', async () => {
  const file = readOrders(pieces('豕ｨ譁\u0087逡ｪ蜿ｷ縺ｮ縺ｪ,邱城｡\n1,2'), { preset: generic })
  await expect(all(file)).rejects.toThrow('1行目の「豕ｨ譁\u0087逡ｪ蜿ｷ縺ｮ縺ｪ」が文字化けしています。')
})

test('honest words are no mojibake', () => {
  const words = [
    'うるおい化粧水',
    'ｳﾙｵｲ',
    '繧',
    '縺れ髪用トリートメント',
    'Café Crème',
    '何？？',
    '髙﨑①㈱',
    '?',
    'été à la mode',
    'A-1',
    '繭繝',
  ]
  expect(words.filter(isMojibake)).toEqual([])
  expect(['æ³¨æ–‡ç•ªå·', '繧ｯ繝ｪ繝ｼ繝', '縺薙ｓ縺ｫ縺｡縺ｯ'].filter(isMojibake)).toHaveLength(3)
})
