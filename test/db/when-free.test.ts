/** Another process that writes stops nobody here: whoever wants to write waits by themselves, and the event loop goes on. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { eq, sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { claimEvents, storeEvents } from '../../db/inbox.ts'
import { type NodeDb, openDatabase } from '../../db/node.ts'
import { customers } from '../../db/schema.ts'
import { whenFree } from '../../db/when-free.ts'

const AT = new Date('2026-06-01T10:00:00+09:00')
const event = (eventId: string) => ({
  ...{ eventId, userId: 'U1', timestamp: AT.getTime(), body: '{}' },
  ...{ receivedAt: AT, nextTryAt: AT },
})
const row = (id: string) => db.insert(customers).values({ id, createdAt: AT })

let folder: string
let db: NodeDb
/** Another process that writes for as long as the test wants. */
let other: Database.Database
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fanbelt-db-'))
  const path = join(folder, 'shop.sqlite')
  db = openDatabase(path)
  await row('c')
  await storeEvents(db, [event('e0')])
  other = new Database(path)
})
afterEach(() => {
  other.close()
  db.close()
  rmSync(folder, { recursive: true })
})

const writes: Record<string, () => Promise<unknown>> = {
  'an event that is kept': () => storeEvents(db, [event('e1')]),
  'several statements as one': () => db.atomically([row('a'), row('b')]),
  'work that can be done again': () => db.repeatably([row('a')]),
  'what goes ahead of the disk': async () => (await db.ahead([row('a')]))(),
  'one statement': async () => db.run(sql`update customers set name = '花子' where id = 'c'`),
  'one statement of Drizzle': async () => db.update(customers).set({ name: '花子' }).where(eq(customers.id, 'c')),
  'one that answers': () => claimEvents(db, { leaseId: 'l', now: AT, leaseUntil: AT, limit: 10 }),
}

describe('while another process writes', () => {
  test.each(Object.entries(writes))('%s waits for its end, and nothing else does', async (_, write) => {
    other.exec("begin immediate; update customers set kana = 'はなこ'")
    let done = false
    const written = write().then(() => {
      done = true
    })
    const turns = await new Promise<number>((resolve) => {
      let turn = 0
      const next = () => (++turn === 20 ? resolve(turn) : setTimeout(next, 1))
      next()
    })
    expect([turns, done, await db.select({ id: customers.id }).from(customers)]).toEqual([20, false, [{ id: 'c' }]])
    other.exec('commit')
    await written
    expect(db.raw.prepare('select kana from customers').pluck().all()).toContain('はなこ')
  })
})

test('who has waited long enough is told so, and any other failure passes on at once', async () => {
  let tries = 0
  const busy = () => {
    tries += 1
    throw Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY_RECOVERY' })
  }
  await expect(whenFree(busy, 0)).rejects.toThrow('database is locked')
  const broken = () => {
    tries += 1
    throw new Error('no such table')
  }
  await expect(whenFree(broken)).rejects.toThrow('no such table')
  expect(tries).toBe(2)
})
