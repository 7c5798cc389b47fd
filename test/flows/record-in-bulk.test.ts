/** Many reports come one after the other, as from a file: what waits for the last of them, and what does not? */

import { afterEach, beforeEach, expect, test } from 'vitest'
import { type OrderInput, readOrder } from '../../bot/core/order.ts'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { finishRecording, recordOrders } from '../../bot/flows/record-orders.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { count, execute, linkedFriend, order, person, rows, scenarioText, shopFiles } from '../support/story.ts'

const START = '2026-06-01T10:00:00+09:00'
const FIRST = scenarioText('first', [
  { id: 'thanks', at: '{from: order, day: 0, delay_minutes: 30}' },
  { id: 'arrived', at: '{from: delivered, day: 0, time: "12:00"}' },
])

const open = () => openNodeWorld(START, { files: shopFiles(FIRST) })
let world: NodeWorld
beforeEach(async () => {
  world = await open()
})
afterEach(() => world.close())

const input = (customer: string, n: number, on: string, more: object = {}): OrderInput => {
  const read = readOrder(
    order(customer, { external_id: `${customer}-${n}`, ordered_at: `${on}T10:00:00+09:00`, ...more }),
  )
  if ('code' in read) throw new Error(read.message)
  return read.order
}
const more = (...reports: OrderInput[]) => recordOrders(world.deps, reports, { more: true })
const OLD = [
  input('hana', 1, '2025-01-10'),
  input('mei', 1, '2025-02-10'),
  input('hana', 2, '2026-05-01'),
  input('ume', 1, '2025-03-10', { status: 'cancelled' }),
]
const known = (from: NodeWorld) =>
  rows(
    from,
    `select external_id, label, stage, purchases, first_purchase_on, last_purchase_on, label_changes_on
     from facts join external_ids using (customer_id) order by external_id`,
  )

test('labels wait for the end and are then what they are one by one', async () => {
  await more(...OLD.slice(0, 2))
  await more(...OLD.slice(2))
  expect([count(world, 'orders'), count(world, 'facts'), count(world, 'stale_facts')]).toEqual([4, 0, 3])
  await finishRecording(world.deps)
  const other = await open()
  try {
    for (const one of OLD) await recordOrders(other.deps, [one])
    expect(known(world)).toEqual(known(other))
    expect(known(world).map(({ external_id, purchases }) => `${external_id} ${purchases}`)).toEqual([
      'hana 2',
      'mei 1',
      'ume 0',
    ])
    expect([count(world, 'stale_facts'), count(other, 'stale_facts')]).toEqual([0, 0])
  } finally {
    await other.close()
  }
})

test('what a crash before the end leaves is done by the next tick, or by the same file again', async () => {
  await more(...OLD)
  await deliverDue(world.deps)
  expect([count(world, 'facts'), count(world, 'stale_facts')]).toEqual([3, 0])
  execute(world, 'delete from facts')
  execute(world, "insert into stale_facts (customer_id, cause, at) select customer_id, 'purchase', 0 from external_ids")
  expect((await more(...OLD)).map(({ outcome }) => outcome)).toEqual(Array(4).fill('unchanged'))
  await finishRecording(world.deps)
  expect([count(world, 'facts'), count(world, 'stale_facts')]).toEqual([3, 0])
})

test('no order is written without the mark beside it', async () => {
  world.deps.db.raw.exec("create trigger t before insert on stale_facts begin select raise(abort, 'on purpose'); end")
  await expect(more(...OLD)).rejects.toThrow()
  expect([count(world, 'orders'), count(world, 'order_lines')]).toEqual([0, 0])
  world.deps.db.raw.exec('drop trigger t')
  expect((await more(...OLD)).map(({ outcome }) => outcome)).toEqual(Array(4).fill('inserted'))
})

test('who follows a scenario does not wait', async () => {
  await linkedFriend(world, 'hana', person('a'))
  await recordOrders(world.deps, [input('hana', 1, '2026-06-01'), input('mei', 1, '2026-06-01')])
  await more(
    input('hana', 1, '2026-06-01', { status: 'delivered', delivered_at: '2026-06-09T15:00:00+09:00' }),
    input('mei', 1, '2026-06-01', { status: 'cancelled' }),
  )
  expect(
    rows(
      world,
      'select external_id, delivered_on, ended_reason from enrollments join external_ids using (customer_id) order by 1',
    ),
  ).toEqual([
    { external_id: 'hana', delivered_on: '2026-06-09', ended_reason: null },
    { external_id: 'mei', delivered_on: '2026-06-04', ended_reason: 'order_cancelled' },
  ])
  expect(count(world, 'stale_facts')).toBe(0)
})

test('a new order begins its scenario at the end, when the older ones behind it are known', async () => {
  await more(input('hana', 2, '2026-06-01'), input('mei', 1, '2026-06-01'))
  await more(input('hana', 1, '2025-01-10'))
  expect(count(world, 'enrollments')).toBe(0)
  await finishRecording(world.deps)
  expect(rows(world, 'select external_id from enrollments join external_ids using (customer_id)')).toEqual([
    { external_id: 'mei' },
  ])
})

test('a coupon that an order carries is used up at once', async () => {
  await more(OLD[0] as OrderInput)
  execute(
    world,
    `insert into coupons (id, customer_id, coupon_id, cause, code, issued_at)
     select 'c', customer_id, 'OFF500', 'x', 'OFF500', 0 from external_ids`,
  )
  await more(input('hana', 2, '2026-05-01', { coupon_codes: ['OFF500'] }))
  expect(rows(world, 'select order_id from coupons')).toEqual([{ order_id: 'shop:hana-2' }])
})

test('an order that changed has its new lines only, an older report of it none', async () => {
  const at = (minute: number, ...names: string[]) =>
    input('hana', 1, '2025-01-10', {
      updated_at: `2025-02-01T10:0${minute}:00+09:00`,
      lines: names.map((name) => ({ name })),
    })
  await more(at(1, '一', '二', '三'))
  await more(at(5, '新'), at(3, '古', '古'))
  await more(at(2, '古', '古'))
  expect(rows(world, 'select no, name from order_lines order by no')).toEqual([{ no: 0, name: '新' }])
})

test('what was recorded by an earlier version is known word for word, and mended when it changed', async () => {
  await more(...OLD)
  for (const one of OLD)
    execute(
      world,
      'update orders set fingerprint = ? where external_id = ?',
      JSON.stringify({ ...one, updated_at: undefined }),
      one.external_id,
    )
  expect((await more(...OLD)).map(({ outcome }) => outcome)).toEqual(Array(4).fill('unchanged'))
  const changed = input('hana', 1, '2025-01-10', { total_yen: 981 })
  expect((await more(changed)).map(({ outcome }) => outcome)).toEqual(['updated'])
  expect((await more(changed)).map(({ outcome }) => outcome)).toEqual(['unchanged'])
})

test('a fingerprint says nothing about anybody', async () => {
  await more(
    input('hana', 1, '2025-01-10', { customer: { external_id: 'hana', email: 'hana@example.jp', name: '花' } }),
  )
  expect(String(rows(world, 'select fingerprint from orders')[0]?.fingerprint)).toMatch(/^[0-9a-z]+\.[0-9a-z]+$/)
})
