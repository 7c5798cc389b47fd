/** In haste no commit waits for the disk; before and after, and after a failure, each one does. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { storeEvents } from '../../db/inbox.ts'
import { type NodeDb, openDatabase } from '../../db/node.ts'
import { readState, writeState } from '../../db/state.ts'

const [OFF, FULL] = [0, 2]

let folder: string
let db: NodeDb
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fanbelt-haste-'))
  db = openDatabase(join(folder, 'shop.sqlite'))
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

const safety = () => db.raw.pragma('synchronous', { simple: true })
const hear = (eventId: string) => {
  const at = new Date(0)
  return storeEvents(db, [{ eventId, timestamp: 0, body: '{}', receivedAt: at, nextTryAt: at }])
}

test('an event that is heard in haste does not end the haste', async () => {
  expect(safety()).toBe(FULL)
  await db.inHaste(async () => {
    expect(safety()).toBe(OFF)
    await hear('one')
    expect(safety()).toBe(OFF)
  })
  expect(safety()).toBe(FULL)
  await hear('two')
  expect(safety()).toBe(FULL)
})

test('what was written is in the file itself, and a failure passes on', async () => {
  const work = db.inHaste(async () => {
    await writeState(db, 'demo', 'begun')
    throw new Error('cut short')
  })
  await expect(work).rejects.toThrow('cut short')
  expect(safety()).toBe(FULL)
  const [{ log, checkpointed }] = db.raw.pragma('wal_checkpoint(PASSIVE)') as [{ log: number; checkpointed: number }]
  expect(checkpointed).toBe(log)
  expect(await readState(db, 'demo')).toBe('begun')
})
