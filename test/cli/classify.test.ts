/** `fanbelt classify` (SPEC §4.3), on set M of DOMAIN §1.9. */
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { addDays, jstInstant } from '../../bot/core/calendar.ts'
import { classifyAll } from '../../bot/flows/classify-all.ts'
import { insertAll } from '../../db/client.ts'
import { customers, responses } from '../../db/schema.ts'
import { AS_OF, LABELS_OF_M, POSITIVES, reportedContracts, reportedOrders } from '../core/metrics-set-m.ts'
import { openNodeWorld } from '../support/node-world.ts'
import { fanbelt, folder, SCENARIOS } from './run.ts'

const NONE = {
  ...{ unregistered: 0, prospect: 0, visitor: 0, follower: 0, supporter: 0, partner: 0 },
  ...{ subscriber_new: 0, subscriber_stalled: 0, lapsed: 0, dormant: 0 },
}
const COUNTS_OF_M = { ...NONE, partner: 1, supporter: 1, subscriber_new: 1, visitor: 1, lapsed: 5, dormant: 3 }
const STAGES_OF_M = { '0': 0, '1': 0, '2': 4, '3': 5, '4': 2, '5': 1, '6': 0, '7': 0 }

/** A shop with set M, everybody's consent to e-mail and their answers; the bot has not looked at these yet. */
async function shopOfM(now = '2026-10-31T20:00:00+09:00') {
  const path = join(folder(), 'shop.sqlite')
  const world = await openNodeWorld(now, { databasePath: path })
  onTestFinished(() => world.close())
  await world.api('/orders', reportedOrders())
  await world.api('/subscriptions', reportedContracts())
  const { db } = world.deps
  db.raw.exec('update customers set email_consent = 1')
  const ids = new Map(
    (db.raw.prepare('select external_id, customer_id from external_ids').raw().all() as [string, string][]).map(
      ([number, id]) => [number, id],
    ),
  )
  await db.run(
    insertAll(
      responses,
      Object.entries(POSITIVES).flatMap(([customer, count]) =>
        Array.from({ length: count }, (_, n) => ({
          ...{ id: `${customer}-${n}`, surveyId: `${customer}-${n}`, answers: {}, satisfaction: 5, nps: 9 },
          ...{ customerId: ids.get(customer) ?? '', at: jstInstant(addDays(AS_OF, -30 * n)) },
        })),
      ),
    ),
  )
  const rows = (sql: string) => db.raw.prepare(sql).all() as Record<string, unknown>[]
  return { world, path, ids, rows }
}

test('set M: each label and stage is held by as many as in the book', async () => {
  const { path } = await shopOfM()
  const args = ['classify', '--db', path, '--as-of', '2026-10-31']
  const { code, json } = await fanbelt([...args, '--json'], { SCENARIOS_DIR: SCENARIOS })
  expect(code).toBe(0)
  expect(json()).toMatchObject({ as_of: '2026-10-31', customers: 12, labels: COUNTS_OF_M, stages: STAGES_OF_M })
  const { out } = await fanbelt(args, { SCENARIOS_DIR: SCENARIOS })
  expect(out).toContain('2026-10-31 現在のお客さま：12人')
  expect(out).toContain('  一時離脱：5人\n')
  expect(out).toContain('  3 数回のデート：5人\n')
  const watched = await fanbelt(args, { SCENARIOS_DIR: SCENARIOS }, true)
  expect(watched.err.at(-1)).toBe('K')
})

test('of today it is kept, with its cause, and a second look changes nothing', async () => {
  const { world, ids, rows } = await shopOfM()
  const first = await classifyAll(world.deps)
  expect(first).toMatchObject({ customers: 12, changed: 12, labels: COUNTS_OF_M, written: true })
  const kept = new Map(rows('select customer_id, label from facts').map((row) => [row.customer_id, row.label]))
  expect(Object.fromEntries([...ids].map(([number, id]) => [number, kept.get(id)]))).toEqual(LABELS_OF_M)
  expect(rows("select distinct cause from label_history where from_label = 'unregistered'")).toEqual([
    { cause: 'data_fix' },
  ])
  expect(await classifyAll(world.deps)).toMatchObject({ changed: 0, labels: COUNTS_OF_M })
})

test('from another day it only counts: nothing is written, and no scenario begins', async () => {
  const { world, rows } = await shopOfM('2026-11-20T12:00:00+09:00')
  const before = ['facts', 'label_history', 'enrollments'].map((table) => rows(`select * from ${table}`))
  expect(await classifyAll(world.deps, AS_OF)).toMatchObject({ labels: COUNTS_OF_M, changed: 12, written: false })
  expect(['facts', 'label_history', 'enrollments'].map((table) => rows(`select * from ${table}`))).toEqual(before)
})

test('more customers than are looked at together; who was forgotten or turned out to be another is not counted', async () => {
  const { world } = await shopOfM()
  const many = Array.from({ length: 1001 }, (_, n) => ({ id: `z${n}`, createdAt: new Date(0) }))
  const gone = [
    { id: 'gone', deletedAt: new Date(0), createdAt: new Date(0) },
    { id: 'twin', mergedInto: 'z0', createdAt: new Date(0) },
  ]
  await world.deps.db.run(insertAll(customers, [...many, ...gone]))
  for (const asOf of [AS_OF, addDays(AS_OF, 1)]) {
    const { customers: all, labels } = await classifyAll(world.deps, asOf)
    expect([all, labels.unregistered]).toEqual([1013, 1001])
  }
})
