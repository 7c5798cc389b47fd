/** The month's numbers: LINE's, with our own in between. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addUsed, knownQuota, monthQuota, quotaIsFull } from '../../bot/flows/month-quota.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import {
  calls,
  count,
  fates,
  fault,
  linkedFriend,
  order,
  person,
  rows,
  scenarioText,
  shopFiles,
  shopText,
} from '../support/story.ts'

const HANA = person('a')
const at = (time: string) => new Date(`2026-${time}:00+09:00`)
const START = at('06-15T12:00')

let world: NodeWorld
let log: string[]
const open = async (quota: number | undefined, plan = 'line_plan: {reserve: 200}\n') => {
  await world?.close()
  log = []
  world = await openNodeWorld(START.toISOString(), {
    files: { ...shopFiles(), 'shop.yaml': shopText(plan) },
    env: { MERCHANT_LINE_USER_IDS: person('1') },
    standIn: { quota },
    log: (event) => {
      log.push(event)
    },
  })
  await world.stage.line('POST', '/control/users', [{ userId: HANA, friend: true }])
}
beforeEach(() => open(1000))
afterEach(() => world.close())

const clock = (time: string) => world.stage.setClock(at(time))
/** Pushes that leave LINE by another tool than ours. */
const elsewhere = async (number: number) => {
  for (let n = 0; n < number; n += 1)
    await world.standIn.api('POST', '/v2/bot/message/push', { to: HANA, messages: [{ type: 'text', text: 'あ' }] })
}
const asked = async () => (await calls(world, '/v2/bot/message/quota')).length / 2
const audits = () =>
  rows(world, "select id from audit_log where action like 'quota%' order by rowid").map(({ id }) => id)
const told = () => rows(world, 'select body from requests').map(({ body }) => JSON.parse(String(body)).messages[0].text)

describe('what is used', () => {
  test('comes from LINE, asked every ten minutes', async () => {
    await elsewhere(3)
    expect(await monthQuota(world.deps)).toEqual({ limit: 1000, used: 3, readAt: START })
    await elsewhere(2)
    await clock('06-15T12:09')
    expect(await monthQuota(world.deps)).toMatchObject({ used: 3 })
    expect(await asked()).toBe(1)
    await clock('06-15T12:10')
    expect(await monthQuota(world.deps)).toMatchObject({ used: 5, readAt: at('06-15T12:10') })
    expect(await asked()).toBe(2)
  })
  test('grows by what we send ourselves, until LINE is asked again', async () => {
    await monthQuota(world.deps)
    await Promise.all([addUsed(world.deps, 10), addUsed(world.deps, 0), addUsed(world.deps, 5)])
    expect(await monthQuota(world.deps)).toMatchObject({ used: 15 })
    await elsewhere(4)
    await clock('06-15T12:10')
    expect(await monthQuota(world.deps)).toMatchObject({ used: 4 })
  })
  test('has no limit on a plan without one', async () => {
    await open(undefined)
    expect((await monthQuota(world.deps)).limit).toBeUndefined()
  })
  test('a plan that loses its limit loses it here too', async () => {
    await monthQuota(world.deps)
    world.deps.line.quota = async () => ({ used: 1 })
    await clock('06-15T13:00')
    expect(await monthQuota(world.deps)).toMatchObject({ limit: undefined, used: 1 })
  })
})

describe('when LINE cannot be asked', () => {
  const broken = () => fault(world, 'error_before', { match: { path: '/v2/bot/message/quota' }, times: 99 })
  test('the last known numbers stand, with our own; the log says so, and it is not asked again at once', async () => {
    await elsewhere(3)
    await monthQuota(world.deps)
    await addUsed(world.deps, 2)
    await broken()
    await clock('06-15T12:30')
    expect(await monthQuota(world.deps)).toEqual({ limit: 1000, used: 5, readAt: START })
    expect(log).toEqual(['quota_not_known'])
    const before = (await calls(world, '/v2/bot/message/quota')).length
    await clock('06-15T12:39')
    await monthQuota(world.deps)
    expect((await calls(world, '/v2/bot/message/quota')).length).toBe(before)
  })
  test('and nothing is known: no limit, and only what we sent', async () => {
    await broken()
    await addUsed(world.deps, 7)
    expect(await monthQuota(world.deps)).toEqual({ used: 7, readAt: START, estimated: true })
  })
})

describe('a new month', () => {
  test('begins in Tokyo, at nothing used, with the limit of before', async () => {
    await elsewhere(3)
    await clock('06-30T23:55')
    expect(await monthQuota(world.deps)).toMatchObject({ used: 3 })
    await quotaIsFull(world.deps)
    await clock('07-01T00:00')
    expect(await monthQuota(world.deps)).toEqual({ limit: 1000, used: 0, readAt: at('06-30T23:55'), estimated: true })
    await addUsed(world.deps, 4)
    expect(await monthQuota(world.deps)).toMatchObject({ limit: 1000, used: 4, fullUntil: undefined })
    await clock('07-01T00:05')
    expect(await monthQuota(world.deps)).toEqual({ limit: 1000, used: 0, readAt: at('07-01T00:05') })
  })
  test('a clock that was set back asks anew', async () => {
    await clock('08-20T12:00')
    await monthQuota(world.deps)
    await clock('06-20T12:00')
    await elsewhere(2)
    expect(await monthQuota(world.deps)).toEqual({ limit: 1000, used: 2, readAt: at('06-20T12:00') })
  })
})

describe('LINE says the month is used up', () => {
  test('it is left alone for an hour, and written down once a month', async () => {
    await monthQuota(world.deps)
    await quotaIsFull(world.deps)
    await clock('06-15T12:20')
    expect(await monthQuota(world.deps)).toMatchObject({ fullUntil: at('06-15T13:00') })
    await clock('06-15T13:00')
    await quotaIsFull(world.deps)
    expect((await knownQuota(world.deps)).fullUntil).toEqual(at('06-15T14:00'))
    expect(audits()).toEqual(['quota_reached:2026-06'])
    expect(log).toEqual(['quota_reached', 'quota_reached'])
  })
  test('but no longer than the month', async () => {
    await clock('06-30T23:30')
    await quotaIsFull(world.deps)
    expect((await knownQuota(world.deps)).fullUntil).toEqual(at('07-01T00:00'))
  })
})

describe('the shop’s people are told', () => {
  const used = async (number: number, time: string) => {
    world.deps.line.quota = async () => ({ limit: 1000, used: number })
    await clock(time)
    await monthQuota(world.deps)
  }
  test('once when the share is reached, once when nothing is left, and again next month', async () => {
    await used(639, '06-15T12:00')
    expect(told()).toEqual([])
    await used(640, '06-15T12:10')
    await used(700, '06-15T12:20')
    expect(told()).toEqual([expect.stringContaining('800通の80%')])
    await used(800, '06-15T12:30')
    await used(900, '06-15T12:40')
    expect(told()).toEqual([expect.anything(), expect.stringContaining('800通を使いきりました')])
    await used(640, '07-02T12:00')
    expect(told()).toHaveLength(3)
    expect(audits()).toEqual(['quota_warned:2026-06', 'quota_spent:2026-06', 'quota_warned:2026-07'])
    expect(log).toEqual(['quota_warned', 'quota_spent', 'quota_warned'])
  })
  test('at once when it jumps to nothing left', async () => {
    await used(850, '06-15T12:00')
    expect(audits()).toEqual(['quota_spent:2026-06'])
  })
  test('not where LINE would refuse that too: then only the audit log has it', async () => {
    await used(1000, '06-15T12:00')
    expect([audits(), count(world, 'requests')]).toEqual([['quota_spent:2026-06'], 0])
  })
  test('of what they wrote in shop.yaml, whatever LINE allows', async () => {
    await open(undefined, 'line_plan: {monthly_messages: 100, reserve: 10, warn_at: 0.5}\n')
    await used(45, '06-15T12:00')
    expect(told()).toEqual([expect.stringContaining('90通の50%')])
  })
  test('exactly once by two ticks at the same time', async () => {
    world.deps.line.quota = async () => ({ limit: 1000, used: 700 })
    await Promise.all([monthQuota(world.deps), monthQuota(world.deps)])
    expect([told(), audits()]).toMatchObject([[expect.anything()], ['quota_warned:2026-06']])
  })
  test('as one with its mark: told or not at all', async () => {
    world.deps.db.raw.exec("create trigger broken before insert on requests begin select raise(abort, 'broken'); end")
    await expect(used(700, '06-15T12:00')).rejects.toThrow('broken')
    expect(audits()).toEqual([])
  })
})

describe('through a tick', () => {
  const STEPS = scenarioText('one', [
    { id: 'tips', at: '{from: order, day: 0, delay_minutes: 30}' },
    { id: 'order', at: '{from: order, day: 0, delay_minutes: 60}', more: 'service: true' },
  ])
  const PEOPLE = ['a', 'b', 'c', 'd']
  const buy = async () => {
    await world.close()
    world = await openNodeWorld('2026-06-15T10:00:00+09:00', {
      files: { ...shopFiles(STEPS), 'shop.yaml': shopText('line_plan: {reserve: 4, warn_at: 1}\n') },
      env: { MERCHANT_LINE_USER_IDS: person('1') },
      standIn: { quota: 7 },
    })
    for (const one of PEOPLE) await linkedFriend(world, one, person(one))
    await world.api(
      '/orders',
      PEOPLE.map((one) => order(one, { ordered_at: '2026-06-15T10:00:00+09:00' })),
    )
  }
  const tickAt = async (time: string) => {
    await clock(time)
    await world.stage.tick()
  }

  test('three may hear of marketing, all of their orders, and the fourth of the rest next month', async () => {
    await buy()
    await tickAt('06-15T10:30')
    expect(fates(world, "step_id = 'tips' and status = 'sent'")).toHaveLength(3)
    expect(fates(world, "status <> 'sent'")).toEqual(['tips held R_QUOTA'])
    await tickAt('06-15T11:00')
    expect(fates(world, "step_id = 'order'")).toEqual(Array(4).fill('order sent'))
    expect((await knownQuota(world.deps)).used).toBe(7)
    const [{ until } = {}] = rows(world, "select held_until as until from deliveries where status = 'held'")
    expect(new Date(Number(until))).toEqual(at('06-16T10:30'))
  })
})
