import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Deps } from '../../bot/deps.ts'
import { loadContent } from '../../bot/flows/content.ts'
import { decideBatch } from '../../bot/flows/decide-batch.ts'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { enrolTriggered } from '../../bot/flows/enrol.ts'
import { claimDue } from '../../db/leases.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import {
  calls,
  fates,
  fault,
  hear,
  linkedFriend,
  order,
  person,
  publishMore,
  pushed,
  rows,
  scenarioText,
  shopFiles,
  words,
} from '../support/story.ts'

const START = '2026-06-01T10:00:00+09:00'
const HANA = person('a')
/** Each customer's own words, so that each gets a push of their own. */
const NAMED = scenarioText('one', [
  { id: 'thanks', at: '{from: order, day: 0, delay_minutes: 30}', text: "'{{お名前}}、ありがとう'" },
])
const ONE = scenarioText('one', [{ id: 'thanks', at: '{from: order, day: 0, delay_minutes: 30}' }])

let world: NodeWorld
let log: string[]
beforeEach(async () => {
  log = []
  world = await openNodeWorld(START, {
    files: shopFiles(ONE),
    log: (event) => {
      log.push(event)
    },
  })
})
afterEach(() => world.close())

const clockAt = (time: string) => world.stage.setClock(new Date(`2026-06-${time}:00+09:00`))
const tickAt = async (time: string, deps: Deps = world.deps) => {
  await clockAt(time)
  return deliverDue(deps)
}
const hanaBuys = async () => {
  await linkedFriend(world, 'hana', HANA)
  await world.api('/orders', [order('hana')])
}
const manyBuy = async (number: number) => {
  const people = Array.from({ length: number }, (_, n) => ({ name: `c${n}`, id: `U${String(n).padStart(32, '0')}` }))
  await world.stage.line(
    'POST',
    '/control/users',
    people.map(({ id }) => ({ userId: id, friend: true })),
  )
  const link = ({ name, id }: { name: string; id: string }) => ({ source: 'shop', external_id: name, line_user_id: id })
  await world.api('/customers/link', people.map(link))
  await world.api(
    '/orders',
    people.map(({ name }) => order({ external_id: name, name }, { external_id: `order-${name}` })),
  )
  return people.map(({ id }) => id)
}
const arrivals = async () => {
  const all = (await world.stage.line('GET', '/control/outbox')) as { userId: string; kind: string }[]
  return all.filter(({ kind }) => kind === 'push').map(({ userId }) => userId)
}
const statuses = () => rows(world, 'select status, http_status, tries from requests').map((row) => Object.values(row))

describe('an unclear answer', () => {
  beforeEach(hanaBuys)

  test.each([
    ['LINE fails after it has sent', 'error_after', {}, 409],
    ['LINE fails before it has sent', 'error_before', {}, 200],
    ['the connection breaks after LINE has sent', 'reset', {}, 409],
    ['the connection breaks before LINE has sent', 'reset', { executes: false }, 200],
    ['the answer is cut short', 'truncated_body', {}, 409],
  ])(
    'is repeated with the same key and body until it is clear, and arrives once: %s',
    async (_, kind, more, status) => {
      await fault(world, kind, more)
      expect(await tickAt('01T10:30')).toMatchObject({ due: 1, sent: 0, failed: 0, api_calls: 1 })
      expect(fates(world)).toEqual(['thanks sending'])
      expect(await tickAt('01T10:32')).toMatchObject({ due: 0, sent: 1, failed: 0, api_calls: 1 })
      expect([fates(world), statuses(), await pushed(world, HANA)]).toEqual([
        ['thanks sent'],
        [['sent', status, 2]],
        ['thanks'],
      ])
      const tries = await calls(world)
      expect(new Set(tries.map((call) => call.retryKey)).size).toBe(1)
      expect(tries.filter((call) => call.bodyDiffers)).toEqual([])
    },
  )

  test('is not repeated in haste: each try waits longer than the one before', async () => {
    await fault(world, 'error_before', { times: 99 })
    for (let minute = 30; minute < 60; minute += 1) await tickAt(`01T10:${minute}`)
    expect((await calls(world)).length).toBeLessThanOrEqual(6)
    expect((await calls(world)).length).toBeGreaterThanOrEqual(4)
  })

  test('is given up shortly before LINE forgets the key, and shown, never resent', async () => {
    await fault(world, 'error_before', { times: 999 })
    await tickAt('01T10:30')
    for (const time of ['01T14:00', '01T20:00', '02T09:00', '02T09:59']) await tickAt(time)
    const before = (await calls(world)).length
    expect([before, fates(world)]).toEqual([5, ['thanks sending']])
    await world.stage.line('POST', '/control/faults', { fault: 'error_before', times: 1 })
    expect(await tickAt('02T10:40')).toMatchObject({ unknown: 1, sent: 0, api_calls: 0 })
    for (const time of ['02T12:00', '03T12:00', '09T12:00']) await tickAt(time)
    expect([fates(world), (await calls(world)).length, await pushed(world, HANA)]).toEqual([
      ['thanks unknown LINE_UNKNOWN'],
      before,
      [],
    ])
    expect(log).toContain('delivery_unknown')
  })

  test.each([
    ['said stop', () => hear(world, [words(HANA, '配信停止')])],
    ['blocked the account', () => world.phone(HANA, 'block')],
  ])('is not repeated to somebody who %s in the meantime', async (_, act) => {
    await fault(world, 'error_before')
    await tickAt('01T10:30')
    await act()
    expect(await tickAt('01T10:40')).toMatchObject({ sent: 0, unknown: 1, api_calls: 0 })
    expect([await pushed(world, HANA), fates(world)]).toEqual([[], ['thanks unknown R_OPT_OUT']])
  })
})

test('an unclear answer late in the evening is repeated in the morning', async () => {
  await linkedFriend(world, 'hana', HANA)
  await clockAt('01T20:20')
  await world.api('/orders', [order('hana', { ordered_at: '2026-06-01T20:20:00+09:00' })])
  await fault(world, 'error_after')
  for (const time of ['01T20:50', '01T21:01', '01T23:00', '02T08:59']) await tickAt(time)
  expect((await calls(world)).length).toBe(1)
  await tickAt('02T09:00')
  expect([(await calls(world)).length, fates(world), await pushed(world, HANA)]).toEqual([
    2,
    ['thanks sent'],
    ['thanks'],
  ])
})

describe('a clear no', () => {
  test('fails with its reason, and the others go on', async () => {
    await linkedFriend(world, 'hana', HANA)
    await world.api('/customers/link', [{ source: 'shop', external_id: 'gone', line_user_id: person('f') }])
    await world.api('/orders', [order('gone'), order('hana')])
    expect(await tickAt('01T10:30')).toMatchObject({ sent: 1, failed: 1 })
    expect(rows(world, "select status, code, reason, marketing_at from deliveries where status = 'failed'")).toEqual([
      { status: 'failed', code: 'LINE_400', reason: 'Failed to send messages', marketing_at: null },
    ])
    await tickAt('01T11:00')
    expect([await pushed(world, HANA), (await calls(world)).length]).toEqual([['thanks'], 2])
  })

  test('about our token says nothing against the messages: they wait until it is mended', async () => {
    await publishMore(world, { 'one.yaml': NAMED })
    const everybody = await manyBuy(40)
    await fault(world, 'expired_token', { times: 99 })
    expect(await tickAt('01T10:30')).toMatchObject({ sent: 0, failed: 0 })
    expect((await calls(world)).length).toBeLessThanOrEqual(16)
    await world.stage.line('DELETE', '/control/faults')
    await tickAt('01T10:41')
    expect((await arrivals()).sort()).toEqual(everybody)
  })
})

describe('too much', () => {
  test.each([
    ['a rate limit', 'rate_limit', '01T10:32'],
    ["the month's limit", 'monthly_limit', '01T11:31'],
  ])('%s stops this tick; the rest waits, and everybody is reached once', async (_, kind, next) => {
    await publishMore(world, { 'one.yaml': NAMED })
    const everybody = await manyBuy(60)
    await fault(world, kind, { times: 999 })
    const summary = await tickAt('01T10:30')
    expect(summary).toMatchObject({ due: 60, sent: 0, failed: 0 })
    expect(summary.api_calls).toBeLessThanOrEqual(16)
    await world.stage.line('DELETE', '/control/faults')
    expect(await tickAt(next)).toMatchObject({ sent: 60 })
    expect((await arrivals()).sort()).toEqual(everybody)
  })

  test("after the month's limit LINE is left alone for an hour", async () => {
    await manyBuy(3)
    await fault(world, 'monthly_limit', { times: 999 })
    await tickAt('01T10:30')
    const before = (await calls(world)).length
    for (const time of ['01T10:35', '01T11:00', '01T11:29']) await tickAt(time)
    expect((await calls(world)).length).toBe(before)
  })
})

describe('an end at the wrong moment', () => {
  beforeEach(hanaBuys)

  test('between the rows and the first byte: a later tick sends, once', async () => {
    await clockAt('01T10:30')
    const content = await loadContent(world.deps)
    await enrolTriggered(world.deps, content)
    const now = world.deps.now()
    const claim = { leaseId: 'dying', now, leaseUntil: new Date(now.getTime() + 300_000), limit: 10 }
    const decided = await decideBatch(world.deps, content, 'dying', await claimDue(world.deps.db, claim))
    expect(decided.requests).toHaveLength(1)
    await tickAt('01T10:31')
    expect(await pushed(world, HANA)).toEqual([])
    await tickAt('01T10:35')
    expect([await pushed(world, HANA), fates(world)]).toEqual([['thanks'], ['thanks sent']])
  })

  test('between the message and its mark: a later tick learns that it went, and sends nothing', async () => {
    let dead = false
    const push: Deps['line']['push'] = async (body, key) => {
      const accepted = await world.deps.line.push(body, key)
      dead = true
      return accepted
    }
    const db = new Proxy<Deps['db']>(world.deps.db, {
      get(target, name) {
        if (dead) throw new Error('killed')
        const value = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    await expect(tickAt('01T10:30', { ...world.deps, db, line: { ...world.deps.line, push } })).rejects.toThrow(
      'killed',
    )
    expect([await pushed(world, HANA), fates(world)]).toEqual([['thanks'], ['thanks sending']])
    await tickAt('01T10:36')
    expect([await pushed(world, HANA), fates(world), statuses()]).toEqual([
      ['thanks'],
      ['thanks sent'],
      [['sent', 409, 1]],
    ])
  })

  test("one customer's bug keeps nobody else waiting, and is tried again", async () => {
    await publishMore(world, { 'one.yaml': NAMED })
    await linkedFriend(world, 'mei', person('b'))
    await world.api('/orders', [
      order({ external_id: 'hana', name: '花' }, { external_id: 'order-hana' }),
      order('mei'),
    ])
    const push: Deps['line']['push'] = (body, key) => {
      if (body.includes(HANA)) throw new TypeError('a bug')
      return world.deps.line.push(body, key)
    }
    const broken = { ...world.deps, line: { ...world.deps.line, push } }
    expect(await tickAt('01T10:30', broken)).toMatchObject({ sent: 1, failed: 0 })
    expect(await pushed(world, person('b'))).toEqual(['mei、ありがとう'])
    expect(log).toContain('delivery_failed')
    await tickAt('01T10:40')
    expect(await pushed(world, HANA)).toEqual(['thanks'])
  })
})
