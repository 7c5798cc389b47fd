/** Work that is marked until it is done does not wait for the disk; everything else does, before and after. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { expect, onTestFinished, test } from 'vitest'
import { insertAll } from '../../db/client.ts'
import { openDatabase } from '../../db/node.ts'
import { state } from '../../db/schema.ts'

function open() {
  const folder = mkdtempSync(join(tmpdir(), 'fanbelt-db-'))
  const db = openDatabase(join(folder, 'shop.sqlite'))
  onTestFinished(() => {
    db.close()
    rmSync(folder, { recursive: true })
  })
  return db
}
const FULL = 2
const row = (key: string) => insertAll(state, [{ key, value: '1' }])

test('it stands together or not at all, and what is written beside it waits for the disk again', async () => {
  const db = open()
  const safety = () => db.raw.pragma('synchronous', { simple: true })
  const done = db.repeatably([row('a'), row('b')])
  // Already now, before anybody else can write.
  expect(safety()).toBe(FULL)
  await done
  await expect(db.repeatably([row('c'), row('a')])).rejects.toThrow()
  expect(safety()).toBe(FULL)
  expect((await db.select().from(state)).map(({ key }) => key).sort()).toEqual(['a', 'b'])
})

test('a query whose text is known answers in its own shape, asked for rows or for values', async () => {
  const db = open()
  await db.atomically([row('a')])
  const query = sql`select key, value from state`
  for (let n = 0; n < 2; n += 1) {
    expect(await db.all(query)).toEqual([{ key: 'a', value: '1' }])
    expect(await db.values(query)).toEqual([['a', '1']])
    expect(await db.select().from(state)).toEqual([{ key: 'a', value: '1' }])
  }
  db.raw.exec('alter table state add column more text')
  expect(await db.all(sql`select * from state`)).toEqual([{ key: 'a', value: '1', more: null }])
})
