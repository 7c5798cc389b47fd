/** One batch is decided while another leaves: what must that not change? */

import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Deps } from '../../bot/deps.ts'
import { LineUnreachable } from '../../bot/errors.ts'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { pauseMarketing, resumeMarketing } from '../../bot/flows/pause-marketing.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { count, fates, fault, manyCustomers, rows, scenarioText, shopFiles } from '../support/story.ts'

const at = '{from: order, day: 0, delay_minutes: 30}'
const SAME = scenarioText('one', [{ id: 'thanks', at }])
const NAMED = scenarioText('one', [{ id: 'thanks', at, text: "'{{お名前}}、ありがとう'" }])
const SIZE = 20
const START = '2026-06-01T10:00:00+09:00'

let world: NodeWorld
beforeEach(async () => {
  world = await openNodeWorld(START, { files: shopFiles(SAME) })
})
afterEach(() => world.close())

const customers = async (number: number) => (await manyCustomers(world, number)).sort()
const arrived = async () =>
  ((await world.stage.line('GET', '/control/outbox')) as { userId: string }[]).map(({ userId }) => userId).sort()

const inBatches = (more: Partial<Deps['limits']> = {}) => ({
  ...world.deps,
  limits: { ...world.deps.limits, customersPerBatch: SIZE, ...more },
})
const tickAt = async (time: string, deps: Deps = inBatches()) => {
  await world.stage.setClock(new Date(`2026-06-${time}:00+09:00`))
  return deliverDue(deps)
}
const instead = (some: Partial<Deps['db']>) =>
  new Proxy<Deps['db']>(world.deps.db, {
    get: (db, name) => Reflect.get(name in some ? some : db, name),
  })
/** Requests to LINE that stand in the database. */
const decided = async (number: number) => {
  while (count(world, 'requests') < number) await new Promise(setImmediate)
}

test('the switch also holds what was decided before it was thrown and has not left', async () => {
  const people = await customers(90)
  let batches = 0
  const ahead: Deps['db']['ahead'] = async (queries) => {
    const onDisk = await world.deps.db.ahead(queries)
    if (count(world, 'requests') === batches) return onDisk
    batches += 1
    return async () => {
      if (batches === 3) await pauseMarketing(world.deps, { by: 'merchant', reason: '' })
    }
  }
  const summary = await tickAt('01T10:30', { ...inBatches(), db: instead({ ahead }) })
  expect(summary).toMatchObject({ due: 90, sent: 2 * SIZE, held: 90 - 2 * SIZE, api_calls: 2 })
  expect(new Set(fates(world))).toEqual(new Set(['thanks sent', 'thanks held R_ALL_PAUSED']))
  await resumeMarketing(world.deps, { by: 'merchant' })
  await tickAt('01T11:31')
  expect(await arrived()).toEqual(people)
})

test('nothing leaves before the disk has it', async () => {
  await customers(2)
  let written: () => void = () => {}
  const disk = new Promise<void>((resolve) => {
    written = resolve
  })
  const ahead: Deps['db']['ahead'] = async (queries) => {
    await world.deps.db.ahead(queries)
    return () => disk
  }
  let calls = 0
  const multicast: Deps['line']['multicast'] = (body, key) => {
    calls += 1
    return world.deps.line.multicast(body, key)
  }
  const ticking = tickAt('01T10:30', { ...world.deps, db: instead({ ahead }), line: { ...world.deps.line, multicast } })
  await decided(1)
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate)
  expect(calls).toBe(0)
  written()
  expect([await ticking, calls]).toEqual([expect.objectContaining({ sent: 2 }), 1])
})

test.each(['error_before', 'error_after', 'monthly_limit', 'expired_token'])(
  'LINE begins to fail in the middle (%s): what was decided meanwhile arrives later, once',
  async (kind) => {
    const people = await customers(90)
    const begin = async () => {
      await decided(3)
      await fault(world, kind, { match: { path: '/v2/bot/message/multicast' }, times: 99 })
    }
    let calls = 0
    let begun: Promise<void> | undefined
    const multicast: Deps['line']['multicast'] = async (body, key) => {
      calls += 1
      if (calls > 1) begun ??= begin()
      await begun
      return world.deps.line.multicast(body, key)
    }
    const deps = inBatches()
    expect(await tickAt('01T10:30', { ...deps, line: { ...deps.line, multicast } })).toMatchObject({ sent: SIZE })
    await world.stage.line('DELETE', '/control/faults')
    for (const time of ['01T11:31', '01T12:32', '01T13:33']) await tickAt(time)
    expect(await arrived()).toEqual(people)
    expect(rows(world, `select 1 from deliveries where status <> 'sent'`)).toEqual([])
  },
)

test('no more is decided ahead than this tick may send', async () => {
  await world.close()
  world = await openNodeWorld(START, { files: shopFiles(NAMED) })
  await customers(90)
  expect(await tickAt('01T10:30', inBatches({ callsPerTick: SIZE + 10 }))).toMatchObject({ sent: SIZE + 10 })
  expect(count(world, 'requests')).toBe(2 * SIZE)
})

test.each([
  ['all', false, SIZE],
  ['all but the last', true, 8],
])('where LINE took %s of a batch, the next one leaves so many at once', async (_, fails, atOnce) => {
  await world.close()
  world = await openNodeWorld(START, { files: shopFiles(NAMED) })
  await customers(2 * SIZE)
  let calls = 0
  let taken = 0
  let release: () => void = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const push: Deps['line']['push'] = async (body, key) => {
    calls += 1
    if (calls === SIZE && fails) {
      while (taken < SIZE - 1) await new Promise(setImmediate)
      throw new LineUnreachable('no answer')
    }
    if (calls > SIZE) await released
    const accepted = await world.deps.line.push(body, key)
    taken += 1
    return accepted
  }
  const deps = inBatches()
  const ticking = tickAt('01T10:30', { ...deps, line: { ...deps.line, push } })
  await decided(2 * SIZE)
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate)
  expect(calls - SIZE).toBe(atOnce)
  release()
  await ticking
})
