/** What a thread reads is what is there: the same rows, in the order asked; and what ended it is heard. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { insertAll } from '../../db/client.ts'
import { countFriends } from '../../db/metrics.ts'
import { type NodeDb, openDatabase } from '../../db/node.ts'
import { customers, externalIds, friends } from '../../db/schema.ts'
import { valuesApart } from '../../db/values-apart.ts'

let folder: string
let path: string
let db: NodeDb
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fanbelt-apart-'))
  path = join(folder, 'shop.sqlite')
  db = openDatabase(path)
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

const rows = Array.from({ length: 300 }, (_, n) => ({
  ...{ id: `c${n}`, name: n % 3 ? `花子${n}` : null, createdAt: new Date(1_700_000_000_000 + n) },
}))
const ids = sql`select id, name, created_at from ${customers} where id > ${'c2'} order by id limit ${40}`
const count = sql`select count(*), ${'x'}, ${1.5} from ${customers}`

test('the rows that this connection reads, also of what it has just written', async () => {
  await db.atomically([insertAll(customers, rows)])
  const here = [await db.values(ids), await db.values(count)]
  expect(here[1]).toEqual([[300, 'x', 1.5]])
  expect(await db.valuesApart([ids, count])).toEqual(here)
})

test('while the other one reads, this one writes', async () => {
  const asked = db.valuesApart([count, count])
  await db.atomically([insertAll(customers, rows)])
  const [[[first]], [[second]]] = (await asked) as [[[number]], [[number]]]
  expect([0, 300]).toContain(first)
  expect(second).toBeGreaterThanOrEqual(first)
})

test('it only reads', async () => {
  const write = sql`insert into ${customers} (id, created_at) values ('x', 0) returning id`
  await expect(db.valuesApart([count, write])).rejects.toThrow('readonly')
  expect(await db.values(count)).toEqual([[0, 'x', 1.5]])
})

test('what kept it from answering is heard', async () => {
  await expect(db.valuesApart([count, sql`select something from nowhere`])).rejects.toThrow('no such table: nowhere')
  await expect(valuesApart(join(folder, 'no', 'such.sqlite'), [])).rejects.toThrow()
})

test('friends are the same, counted here or there', async () => {
  await db.atomically([
    insertAll(customers, rows),
    insertAll(
      externalIds,
      rows.flatMap(({ id }, n) => (n % 4 ? { source: 'shop', externalId: id, customerId: id } : [])),
    ),
    insertAll(
      friends,
      rows.map(({ id }, n) => ({
        ...{ lineUserId: `U${n}`, customerId: id, following: n % 7 > 0, changedAt: new Date(n) },
        createdAt: new Date(n * 10),
      })),
    ),
  ])
  const end = new Date(200)
  expect(await countFriends(db, end)).toEqual({ all: 20, reachable: 17, linked: 13 })
  expect(await countFriends(db, end, true)).toEqual(await countFriends(db, end))
})

test('a database in memory is read here', async () => {
  const memory = openDatabase(':memory:')
  await memory.atomically([insertAll(customers, rows)])
  expect(await memory.valuesApart([count, ids])).toEqual([await memory.values(count), await memory.values(ids)])
  memory.close()
})
