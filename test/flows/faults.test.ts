/** LINE §7 as a table: whatever LINE answers, everybody is reached exactly once or the reason is on record. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { fates, inForce, manyCustomers, order, publishMore, rows, scenarioText, shopFiles } from '../support/story.ts'

const START = '2026-06-01T10:00:00+09:00'
const at = '{from: order, day: 0, delay_minutes: 30}'
const SAME = scenarioText('one', [{ id: 'thanks', at }])
const NAMED = scenarioText('one', [{ id: 'thanks', at, text: "'{{お名前}}、ありがとう'" }])

let world: NodeWorld
let log: string[]
beforeEach(async () => {
  log = []
  world = await openNodeWorld(START, { files: shopFiles(SAME), log: (event) => void log.push(event) })
})
afterEach(() => world.close())

const tickAt = async (time: string) => {
  await world.stage.setClock(new Date(`2026-06-${time}:00+09:00`))
  return deliverDue(world.deps)
}
const customers = (friends: number, strangers = 0) => manyCustomers(world, friends, strangers)

interface Call {
  path: string
  retryKey?: string
  bodyDiffers?: true
}
const sends = async () =>
  ((await world.stage.line('GET', '/control/requests')) as Call[]).filter(({ path }) => /push|multicast/.test(path))
const fault = (kind: string, more: object = {}, call = 'push') =>
  world.stage.line('POST', '/control/faults', { fault: kind, match: { path: `/v2/bot/message/${call}` }, ...more })
const mend = () => world.stage.line('DELETE', '/control/faults')
const arrivals = async () =>
  ((await world.stage.line('GET', '/control/outbox')) as { userId: string; kind: string }[])
    .filter(({ kind }) => kind !== 'reply')
    .map(({ userId }) => userId)
    .sort()
const requestRow = () =>
  rows(world, 'select status, http_status as http, tries, line_request_id as line from requests order by created_at')

const SHAPES = [
  ['push', 1],
  ['multicast', 3],
] as const

/** Fault, its details; what stands after the first tick; when it is tried again; the last status LINE gave. */
const MATRIX: [string, string, object, string, string, number][] = [
  ['LINE fails before it has sent', 'error_before', {}, 'sending', '01T10:32', 200],
  ['LINE fails after it has sent', 'error_after', {}, 'sending', '01T10:32', 409],
  ['the answer comes too late', 'timeout_after', { seconds: 0.05 }, 'sending', '01T10:32', 409],
  ['the connection breaks before', 'reset', { executes: false }, 'sending', '01T10:32', 200],
  ['the connection breaks after', 'reset', {}, 'sending', '01T10:32', 409],
  ['the answer is cut short', 'truncated_body', {}, 'sending', '01T10:32', 409],
  ['too fast', 'rate_limit', {}, 'sending', '01T10:32', 200],
  ['our token is refused', 'expired_token', {}, 'sending', '01T10:41', 200],
]

describe.each(SHAPES)('a %s', (call, people) => {
  test.each(MATRIX)(
    '%s: the same key and body again, and everybody has it once',
    async (_what, kind, more, after, again, status) => {
      const everybody = await customers(people)
      await fault(kind, more, call)
      expect(await tickAt('01T10:30')).toMatchObject({ due: people, sent: 0, failed: 0, api_calls: 1 })
      expect(new Set(fates(world).map((fate) => fate.split(' ')[1]))).toEqual(new Set([after]))
      expect(await tickAt(again)).toMatchObject({ due: 0, sent: people, api_calls: 1 })
      expect(await tickAt('01T12:00')).toMatchObject({ due: 0, api_calls: 0 })
      expect(await arrivals()).toEqual(everybody)
      const tries = await sends()
      expect(tries.length).toBe(2)
      expect(new Set(tries.map(({ retryKey }) => retryKey)).size).toBe(1)
      expect(tries.filter(({ bodyDiffers }) => bodyDiffers)).toEqual([])
      expect(requestRow()).toEqual([{ status: 'sent', http: status, tries: 2, line: expect.stringMatching(/./) }])
    },
  )

  test('the month is used up: held with the reason, and decided again when LINE may take it', async () => {
    const everybody = await customers(people)
    await fault('monthly_limit', { times: 99 }, call)
    expect(await tickAt('01T10:30')).toMatchObject({ due: people, sent: 0, held: people, failed: 0, api_calls: 1 })
    expect(new Set(fates(world))).toEqual(new Set(['thanks held R_QUOTA']))
    expect(requestRow()).toMatchObject([{ status: 'withdrawn', http: 429, tries: 1 }])
    for (const time of ['01T10:35', '01T11:00', '01T11:29']) expect((await tickAt(time)).api_calls).toBe(0)
    await mend()
    expect(await tickAt('01T11:31')).toMatchObject({ sent: people, api_calls: 1 })
    expect(await arrivals()).toEqual(everybody)
    expect(log).toContain('quota_reached')
  })

  test('a token refused for a day: nothing was sent, so it is decided again and not given up as unknown', async () => {
    const everybody = await customers(people)
    await fault('expired_token', { times: 999 }, call)
    await tickAt('01T10:30')
    for (const time of ['01T16:00', '01T20:00']) await tickAt(time)
    await mend()
    await tickAt('02T10:30')
    await tickAt('02T10:31')
    expect([await arrivals(), new Set(fates(world))]).toEqual([everybody, new Set(['thanks sent'])])
  })

  test('no answer for a day: unknown, shown, never sent again', async () => {
    await customers(people)
    await fault('error_before', { times: 999 }, call)
    await tickAt('01T10:30')
    await tickAt('01T20:00')
    await mend()
    expect(await tickAt('02T10:31')).toMatchObject({ unknown: people, sent: 0, api_calls: 0 })
    for (const time of ['02T12:00', '09T12:00']) expect((await tickAt(time)).api_calls).toBe(0)
    expect([await arrivals(), new Set(fates(world))]).toEqual([[], new Set(['thanks unknown LINE_UNKNOWN'])])
  })
})

describe('a refused multicast', () => {
  test.each([1, 2, 5])('with %i people LINE does not know reaches all others, once', async (strangers) => {
    const everybody = await customers(12, strangers)
    expect(await tickAt('01T10:30')).toMatchObject({ due: 12 + strangers, sent: 12, failed: strangers })
    expect(await arrivals()).toEqual(everybody)
    expect(rows(world, "select distinct code, reason from deliveries where status = 'failed'")).toEqual([
      { code: 'LINE_400', reason: expect.stringMatching(/./) },
    ])
    // Halving finds one in twelve with a handful of calls; nothing is left open.
    expect((await sends()).length).toBeLessThanOrEqual(1 + strangers * 8)
    expect(rows(world, "select id from requests where status = 'sending'")).toEqual([])
    expect((await tickAt('01T10:40')).api_calls).toBe(0)
  })

  test('does not keep back the good message of those who would have had a bad one beside it', async () => {
    const steps = scenarioText('two', [
      { id: 'good', at, more: 'service: true' },
      { id: 'bad', at, more: 'service: true' },
    ])
    await inForce(
      world,
      steps.replace(
        'text: bad',
        'messages: [{kind: flex, alt: bad, contents: {type: bubble, body: {type: box, layout: nonsense, contents: []}}}]',
      ),
    )
    await publishMore(world, { 'one.yaml': scenarioText('one', [{ id: 'never', at: '{from: order, day: 50}' }]) })
    const everybody = await customers(6)
    expect(await tickAt('01T10:30')).toMatchObject({ due: 12, sent: 6, failed: 6 })
    expect(await arrivals()).toEqual(everybody)
    expect(fates(world).filter((fate) => fate.startsWith('good'))).toEqual(Array(6).fill('good sent'))
    expect((await sends()).length).toBe(3)
  })

  test('ends in the middle: what took its place is sent by the next tick', async () => {
    const everybody = await customers(8, 1)
    const { multicast } = world.deps.line
    let calls = 0
    const dying = async (body: string, key: string) => {
      calls += 1
      // The whole one is refused; before its first half is sent the process is gone.
      if (calls === 2) await new Promise(() => {})
      return multicast(body, key)
    }
    await world.stage.setClock(new Date('2026-06-01T10:30:00+09:00'))
    void deliverDue({ ...world.deps, line: { ...world.deps.line, multicast: dying } })
    while (calls < 2) await new Promise(setImmediate)
    for (const time of ['01T10:31', '01T10:36', '01T10:42']) await tickAt(time)
    expect(await arrivals()).toEqual(everybody)
    expect(fates(world).filter((fate) => fate === 'thanks failed LINE_400')).toHaveLength(1)
    expect(fates(world).filter((fate) => fate === 'thanks sent')).toHaveLength(8)
  })
})

describe('a LINE that does not answer', () => {
  beforeEach(() => publishMore(world, { 'one.yaml': NAMED }))

  test('is left alone: the tick ends early, the next ones cost nothing, one call asks whether it is back', async () => {
    const everybody = await customers(60)
    await fault('error_before', { times: 9999 })
    const first = await tickAt('01T10:30')
    expect(first).toMatchObject({ due: 60, sent: 0, failed: 0 })
    expect(first.api_calls).toBeLessThanOrEqual(16)
    expect(log).toContain('circuit_opened')
    expect(await tickAt('01T10:31')).toMatchObject({ due: 0, api_calls: 0 })
    expect(await tickAt('01T10:33')).toMatchObject({ api_calls: 1 })
    expect(await tickAt('01T10:36')).toMatchObject({ api_calls: 0 })
    await mend()
    expect(await tickAt('01T11:10')).toMatchObject({ sent: 60 })
    expect(log).toContain('circuit_closed')
    expect(await arrivals()).toEqual(everybody)
  })

  test('while it is left alone nobody is claimed: what is due stays due', async () => {
    await customers(6)
    await fault('error_before', { times: 9999 })
    await tickAt('01T10:30')
    await world.api('/orders', [order('c0', { external_id: 'another', ordered_at: '2026-06-01T10:01:00+09:00' })])
    await tickAt('01T10:31')
    expect(rows(world, 'select count(*) as n from leases')).toEqual([{ n: 0 }])
  })

  test('one message that fails again and again does not close it for the others', async () => {
    const everybody = await customers(30)
    await fault('error_before', { times: 4 })
    expect(await tickAt('01T10:30')).toMatchObject({ due: 30, sent: 26 })
    expect(await tickAt('01T10:32')).toMatchObject({ sent: 4 })
    expect(await arrivals()).toEqual(everybody)
  })
})

test('what one run may not send any more is sent by the next, with the same key', async () => {
  await publishMore(world, { 'one.yaml': NAMED })
  const everybody = await customers(25)
  await world.stage.setClock(new Date('2026-06-01T10:30:00+09:00'))
  const small = { ...world.deps, limits: { ...world.deps.limits, callsPerTick: 10, batchesPerTick: 1 } }
  const sent = [await deliverDue(small), await deliverDue(small), await deliverDue(small)].map((tick) => tick.sent)
  expect(sent).toEqual([10, 10, 5])
  expect(await arrivals()).toEqual(everybody)
  expect(new Set((await sends()).map(({ retryKey }) => retryKey)).size).toBe(25)
})
