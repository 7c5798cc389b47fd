/** Files of carriers and warehouses: which order was shipped, which has arrived. */

import { describe, expect, test } from 'vitest'
import { readArrivals } from '../../bot/imports/arrivals.ts'
import { readOverrides } from '../../bot/imports/mapper.ts'
import { arrivals as preset } from '../../bot/imports/presets/arrivals.ts'
import { all, pieces } from './texts.ts'

async function read(text: string, { map = '', source = undefined as string | undefined } = {}) {
  const found = await all(readArrivals(pieces(text), { preset, overrides: readOverrides(map), source }))
  return found.map((one) => ('arrival' in one ? one.arrival : `${one.line}行目 ${one.code} ${one.message}`))
}
const day = (text: string) => new Date(`${text}T00:00:00+09:00`)

test.each([
  ['注文番号,発送日\nA1,2026/4/2', { external_id: 'A1', shipped_at: day('2026-04-02'), delivered_at: undefined }],
  [
    '受注番号,出荷日,お届け日\nA1,2026/4/2,2026/4/4',
    { shipped_at: day('2026-04-02'), delivered_at: day('2026-04-04') },
  ],
  [
    'お客様管理番号,送り状種類,伝票番号,出荷予定日,お届け先名,配達完了日時\nA1,0,1234,2026/04/02,山田花子,2026/04/03 14:05',
    { shipped_at: day('2026-04-02'), delivered_at: new Date('2026-04-03T14:05:00+09:00') },
  ],
  ['Name,Fulfilled at\n#1001,2026-04-02 18:00:00 +0900', { external_id: '#1001' }],
  ['注文番号,発送日,配送完了日\nA1,未発送,2026-04-04', { shipped_at: undefined, delivered_at: day('2026-04-04') }],
])('%s', async (text, arrival) => {
  expect(await read(text)).toMatchObject([arrival])
})

describe('several parcels of one order', () => {
  test('are shipped with the first and there with the last, in whatever order they stand', async () => {
    const rows = ['A1,2026/4/2,2026/4/5', 'A1,2026/4/1,2026/4/3']
    for (const order of [rows, rows.toReversed()])
      expect(await read(['注文番号,発送日,お届け完了日', ...order].join('\n'))).toMatchObject([
        { shipped_at: day('2026-04-01'), delivered_at: day('2026-04-05') },
      ])
  })
  test('while one is on its way the order has not arrived', async () => {
    expect(await read('注文番号,発送日,お届け完了日\nA1,2026/4/1,2026/4/3\nA1,2026/4/2,')).toMatchObject([
      { shipped_at: day('2026-04-01'), delivered_at: undefined },
    ])
  })
})

test('bad rows are told and stop nothing', async () => {
  const rows = await read(
    '注文番号,発送日,お届け完了日\n,2026/4/1,\nA1,,\nA2,46113,\nA3,昨日,\n5.12E+12,2026/4/1,\nA4,2026/4/1,',
    { source: 'base' },
  )
  expect(rows).toEqual([
    expect.stringContaining('2行目 missing_id 注文番号がありません。'),
    expect.stringContaining('6行目 excel_damage 注文番号が「5.12E+12」'),
    expect.stringContaining('3行目 missing_date 発送日もお届け日もありません。'),
    expect.stringContaining('4行目 excel_damage 発送日が「46113」'),
    expect.stringContaining('5行目 bad_value 発送日「昨日」'),
    expect.objectContaining({ source: 'base', external_id: 'A4' }),
  ])
})

test('columns called otherwise are asked for', async () => {
  await expect(read('伝票番号,出荷した日\nA1,2026/4/1')).rejects.toThrow('--map 伝票番号=order_id')
  await expect(read('注文番号,出荷した日\nA1,2026/4/1')).rejects.toThrow('--map 出荷した日=shipped_at')
  expect(await read('伝票,出荷した日\nA1,2026/4/1', { map: '伝票=order_id,2=shipped_at' })).toMatchObject([
    { external_id: 'A1' },
  ])
})
