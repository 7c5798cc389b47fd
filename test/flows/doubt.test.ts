/** What may have arrived is never sent under another key, whatever LINE says afterwards; the switch stops even a tick under way. */

import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Deps } from '../../bot/deps.ts'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { pauseMarketing, resumeMarketing } from '../../bot/flows/pause-marketing.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import {
  fates,
  fault,
  linkedFriend,
  manyCustomers,
  order,
  person,
  pushed,
  rows,
  scenarioText,
  shopFiles,
} from '../support/story.ts'

const HANA = person('a')
const ONE = scenarioText('one', [{ id: 'thanks', at: '{from: order, day: 0, delay_minutes: 30}' }])

let world: NodeWorld
beforeEach(async () => {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: shopFiles(ONE) })
  await linkedFriend(world, 'hana', HANA)
  await world.api('/orders', [order('hana')])
})
afterEach(() => world.close())

const tickAt = async (time: string, deps: Deps = world.deps) => {
  await world.stage.setClock(new Date(`2026-06-${time}:00+09:00`))
  return deliverDue(deps)
}
const mend = () => world.stage.line('DELETE', '/control/faults')
const keys = () => rows(world, 'select distinct id from requests').length

test('arrived unseen, then the month is used up: the same key waits, and nobody hears twice', async () => {
  await fault(world, 'error_after')
  await tickAt('01T10:30')
  await fault(world, 'monthly_limit', { times: 9 })
  expect(await tickAt('01T10:32')).toMatchObject({ sent: 0, held: 0 })
  expect(fates(world)).toEqual(['thanks sending'])
  await mend()
  for (const time of ['01T11:33', '01T13:00']) await tickAt(time)
  expect([await pushed(world, HANA), fates(world), keys()]).toEqual([['thanks'], ['thanks sent'], 1])
})

test('arrived unseen, then only refusals until the key is over: unknown, never decided again', async () => {
  await fault(world, 'error_after')
  await tickAt('01T10:30')
  await fault(world, 'rate_limit', { times: 999 })
  for (const time of ['01T10:32', '01T12:00', '01T20:00']) await tickAt(time)
  await mend()
  for (const time of ['02T10:30', '02T11:00', '03T12:00']) await tickAt(time)
  expect([await pushed(world, HANA), fates(world), keys()]).toEqual([['thanks'], ['thanks unknown LINE_UNKNOWN'], 1])
})

test('refused, and killed between the repetition and its mark: in doubt again, not decided again', async () => {
  await fault(world, 'rate_limit')
  await tickAt('01T10:30')
  const push: Deps['line']['push'] = async (body, key) => {
    await world.deps.line.push(body, key)
    return new Promise(() => {})
  }
  await world.stage.setClock(new Date('2026-06-01T10:32:00+09:00'))
  void deliverDue({ ...world.deps, line: { ...world.deps.line, push } })
  while ((await pushed(world, HANA)).length === 0) await new Promise(setImmediate)
  for (const time of ['02T10:31', '02T11:00', '03T12:00']) await tickAt(time)
  expect([await pushed(world, HANA), fates(world), keys()]).toEqual([['thanks'], ['thanks unknown LINE_UNKNOWN'], 1])
})

test('in doubt while everything is paused: not tried before it goes on, then with the same key', async () => {
  await fault(world, 'error_before')
  await tickAt('01T10:30')
  await pauseMarketing(world.deps, { by: 'merchant', reason: '' })
  for (const time of ['01T10:32', '01T12:00']) expect((await tickAt(time)).api_calls).toBe(0)
  await resumeMarketing(world.deps, { by: 'merchant' })
  await tickAt('01T14:00')
  expect([await pushed(world, HANA), fates(world), keys()]).toEqual([['thanks'], ['thanks sent'], 1])
})

test('refused while everything is paused: nothing can have arrived, so it is decided again after the pause', async () => {
  await fault(world, 'rate_limit')
  await tickAt('01T10:30')
  await pauseMarketing(world.deps, { by: 'merchant', reason: '' })
  await tickAt('01T10:32')
  expect(fates(world)).toEqual(['thanks held R_ALL_PAUSED'])
  await resumeMarketing(world.deps, { by: 'merchant' })
  await tickAt('01T11:40')
  expect([await pushed(world, HANA), fates(world), keys()]).toEqual([['thanks'], ['thanks sent'], 2])
})

test('the switch stops a tick under way: the batch that has left is the last', async () => {
  await manyCustomers(world, 700)
  const multicast: Deps['line']['multicast'] = async (body, key) => {
    await pauseMarketing(world.deps, { by: 'merchant', reason: '' })
    return world.deps.line.multicast(body, key)
  }
  const summary = await tickAt('01T10:30', { ...world.deps, line: { ...world.deps.line, multicast } })
  expect(summary).toMatchObject({ due: 701, sent: 500, held: 201, api_calls: 1 })
})
