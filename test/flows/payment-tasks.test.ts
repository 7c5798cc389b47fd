/** A payment that fails is a task for the shop's people, once for each failure, while the contract still stands. */

import { afterEach, beforeEach, expect, test } from 'vitest'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { rows } from '../support/story.ts'

let world: NodeWorld
beforeEach(async () => {
  world = await openNodeWorld('2026-06-20T10:00:00+09:00')
})
afterEach(() => world.close())

const contract = (more: object) =>
  world.api('/subscriptions', [
    {
      ...{ source: 'cart', external_id: 's1', customer: { external_id: 'hana' }, product: 'LS', cycle_days: 60 },
      ...{ started_at: '2026-01-10T10:00:00+09:00', ...more },
    },
  ])
const failed = (on: string, more: object = {}) =>
  contract({ status: 'payment_failed', payment_failed_at: `${on}T10:00:00+09:00`, ...more })
const tasks = () => rows(world, 'select kind, cause from staff_tasks').map(({ kind, cause }) => `${kind} ${cause}`)

test('a failing payment asks for one task, however often it is reported', async () => {
  await contract({ status: 'active' })
  expect(tasks()).toEqual([])
  await failed('2026-06-18')
  await failed('2026-06-18', { count: 4 })
  expect(tasks()).toEqual(['payment_failed cart:s1:2026-06-18'])
})

test('when it fails anew after it went well, that is another one', async () => {
  await failed('2026-06-08')
  await contract({ status: 'active' })
  await failed('2026-06-19')
  expect(tasks()).toHaveLength(2)
})

test('a contract whose grace is over, as in an old file, asks for nothing', async () => {
  await failed('2026-06-05')
  expect(tasks()).toEqual([])
  await failed('2026-06-06')
  expect(tasks()).toHaveLength(1)
})

test('a failure without a day begins on the day it is first told; the contract stands for 14 days more, no longer', async () => {
  await world.api('/orders', [
    {
      ...{ source: 'cart', external_id: '1', customer: { external_id: 'hana' } },
      ordered_at: '2026-06-10',
      total_yen: 980,
    },
  ])
  const stands = () => rows(world, 'select subscription as stands, stage from facts')
  const since = () =>
    rows(world, "select date(payment_failed_at / 1000, 'unixepoch', '+9 hours') as day from subscriptions")
  await contract({ status: 'active' })
  await contract({ status: 'payment_failed' })
  expect(since()).toEqual([{ day: '2026-06-20' }])
  await world.stage.setClock(new Date('2026-06-25T10:00:00+09:00'))
  await contract({ status: 'payment_failed', count: 4 })
  expect([since(), tasks()]).toEqual([[{ day: '2026-06-20' }], ['payment_failed cart:s1:2026-06-20']])
  await world.advanceTo('2026-07-04T23:00:00+09:00')
  expect(stands()).toEqual([{ stands: 1, stage: 4 }])
  await world.advanceTo('2026-07-05T00:10:00+09:00')
  expect(stands()).toEqual([{ stands: 0, stage: 2 }])
})

test('a failure after it went well begins anew; the report’s own moment goes before the clock', async () => {
  await contract({ status: 'payment_failed', updated_at: '2026-06-15T10:00:00+09:00' })
  await contract({ status: 'active', updated_at: '2026-06-16T10:00:00+09:00' })
  await contract({ status: 'payment_failed', updated_at: '2026-06-18T10:00:00+09:00' })
  expect(
    rows(world, "select date(payment_failed_at / 1000, 'unixepoch', '+9 hours') as day from subscriptions"),
  ).toEqual([{ day: '2026-06-18' }])
})
