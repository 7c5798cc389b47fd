/** The report counts everything that is known: through every way an order comes in, in every database, with today's settings. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, onTestFinished, test } from 'vitest'
import type { JstDate } from '../../bot/core/calendar.ts'
import { publish } from '../../bot/flows/publish.ts'
import { report } from '../../bot/flows/report.ts'
import { fanbelt, SCENARIOS } from '../cli/run.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { execute, rows, shopFiles, shopText } from '../support/story.ts'

const NOW = '2026-10-31T20:00:00+09:00'
const AS_OF = '2026-10-31' as JstDate

let world: NodeWorld
afterEach(() => world.close())

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fanbelt-report-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'shop.sqlite')
}
const open = async (databasePath?: string) => {
  world = await openNodeWorld(NOW, { files: shopFiles(), databasePath })
}
const order = (id: string, on: string, more: object = {}) => ({
  ...{ source: 'cart', external_id: id, customer: { external_id: id.slice(0, 3) }, ordered_at: `${on}T10:00:00+09:00` },
  ...{ total_yen: 3300, lines: [{ sku: 'LF', amount_yen: 3300 }], ...more },
})
/** Sales and buyers of the year. */
const year = async (asOf = AS_OF) => {
  const { metrics, not_counted } = await report(world.deps, { asOf })
  return [metrics.period_ltv_yen.numerator, metrics.period_ltv_yen.denominator, not_counted]
}

test('an order, another one, one taken back, a day of the past: each next report knows', async () => {
  await open()
  await world.api('/orders', [order('c01-1', '2026-05-01'), order('c02-1', '2026-05-02')])
  expect(await year()).toEqual([6600, 2, 0])
  await world.api('/orders', [order('c01-2', '2026-06-01')])
  expect(await year()).toEqual([9900, 2, 0])
  expect(await year('2026-05-31' as JstDate)).toEqual([6600, 2, 0])
  await world.api('/orders', [order('c01-1', '2026-05-01', { status: 'cancelled' })])
  expect(await year()).toEqual([6600, 2, 0])
  expect(await year('2026-05-31' as JstDate)).toEqual([3300, 1, 0])
  await world.api('/orders', [order('c02-1', '2026-05-02', { status: 'refunded' })])
  expect(await year()).toEqual([3300, 1, 0])
})

test('a file that is imported between two reports', async () => {
  const path = newFile()
  await open(path)
  await world.api('/orders', [order('c01-1', '2026-05-01')])
  expect(await year()).toEqual([3300, 1, 0])
  const file = `${path}.csv`
  writeFileSync(
    file,
    'order_id,customer_id,ordered_on,total\nA1,x1,2026-07-01,1000\nA2,x1,2026-08-01,1000\nA3,x2,2026-08-01,500\n',
  )
  const imported = await fanbelt(['import', file, '--source', 'cart', '--db', path, '--json'], {
    SCENARIOS_DIR: SCENARIOS,
  })
  expect(imported.json()).toMatchObject({ inserted: 3 })
  expect(await year()).toEqual([5800, 3, 0])
})

test('orders that name nobody are told beside the numbers, and in none of them', async () => {
  await open()
  const nobodys = (id: string, more: object = {}) => order(id, '2026-05-01', { customer: {}, ...more })
  await world.api('/orders', [
    ...[order('c01-1', '2026-05-01'), nobodys('n1'), nobodys('n2', { total_yen: 4180, shipping_yen: 880 })],
    ...[nobodys('n3', { status: 'cancelled' }), nobodys('n4', { ordered_at: '2025-10-31T23:59:00+09:00' })],
  ])
  expect(await year()).toEqual([3300, 1, 0])
  expect((await report(world.deps, { asOf: AS_OF })).nobodys).toEqual({ purchases: 2, sales_yen: 6600 })
})

test('a database from before there were ledgers is looked at once, by itself', async () => {
  await open()
  await world.api('/orders', [order('c01-1', '2026-05-01'), order('c02-1', '2026-05-02')])
  execute(world, 'delete from ledgers')
  execute(world, `delete from state where key = 'ledgers_made_with'`)
  expect(await year()).toEqual([6600, 2, 0])
  expect(rows(world, 'select count(*) as n from ledgers')).toEqual([{ n: 2 }])
})

test('whoever could not be looked at yet is told, and counted the next time', async () => {
  await open()
  await world.api(
    '/orders',
    Array.from({ length: 5 }, (_, n) => order(`c0${n}-1`, '2026-05-01')),
  )
  execute(world, 'delete from ledgers')
  execute(world, `delete from state where key = 'ledgers_made_with'`)
  world.deps.limits.customersPerBatch = 2
  world.deps.limits.batchesPerTick = 1
  expect(await year()).toEqual([6600, 2, 3])
  expect(await year()).toEqual([13_200, 4, 1])
  expect(await year()).toEqual([16_500, 5, 0])
})

test('another way to count money or products is another report: nobody’s old ledger or part is left', async () => {
  await open()
  await world.api('/orders', [
    order('c01-1', '2026-05-01', { shipping_yen: 550, total_yen: 3850 }),
    order('c01-2', '2026-06-01'),
  ])
  expect(await year()).toEqual([6600, 1, 0])
  const republish = async (more: string) => {
    const files = Object.entries({ ...shopFiles(), 'shop.yaml': shopText(more) })
    const { problems } = await publish(
      world.deps,
      files.map(([path, text]) => ({ path, text })),
      'test',
    )
    expect(problems.filter(({ level }) => level === 'error')).toEqual([])
  }
  await republish('ltv: {include_shipping: true}\n')
  expect(await year()).toEqual([7150, 1, 0])
  // What nothing is counted by has nobody looked at again.
  const marked = () => rows(world, 'select count(*) as n from stale_facts')
  await republish('ltv: {include_shipping: true}\nurl: https://shop.example.jp\n')
  expect(marked()).toEqual([{ n: 0 }])
  await republish('ltv: {tax: excluded}\n')
  expect(await year()).toEqual([6000, 1, 0])
  // As on a Worker, whose texts come as SQL and past us.
  execute(
    world,
    `update revisions set body = json_set(body, '$.ltv.tax', 'included'), id = 'by-sql' where kind = 'shop' and number = (select max(number) from revisions where kind = 'shop')`,
  )
  expect(await year()).toEqual([6600, 1, 0])
  await republish('ltv: {include_shipping: true}\n')
  expect(await year()).toEqual([7150, 1, 0])
  await republish('')
  expect(await year()).toEqual([6600, 1, 0])
})
