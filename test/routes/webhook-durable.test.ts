import { fstatSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { signatureOf } from '../../bot/simulator/signature.ts'
import { arrived, refuse, storeAtOnce } from '../both-databases/arrival-contract.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { shopFiles } from '../support/story.ts'

/** Every `fdatasync`, held back while `held` is set. */
const disk = vi.hoisted(() => ({
  files: [] as number[],
  held: undefined as { calls: (() => void)[] } | undefined,
  error: undefined as Error | undefined,
}))
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  const fdatasync = (file: number, done: (error: Error | null) => void) => {
    disk.files.push(file)
    const call = () => (disk.error ? done(disk.error) : fs.fdatasync(file, done))
    disk.held ? disk.held.calls.push(call) : call()
  }
  return { ...fs, fdatasync }
})

const SECRET = 'desk-channel-secret-0000000000000'
let folder: string
let path: string
let world: NodeWorld
let other: Database.Database
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fanbelt-durable-'))
  path = join(folder, 'shop.sqlite')
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', {
    databasePath: path,
    files: shopFiles(),
    env: { LINE_CHANNEL_SECRET: SECRET },
  })
  other = new Database(path, { readonly: true })
  disk.files = []
})
afterEach(async () => {
  disk.held = undefined
  disk.error = undefined
  other.close()
  await world.close()
  rmSync(folder, { recursive: true })
})

/** What somebody else reads in the file. */
const seen = () => other.prepare('select event_id from inbox order by event_id').pluck().all()
const send = async (...ids: string[]) => {
  const events = ids.map((webhookEventId) => ({ type: 'message', timestamp: 1, webhookEventId }))
  const body = JSON.stringify({ destination: 'U0', events })
  const headers = { 'x-line-signature': await signatureOf(SECRET, body) }
  return world.app.request('/webhook', { method: 'POST', body, headers })
}
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `e${String(index).padStart(3, '0')}`)

test('at the moment of every 200 its events are in the file, for another connection too', async () => {
  const missing: string[] = []
  await Promise.all(
    numbered(200).map(async (id) => {
      expect((await send(id, `${id} too`)).status).toBe(200)
      const there = new Set(seen())
      missing.push(...[id, `${id} too`].filter((one) => !there.has(one)))
    }),
  )
  expect([missing, seen().length]).toEqual([[], 400])
  expect(disk.files.length).toBeLessThan(200)
})

test('no 200 leaves before the disk has what was committed', async () => {
  await send('before')
  disk.held = { calls: [] }
  const { held } = disk
  const answers: number[] = []
  const sent = numbered(9).map((id) => send(id).then(({ status }) => answers.push(status)))
  await vi.waitUntil(() => held.calls.length === 1 && seen().length > 1)
  expect(fstatSync(disk.files.at(-1) ?? -1).ino).toBe(statSync(`${path}-wal`).ino)
  expect(answers).toEqual([])
  disk.held = undefined
  held.calls[0]?.()
  await Promise.all(sent)
  expect([answers, seen().length]).toEqual([Array(9).fill(200), 10])
})

test('an event that cannot be stored is answered 500, and those beside it 200', async () => {
  world.deps.db.run(refuse('abort'))
  const answers = await Promise.all([send('a'), send('b', 'bad 1', 'c'), send('d'), send('bad 2'), send('e')])
  expect(answers.map(({ status }) => status)).toEqual([200, 500, 200, 500, 200])
  expect(seen()).toEqual(['a', 'd', 'e'])
  world.deps.db.run(sql`drop trigger refuse`)
  expect((await send('b', 'bad 1', 'c')).status).toBe(200)
})

test('where an error undoes the whole group, nobody is told that it was stored, and nothing is in the file', async () => {
  const { db } = world.deps
  db.run(refuse('rollback'))
  expect(await storeAtOnce(db, [arrived('a')], [arrived('bad')], [arrived('b')])).toEqual(Array(3).fill('rejected'))
  expect(seen()).toEqual([])
  expect((await send('a')).status).toBe(200)
})

test('what the disk did not take is answered 500, and so is everything after it', async () => {
  await send('a')
  disk.error = new Error('input/output error')
  expect((await send('b')).status).toBe(500)
  disk.error = undefined
  expect((await send('b')).status).toBe(500)
})

test('everything else waits for the disk by itself, as before', async () => {
  await send('a')
  expect(world.deps.db.raw.pragma('synchronous', { simple: true })).toBe(2)
})

test('the same event in many requests at once, and again later, is stored once', async () => {
  const answers = await Promise.all([send('a'), send('a', 'a'), send('b', 'a'), send('a')])
  answers.push(...(await Promise.all([send('a'), send('b'), send('c')])))
  expect([new Set(answers.map(({ status }) => status)), seen()]).toEqual([new Set([200]), ['a', 'b', 'c']])
})
