/** What goes ahead of the disk is there for everybody at once, all or nothing; who is to be told waits for the disk. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { insertAll } from '../../db/client.ts'
import { openDatabase } from '../../db/node.ts'
import { state } from '../../db/schema.ts'

const row = (key: string) => insertAll(state, [{ key, value: '1' }])

function open(path: (folder: string) => string) {
  const folder = mkdtempSync(join(tmpdir(), 'fanbelt-db-'))
  const db = openDatabase(path(folder))
  onTestFinished(() => {
    db.close()
    rmSync(folder, { recursive: true })
  })
  return db
}

test.each([
  ['a file', (folder: string) => join(folder, 'shop.sqlite')],
  ['memory', () => ':memory:'],
])('%s: it stands together or not at all, and what comes after waits for the disk by itself', async (_, path) => {
  const db = open(path)
  const keys = async () => (await db.select().from(state)).map(({ key }) => key).sort()
  const onDisk = await db.ahead([row('a'), row('b')])
  expect(await keys()).toEqual(['a', 'b'])
  expect(db.raw.pragma('synchronous', { simple: true })).toBe(2)
  await onDisk()
  await expect(db.ahead([row('c'), row('a')])).rejects.toThrow()
  await (await db.ahead([]))()
  expect(await keys()).toEqual(['a', 'b'])
})
