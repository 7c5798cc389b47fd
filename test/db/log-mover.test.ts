/** A thread moves the log to the file while a tick writes on: does it, and is everything there however it ends? */

import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { insertAll } from '../../db/client.ts'
import { openDatabase } from '../../db/node.ts'
import { state } from '../../db/schema.ts'

afterEach(() => {
  vi.useRealTimers()
})

function shop() {
  const folder = mkdtempSync(join(tmpdir(), 'fanbelt-db-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'shop.sqlite')
  return { path, open: () => openDatabase(path), size: () => statSync(path).size }
}
/** About 500 pages: far fewer than a commit would move by itself. */
const write = (db: ReturnType<typeof openDatabase>, name: string) =>
  db.atomically([
    insertAll(
      state,
      Array.from({ length: 500 }, (_, n) => ({ key: `${name} ${n}`, value: 'x'.repeat(3500) })),
    ),
  ])

test('what was written is moved to the file by somebody else, and who is asked waits for nothing', async () => {
  const { open, size } = shop()
  const db = open()
  await write(db, 'a')
  const before = size()
  expect(db.moveLog()).toBe(undefined)
  expect(size()).toBe(before)
  await expect.poll(size, { timeout: 10_000 }).toBeGreaterThan(before + 400 * 4096)
  db.close()
})

test('closed while it moves, the database has every row', async () => {
  const { open } = shop()
  const db = open()
  for (const name of ['a', 'b', 'c']) {
    await write(db, name)
    db.moveLog()
  }
  db.close()
  const again = open()
  expect(again.raw.prepare('select count(*) as n from state').get()).toEqual({ n: 1500 })
  expect(again.raw.pragma('integrity_check', { simple: true })).toBe('ok')
  again.close()
})

test('some seconds later a commit moves a full log again, whatever became of the thread', () => {
  vi.useFakeTimers()
  const { open } = shop()
  const db = open()
  const most = () => Number(db.raw.pragma('wal_autocheckpoint', { simple: true }))
  const usual = most()
  db.moveLog()
  expect(most()).toBeGreaterThan(usual)
  vi.advanceTimersByTime(4000)
  db.moveLog()
  vi.advanceTimersByTime(4000)
  expect(most()).toBeGreaterThan(usual)
  vi.advanceTimersByTime(1000)
  expect(most()).toBe(usual)
  db.close()
})

test('in memory there is nothing to move', () => {
  const db = openDatabase(':memory:')
  db.moveLog()
  db.close()
})
