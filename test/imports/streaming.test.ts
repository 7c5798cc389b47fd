/** A file of any length is read in the same memory: what is held is counted, in rows, not timed. */

import { expect, test } from 'vitest'
import { Distinct } from '../../bot/imports/distinct.ts'
import { FileRow } from '../../bot/imports/file-row.ts'
import { Fold, MOST_ROWS, OPEN_ORDERS } from '../../bot/imports/fold.ts'
import { readOrders } from '../../bot/imports/orders.ts'
import { generic } from '../../bot/imports/presets/generic.ts'
import { Recent } from '../../bot/imports/recent.ts'
import { SortedFile } from '../../bot/imports/sorted-file.ts'
import { all, pieces } from './texts.ts'

const PIECE = 500
const ROWS = 40_000

/** Rows that are read but have not come out again, at their most. */
async function mostHeld(row: (n: number) => string): Promise<{ held: number; out: number }> {
  let given = 0
  const endless = async function* () {
    yield '注文番号,会員ID,注文日時,合計金額,商品コード\n'
    while (given < ROWS) {
      const rows = Array.from({ length: PIECE }, (_, n) => row(given + n))
      given += PIECE
      yield `${rows.join('\n')}\n`
    }
  }
  let out = 0
  let held = 0
  for await (const read of readOrders(endless(), { preset: generic })) {
    out += 'order' in read ? read.order.lines.length : Math.max(1, read.rows.length)
    held = Math.max(held, given - out)
  }
  return { held, out }
}

test('good orders of one row', async () => {
  const { held, out } = await mostHeld((n) => `A${n},77,2026-04-01,100,LF`)
  expect(out).toBe(ROWS)
  expect(held).toBeLessThanOrEqual(OPEN_ORDERS + PIECE)
})

test('good orders of four rows', async () => {
  const { held, out } = await mostHeld((n) => `A${Math.floor(n / 4)},77,2026-04-01,100,LF`)
  expect(out).toBe(ROWS)
  expect(held).toBeLessThanOrEqual(4 * (OPEN_ORDERS + PIECE))
})

test('rows that are rejected at once are held no longer than their piece', async () => {
  const { held, out } = await mostHeld(() => ',77,2026-04-01,100,LF')
  expect(out).toBe(ROWS)
  expect(held).toBeLessThanOrEqual(PIECE)
})

test('a column that is no order number gathers no file: the rows beyond a thousand are dropped and told', async () => {
  const rows = Array.from({ length: 5000 }, () => 'A1,77,2026-04-01,100,LF')
  const text = pieces(['注文番号,会員ID,注文日時,合計金額,商品コード', ...rows, 'A2,78,2026-04-01,100,LF'].join('\n'))
  expect(await all(readOrders(text, { preset: generic }))).toMatchObject([
    { line: MOST_ROWS + 2, code: 'too_many_rows', message: expect.stringContaining('注文番号の列をお確かめください') },
    { order: { external_id: 'A2' } },
  ])
  const fold = new Fold()
  for (let line = 1; line < 5000; line += 1)
    fold.add(new FileRow({ line, cells: [] }, new Map(), undefined), { order_id: 'A1' })
  expect(fold.rest()[0]?.rows).toHaveLength(MOST_ROWS)
})

test('the numbers seen last are known, those of long ago are let go', () => {
  const recent = new Recent()
  for (let n = 0; n < 350_000; n += 1) recent.add(`A${n}`)
  expect(['A349999', 'A250000', 'A0', 'B1'].map((id) => recent.has(id))).toEqual([true, true, false, false])
})

test('different ones are counted once, many of them too', () => {
  const distinct = new Distinct()
  for (let n = 0; n < 60_000; n += 1) distinct.add(`customer-${n % 20_000}`)
  distinct.add('')
  expect(distinct.size).toBe(20_001)
})

test('different ones are counted once, also when there are more than the memory holds', () => {
  const distinct = new Distinct(1000)
  const sizes: number[] = []
  for (let n = 0; n < 60_000; n += 1) {
    distinct.add(`customer-${(n * 7919) % 20_000}`)
    if (n % 9999 === 998) sizes.push(distinct.size)
  }
  // Asked in between, too: before and after the first thousand went to the file.
  expect(sizes).toEqual([999, 10_998, 20_000, 20_000, 20_000, 20_000])
  distinct.add('')
  expect([distinct.size, distinct.size]).toEqual([20_001, 20_001])
})

test('numbers in a file are in order and each there once, more of them than are read at once', () => {
  const file = new SortedFile()
  const every = (step: number, count: number) => Float64Array.from({ length: count }, (_, n) => n * step)
  file.add(every(2, 100_000))
  file.add(every(3, 100_000))
  file.add(new Float64Array())
  // Below 200,000 what 2 or 3 divides, above that what 3 divides.
  const expected = new Set([...every(2, 100_000), ...every(3, 100_000)])
  expect(file.length).toBe(expected.size)
  file.add(Float64Array.from([...expected].sort((a, b) => a - b)))
  expect(file.length).toBe(expected.size)
})
