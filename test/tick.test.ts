/** One tick as the shells run it: what it leaves behind, however it ends. */

import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { coalesce } from '../bot/coalesce.ts'
import { tick } from '../bot/tick.ts'
import { readCounts } from '../db/counters.ts'
import { openDatabase } from '../db/node.ts'
import { readState } from '../db/state.ts'
import { fanbelt, folder } from './cli/run.ts'
import { type NodeWorld, openNodeWorld } from './support/node-world.ts'
import { NOON, serveTestStandIn } from './support/stand-in.ts'
import { execute, linkedFriend, order, person, scenarioText, shopFiles } from './support/story.ts'

let world: NodeWorld
let log: { event: string; fields: Record<string, unknown> }[]
beforeEach(async () => {
  log = []
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', {
    files: shopFiles(scenarioText('thanks', [{ id: 't1' }])),
    log: (event, fields = {}) => log.push({ event, fields }),
  })
})
afterEach(() => world.close())

const note = async () => JSON.parse((await readState(world.deps.db, 'last_tick')) ?? 'null')
const ticks = async () =>
  Object.fromEntries(
    (await readCounts(world.deps.db)).filter(({ name }) => name === 'ticks').map(({ label, value }) => [label, value]),
  )
const events = () => log.map(({ event }) => event)

test('what it did stands in its note; the log hears of it only when it did something', async () => {
  await tick(world.deps)
  expect(events()).not.toContain('tick')
  await linkedFriend(world, 'hana', person('a'))
  await world.api('/orders', order('hana'))
  await tick(world.deps)
  await world.stage.setClock(new Date('2026-06-02T12:00:00+09:00'))
  await tick(world.deps)
  expect(await note()).toMatchObject({ at: '2026-06-02T03:00:00.000Z', result: 'ok', due: 1, sent: 1, api_calls: 1 })
  expect(log.filter(({ event }) => event === 'tick')).toMatchObject([{ fields: { due: 1, sent: 1 } }])
})

test('one that is stopped half-way is noted, and its error is logged once', async () => {
  execute(world, 'drop table orders')
  const ticker = coalesce('tick', () => tick(world.deps), world.deps.log)
  ticker.ask()
  await ticker.idle()
  expect([(await note()).result, await ticks()]).toEqual(['failed', { failed: 1 }])
  expect(log.filter(({ fields }) => fields.error)).toMatchObject([
    { event: 'tick_failed', fields: { error: { message: expect.stringContaining('orders') } } },
  ])
})

test('what stopped it is told even when that cannot be noted', async () => {
  execute(world, 'drop table orders')
  execute(world, 'drop table counters')
  await expect(tick(world.deps)).rejects.toThrow('orders')
  expect(events()).toContain('tick_not_noted')
})

test('the note and the counts stand together or not at all', async () => {
  await tick(world.deps)
  const before = await note()
  execute(world, "create trigger broken before update on counters begin select raise(abort, 'broken on purpose'); end")
  await world.stage.setClock(new Date('2026-06-01T10:05:00+09:00'))
  await expect(tick(world.deps)).rejects.toThrow('broken on purpose')
  expect([await note(), await ticks()]).toEqual([before, { ok: 1 }])
})

test('where there is nothing to do it writes its note and nothing else', async () => {
  await tick(world.deps)
  const written = vi.spyOn(world.deps.db, 'atomically')
  await tick(world.deps)
  expect(written.mock.calls.map(([statements]) => statements.length)).toEqual([2])
})

test('`fanbelt tick` is a tick like any other, of the moment it runs, not of the moment it plays', async () => {
  const standIn = await serveTestStandIn()
  onTestFinished(() => standIn.close())
  const path = join(folder(), 'shop.sqlite')
  const env = { LINE_API_BASE_URL: standIn.url, LINE_CHANNEL_ACCESS_TOKEN: standIn.channel.accessToken }
  const { code, err } = await fanbelt(['tick', '--db', path, '--now', '2026-12-01T10:00:00+09:00'], env)
  expect([code, err.split('\n').length]).toEqual([0, 2])
  const db = openDatabase(path)
  onTestFinished(() => db.close())
  expect(JSON.parse((await readState(db, 'last_tick')) ?? '')).toMatchObject({ at: NOON.toISOString(), result: 'ok' })
})
