/** Publishing another way of counting makes everybody's facts stale, in the same transaction; other texts leave them alone. */
import { afterEach, expect, test } from 'vitest'
import { MAIN, TRIAL } from '../../bot/core/ledger.ts'
import { undo } from '../../bot/flows/undo.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { count, execute, order, publishMore, rows, shopFiles, shopText } from '../support/story.ts'

let world: NodeWorld
afterEach(() => world.close())

async function open() {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: shopFiles() })
  await world.api('/orders', [order('hana', { paid_at: '2026-05-31T10:00:00+09:00' }), order('taro')])
  execute(world, "insert into customers (id, anonymous, created_at) values ('nobody', 1, 0)")
  execute(world, "insert into customers (id, merged_into, created_at) values ('twin', 'x', 0)")
  execute(world, 'delete from stale_facts')
}
const publishShop = (more: string) => publishMore(world, { 'shop.yaml': shopText(more) })

test('a setting that facts are counted by: everybody is stale, and the next tick counts anew', async () => {
  await open()
  await publishShop('purchase_date_field: paid_at\n')
  expect(rows(world, 'select distinct cause from stale_facts')).toEqual([{ cause: 'data_fix' }])
  expect(count(world, 'stale_facts')).toBe(2)
  await world.stage.tick()
  expect(rows(world, 'select last_purchase_on as day from facts order by 1')).toEqual([
    { day: '2026-05-31' },
    { day: '2026-06-01' },
  ])
})

test('a product, too; and taking the text back', async () => {
  await open()
  await publishMore(world, {
    'shop.yaml': shopText().replace('line: lotion, price_yen: 980', 'line: cream, price_yen: 980'),
  })
  expect(count(world, 'stale_facts')).toBe(2)
  execute(world, 'delete from stale_facts')
  await undo(world.deps, 'merchant')
  expect(count(world, 'stale_facts')).toBe(2)
})

test('a product that was never a trial is none in old orders either', async () => {
  await open()
  const kinds = () =>
    rows(world, 'select purchases from ledgers').map(({ purchases }) => Number(String(purchases).split(' ')[2]))
  await world.stage.tick()
  expect(kinds()).toEqual([TRIAL, TRIAL])
  await publishMore(world, { 'shop.yaml': shopText().replace(', trial: true', '') })
  await world.stage.tick()
  expect(kinds()).toEqual([MAIN, MAIN])
})

test('what no fact is counted by makes nobody stale', async () => {
  await open()
  await publishShop('color: "#aa0000"\ngoals: {f2_rate: 0.5}\n')
  await publishMore(world, { 'shop.yaml': shopText().replace('price_yen: 980', 'price_yen: 990') })
  expect(count(world, 'stale_facts')).toBe(0)
})
