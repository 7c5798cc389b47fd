/** Very many writes of one's own: what becomes of the settings and of the log afterwards? */

import { statSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { openDatabase } from '../../db/node.ts'
import { folder } from '../cli/run.ts'

const fill = sql`insert into state (key, value)
  with recursive n(n) as (select 1 union all select n + 1 from n where n < 5000)
  select 'k' || n || ' ' || (select count(*) from state), 'a value of some length' from n`

test('the log is as long as it must be while it lasts, and given back at the end', async () => {
  const path = join(folder(), 'shop.sqlite')
  const db = openDatabase(path)
  const length = () => statSync(`${path}-wal`).size
  const usual = db.raw.pragma('wal_autocheckpoint', { simple: true })
  await db.inBulk(async () => {
    for (let n = 0; n < 3; n += 1) await db.atomically([fill])
    expect(length()).toBeGreaterThan(0)
  })
  expect([length(), db.raw.pragma('wal_autocheckpoint', { simple: true })]).toEqual([0, usual])
  expect(db.raw.prepare('select count(*) as n from state').get()).toEqual({ n: 15_000 })
  db.close()
})

test('somebody who still reads what was there before keeps nobody from ending', async () => {
  const path = join(folder(), 'shop.sqlite')
  const [db, other] = [openDatabase(path), openDatabase(path)]
  other.raw.exec('begin')
  expect(other.raw.prepare('select count(*) as n from state').get()).toEqual({ n: 0 })
  await db.inBulk(() => db.atomically([fill]))
  other.raw.exec('commit')
  expect(other.raw.prepare('select count(*) as n from state').get()).toEqual({ n: 5000 })
  other.close()
  db.close()
})
