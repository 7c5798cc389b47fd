/** What a letter waits for at LINE's door takes time, and in that time things happen: what leaves afterwards, and what does not? */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Deps } from '../../bot/deps.ts'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { pauseMarketing, resumeMarketing } from '../../bot/flows/pause-marketing.ts'
import { readCounts } from '../../db/counters.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import {
  execute,
  fates,
  fault,
  inForce,
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
const SOON = '{from: order, day: 0, delay_minutes: 30}'
const THANKS = scenarioText('one', [
  { id: 'thanks', at: SOON, text: '"{{お名前}}さん"' },
  { id: 'later', at: '{from: order, day: 50, time: "12:00"}' },
])
const ORDER = { delivered_at: '2026-05-20T10:00:00+09:00' }

let world: NodeWorld
beforeEach(async () => {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: shopFiles() })
})
afterEach(() => world.close())

const hanaBuys = async (scenario: string) => {
  await inForce(world, scenario)
  await linkedFriend(world, 'hana', HANA)
  await world.api('/orders', [order('hana', ORDER)])
}
const tickAt = async (time: string, deps: Deps = world.deps) => {
  await world.stage.setClock(new Date(`2026-06-${time}:00+09:00`))
  return deliverDue(deps)
}
const ahead = (hook: Deps['db']['ahead']): Deps => ({
  ...world.deps,
  db: new Proxy<Deps['db']>(world.deps.db, { get: (db, name) => (name === 'ahead' ? hook : Reflect.get(db, name)) }),
})

describe('the order is cancelled before the repetition', () => {
  test.each([
    ['LINE had refused it: it never was', 'rate_limit', 'thanks skipped S_ENDED'],
    ['it may have arrived: nobody sends it again, and nobody knows', 'error_before', 'thanks unknown R_OPT_OUT'],
  ])('%s', async (_what, kind, fate) => {
    await hanaBuys(THANKS)
    await fault(world, kind)
    await tickAt('01T10:30')
    await world.api('/orders', [order('hana', { ...ORDER, status: 'cancelled' })])
    for (const time of ['01T10:32', '01T12:00', '02T12:00']) await tickAt(time)
    expect([await pushed(world, HANA), fates(world)]).toEqual([[], [fate]])
    const counts = (await readCounts(world.deps.db)).filter(
      ({ name, label }) => name === 'deliveries' && label === 'unknown',
    )
    expect(counts.map(({ value }) => value)).toEqual(fate.includes('unknown') ? [1] : [])
  })

  test.each([
    ['may have it: nobody is left without', 'error_before', 0],
    ['were refused together: the others have it, that one has not', 'rate_limit', 1],
  ] as const)('one of many who %s', async (_what, answer, without) => {
    await inForce(
      world,
      scenarioText('one', [
        { id: 'thanks', at: SOON },
        { id: 'later', at: '{from: order, day: 50}' },
      ]),
    )
    const everybody = await manyCustomers(world, 3)
    await fault(world, answer, { match: { path: '/v2/bot/message/multicast' } })
    await tickAt('01T10:30')
    await world.api('/orders', [
      order({ external_id: 'c0', name: 'c0' }, { external_id: 'order-c0', status: 'cancelled' }),
    ])
    expect(await tickAt('01T10:32')).toMatchObject({ sent: 3 - without, unknown: 0 })
    const outbox = (await world.stage.line('GET', '/control/outbox')) as { userId: string }[]
    expect(outbox.map(({ userId }) => userId).sort()).toEqual(everybody.slice(without).sort())
  })
})

describe('what LINE has certainly not sent is decided again by the facts of then', () => {
  const SALE = scenarioText('one', [
    { id: 'offer', at: SOON, more: 'offer: {kind: repeat, product: full}' },
    { id: 'later', at: '{from: order, day: 50, time: "12:00"}' },
  ])

  test('after an hour: a complaint has come meanwhile, so nothing is sold', async () => {
    await hanaBuys(SALE)
    await fault(world, 'rate_limit')
    await tickAt('01T10:30')
    expect(fates(world)).toEqual(['offer sending'])
    execute(world, 'update customers set open_complaint = 1')
    await tickAt('01T11:31')
    expect([await pushed(world, HANA), fates(world)]).toEqual([[], ['offer held R_NEGATIVE_MUTE']])
  })

  test('over the night: nothing has come, so it goes out once in the morning', async () => {
    await hanaBuys(SALE.replace('{from: order, day: 0, delay_minutes: 30}', '{from: order, day: 0, time: "20:58"}'))
    await fault(world, 'rate_limit')
    await tickAt('01T20:58')
    await tickAt('01T21:01')
    expect(fates(world)).toEqual(['offer held R_QUIET_HOURS'])
    for (const time of ['02T08:59', '02T20:58', '02T21:00', '03T12:00']) await tickAt(time)
    expect([await pushed(world, HANA), fates(world)]).toEqual([['offer'], ['offer sent']])
  })
})

test('the switch thrown while open letters are repeated: only those under way leave, the rest waits', async () => {
  await inForce(world, THANKS)
  await manyCustomers(world, 900)
  const none = { ...world.deps, limits: { ...world.deps.limits, callsPerTick: 0, customersPerBatch: 900 } }
  expect(await tickAt('01T10:30', none)).toMatchObject({ sent: 0, api_calls: 0 })
  const open = rows(world, "select count(*) as n from requests where status = 'sending'")[0]?.n
  let calls = 0
  const push: Deps['line']['push'] = async (body, key) => {
    calls += 1
    if (calls === 1) await pauseMarketing(world.deps, { by: 'merchant', reason: '' })
    return world.deps.line.push(body, key)
  }
  const summary = await tickAt('01T10:36', { ...world.deps, line: { ...world.deps.line, push } })
  expect(Number(open)).toBe(900)
  expect(summary).toMatchObject({ sent: 500, api_calls: 500 })
})

test('no more is taken back in one tick than may be decided again in it', async () => {
  await inForce(world, THANKS)
  await manyCustomers(world, 900)
  const limits = { ...world.deps.limits, callsPerTick: 0, customersPerBatch: 900 }
  await tickAt('01T10:30', { ...world.deps, limits })
  const open = () => rows(world, "select count(*) as n from requests where status = 'sending'")[0]?.n
  expect(open()).toBe(900)
  const one = { ...world.deps, limits: { ...world.deps.limits, batchesPerTick: 1 } }
  expect(await tickAt('01T11:35', one)).toMatchObject({ sent: 500 })
  expect(open()).toBe(400)
  expect(await tickAt('01T11:36')).toMatchObject({ sent: 400 })
})

describe('a process that was asleep beyond its lease', () => {
  test('with a fresh letter in its hands: the night has come, and it goes out once in the morning', async () => {
    await hanaBuys(THANKS.replace(SOON, '{from: order, day: 0, time: "20:58"}'))
    const asleep = ahead(async (queries) => {
      const onDisk = await world.deps.db.ahead(queries)
      return async () => {
        await onDisk()
        await world.stage.setClock(new Date('2026-06-02T02:00:00+09:00'))
      }
    })
    expect(await tickAt('01T20:58', asleep)).toMatchObject({ sent: 0, api_calls: 0 })
    for (const time of ['02T08:59', '02T09:00', '02T09:10']) await tickAt(time)
    expect([await pushed(world, HANA), fates(world)]).toEqual([['hanaさん'], ['thanks sent']])
  })

  test('with a letter it was to repeat, which others have taken back since: it does not send it behind their backs', async () => {
    await hanaBuys(THANKS)
    await fault(world, 'rate_limit')
    await tickAt('01T10:30')
    let slept = false
    const asleep = ahead(async (queries) => {
      if (!slept) {
        slept = true
        await pauseMarketing(world.deps, { by: 'merchant', reason: '' })
        await tickAt('01T10:39')
      }
      return world.deps.db.ahead(queries)
    })
    await tickAt('01T10:32', asleep)
    expect([await pushed(world, HANA), fates(world)]).toEqual([[], ['thanks held R_ALL_PAUSED']])
    await resumeMarketing(world.deps, { by: 'merchant' })
    for (const time of ['01T11:40', '01T12:00']) await tickAt(time)
    expect([await pushed(world, HANA), fates(world)]).toEqual([['hanaさん'], ['thanks sent']])
  })
})
