/** Whoever a long file names again is not looked for again: is it the same person every time all the same? */

import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JstDate } from '../../bot/core/calendar.ts'
import { type OrderInput, readOrder } from '../../bot/core/order.ts'
import { identify, type Person } from '../../bot/flows/identify.ts'
import { Met, wordsOf } from '../../bot/flows/met.ts'
import { recordOrders } from '../../bot/flows/record-orders.ts'
import { openDatabase } from '../../db/node.ts'
import { folder } from '../cli/run.ts'
import { openNodeWorld } from '../support/node-world.ts'
import { order, rows, shopFiles } from '../support/story.ts'

const START = '2026-06-01T10:00:00+09:00'
const person = (externalId: string, more: Person['customer'] = {}): Person => ({
  source: 'shop',
  customer: { external_id: externalId, ...more },
})

async function withDb(use: (deps: Parameters<typeof identify>[0], path: string) => Promise<void>): Promise<void> {
  const path = join(folder(), 'shop.sqlite')
  const db = openDatabase(path)
  let ids = 0
  const deps = { db, now: () => new Date(START), newId: () => `c${++ids}`, log: () => {} }
  try {
    await use(deps as unknown as Parameters<typeof identify>[0], path)
  } finally {
    db.close()
  }
}

test('who was met is not looked for, until somebody else writes', () =>
  withDb(async (deps, path) => {
    const met = new Met()
    const asked: string[] = []
    const watched = { ...deps, db: Object.assign(Object.create(deps.db), { atomically: deps.db.atomically }) }
    watched.db.values = (query: Parameters<typeof deps.db.values>[0]) => {
      asked.push('values')
      return deps.db.values(query)
    }
    expect(await identify(watched, [person('1'), person('2')], met)).toEqual(['c1', 'c2'])
    asked.length = 0
    expect(await identify(watched, [person('2'), person('1'), person('2')], met)).toEqual(['c2', 'c1', 'c2'])
    // Whether somebody else has written.
    expect(asked).toHaveLength(1)
    const other = openDatabase(path)
    other.raw.exec("update external_ids set customer_id = 'c9' where external_id = '1'")
    other.close()
    expect(await identify(deps, [person('1'), person('2')], met)).toEqual(['c9', 'c2'])
  }))

test('who becomes one with another is the other from then on, in the same call and in the next', async () => {
  const world = await openNodeWorld(START, { files: shopFiles() })
  try {
    const met = new Met()
    await identify(world.deps, [person('1', { email: 'a@x.jp' }), person('2')], met)
    const both = [person('2'), person('1', { email: 'a@x.jp' }), person('2', { email: 'a@x.jp' })]
    const first = await identify(world.deps, both, met)
    expect(new Set(first).size).toBe(1)
    expect(await identify(world.deps, both, met)).toEqual(first)
  } finally {
    await world.close()
  }
})

test('however many are met, it knows the last of them, each as they were told last, and holds no more than it may', () => {
  const met = new Met(1000)
  for (let n = 0; n < 10_500; n += 1) {
    met.set(`words ${n}`, `id-${n}`)
    met.set(`words ${n}`, `${n}`)
  }
  const known = Array.from({ length: 10_500 }, (_, n) => met.get(`words ${n}`))
  expect(known.slice(-500)).toEqual(Array.from({ length: 500 }, (_, n) => String(10_000 + n)))
  expect(known.filter((id) => id !== undefined)).toHaveLength(500)
  // Whose id has no room is somebody to look for, not somebody else.
  met.set('long', 'x'.repeat(37))
  met.set('letters', 'お客さま')
  expect([met.get('long'), met.get('letters'), met.get('nobody')]).toEqual([undefined, undefined, undefined])
})

test('words that differ are other words, also where they are put together alike', () => {
  const said = [
    person('1', { name: 'a' }),
    person('1', { kana: 'a' }),
    person('1'),
    person('', { source: '1' }),
    { ...person('1'), source: 'other' },
    person('1', { phone: '0901', pref: '東京' }),
    person('1', { phone: '0901', birthday: '1990-01-01' as JstDate }),
  ]
  expect(new Set(said.map(wordsOf)).size).toBe(said.length)
})

const few = (...values: string[]) => fc.option(fc.constantFrom(...values), { nil: undefined })
const customer = fc.record({
  external_id: few('1', '2', '3'),
  email: few('a@x.jp', 'b@x.jp', 'c@x.jp'),
  phone: few('09011112222', '09033334444'),
  name: few('佐藤 花子', '鈴木 明'),
})

test('the same orders are the same people’s, with and without it, however they come (property)', async () => {
  const batches = fc.array(fc.array(customer, { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(batches, async (files) => {
      let number = 0
      const reports = files.map((people) =>
        people.map((one): OrderInput => {
          number += 1
          const read = readOrder(order('x', { external_id: `A${number}`, customer: one }))
          if ('code' in read) throw new Error(read.message)
          return read.order
        }),
      )
      const [plain, met] = [await recorded(reports), await recorded(reports, new Met())]
      expect(met).toEqual(plain)
    }),
    { numRuns: 25 },
  )
})

/** Which orders are one customer's, who is known of each, and by which numbers. */
async function recorded(batches: OrderInput[][], met?: Met): Promise<unknown> {
  const world = await openNodeWorld(START, { files: shopFiles() })
  try {
    for (const reports of batches) await recordOrders(world.deps, reports, { more: true, met })
    return rows(
      world,
      `select group_concat(external_id order by external_id) as orders, name, email, phone,
         (select group_concat(external_id order by external_id) from external_ids where customer_id = customers.id) as numbers
       from orders join customers on customers.id = orders.customer_id group by customers.id order by orders`,
    )
  } finally {
    await world.close()
  }
}
