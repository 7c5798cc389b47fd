/** One switch for all marketing, and the friends who trip it. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { addMinutes } from '../../bot/core/calendar.ts'
import { marketingPause, pauseMarketing, pauseOnBlocks, resumeMarketing } from '../../bot/flows/pause-marketing.ts'
import { makeShop } from '../core/someone.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import {
  count,
  execute,
  fates,
  linkedFriend,
  order,
  person,
  pushed,
  rows,
  scenarioText,
  shopFiles,
  shopText,
} from '../support/story.ts'

const START = new Date('2026-06-01T10:00:00+09:00')
const SHOP = makeShop({ guard: { pause_on_blocks_per_hour: 3 } })

let world: NodeWorld
let log: string[]
beforeEach(async () => {
  log = []
  world = await openNodeWorld(START.toISOString(), {
    files: { ...shopFiles(), 'shop.yaml': shopText() },
    env: { MERCHANT_LINE_USER_IDS: `${person('1')},${person('2')}` },
    log: (event) => {
      log.push(event)
    },
  })
})
afterEach(() => world.close())

const at = (minutes: number) => world.stage.setClock(addMinutes(START, minutes))
const trip = () => pauseOnBlocks(world.deps, SHOP)
let nobody = 0
/** Friends who blocked the account so many minutes after the start. */
const blocks = (number: number, minutes: number, following = 0) => {
  for (let n = 0; n < number; n += 1) {
    nobody += 1
    const id = `U${String(nobody).padStart(32, '0')}`
    const sql =
      'insert into friends (line_user_id, customer_id, following, changed_at, created_at) values (?, ?, ?, ?, 0)'
    execute(world, sql, id, id, following, addMinutes(START, minutes).getTime())
  }
}
const audits = () =>
  rows(world, "select actor, action, details from audit_log where subject = 'marketing' order by rowid").map((row) => [
    row.actor,
    row.action,
    JSON.parse(String(row.details ?? 'null')),
  ])

describe('the switch', () => {
  test('pauses once, says since when, by whom and why, and goes on again', async () => {
    expect(await marketingPause(world.deps)).toBeUndefined()
    expect(await pauseMarketing(world.deps, { by: 'minami', reason: '文面の間違い' })).toBe(true)
    await at(5)
    expect(await pauseMarketing(world.deps, { by: 'ken', reason: '' })).toBe(false)
    expect(await marketingPause(world.deps)).toEqual({ since: START, by: 'minami', reason: '文面の間違い' })
    expect(await resumeMarketing(world.deps, { by: 'ken' })).toBe(true)
    expect(await resumeMarketing(world.deps, { by: 'ken' })).toBe(false)
    expect(await marketingPause(world.deps)).toBeUndefined()
    expect(audits()).toEqual([
      ['minami', 'pause', { reason: '文面の間違い' }],
      ['ken', 'resume', null],
    ])
    expect(log).toEqual(['marketing_paused', 'marketing_resumed'])
  })
  test('two who press it at once press it once', async () => {
    const both = ['a', 'b'].map((by) => pauseMarketing(world.deps, { by, reason: '' }))
    expect((await Promise.all(both)).sort()).toEqual([false, true])
    expect(audits()).toHaveLength(1)
  })
  test('with the audit log broken it does not pause by half', async () => {
    world.deps.db.raw.exec("create trigger broken before insert on audit_log begin select raise(abort, 'broken'); end")
    await expect(pauseMarketing(world.deps, { by: 'minami', reason: '' })).rejects.toThrow('broken')
    expect(await marketingPause(world.deps)).toBeUndefined()
  })
  test('is in force by being there, whatever is written in it', async () => {
    execute(world, "insert into state (key, value) values ('marketing_pause', '{')")
    expect(await marketingPause(world.deps)).toEqual({ since: new Date(0), by: 'merchant', reason: '' })
    expect(await resumeMarketing(world.deps, { by: 'minami' })).toBe(true)
  })
  test('by hand nobody is told: whoever pressed it knows', async () => {
    await pauseMarketing(world.deps, { by: 'minami', reason: '' })
    expect(count(world, 'requests')).toBe(0)
  })
})

describe('many blocks at once', () => {
  test('as many as the shop allows change nothing, one more stops everything', async () => {
    blocks(3, -10)
    expect(await trip()).toBeUndefined()
    blocks(1, 0)
    const pause = await trip()
    expect(pause).toEqual({ since: START, by: 'blocks', reason: '1時間に4件のブロックがありました。' })
    expect(await trip()).toEqual(pause)
    expect(audits()).toEqual([['blocks', 'pause', { reason: pause?.reason, blocks: 4 }]])
  })
  test('the shop’s people are told once, by requests that the next tick sends', async () => {
    blocks(4, 0)
    await trip()
    await at(1)
    await trip()
    const told = rows(world, 'select * from requests order by body')
    expect(told).toMatchObject(
      [1, 2].map(() => ({ kind: 'push', service: 1, status: 'sending', recipients: 1, tries: 0, next_try_at: +START })),
    )
    const bodies = told.map(({ body }) => JSON.parse(String(body)))
    expect(bodies.map(({ to }) => to)).toEqual([person('1'), person('2')])
    for (const { messages } of bodies) {
      expect(messages).toEqual([{ type: 'text', text: expect.stringMatching(/4件のブロック.*fanbelt resume/s) }])
      const answer = await world.standIn.api('POST', '/v2/bot/message/validate/push', { messages })
      expect(answer.status).toBe(200)
    }
  })
  test('neither older ones count nor friends who came back, nor anybody who only added the account', async () => {
    blocks(3, -60)
    blocks(3, -59)
    blocks(9, -5, 1)
    expect(await trip()).toBeUndefined()
    await at(-0.5)
    expect(await trip()).toMatchObject({ reason: expect.stringContaining('6件') })
  })
  test('an event dated ahead counts when its time has come', async () => {
    blocks(4, 3)
    expect(await trip()).toBeUndefined()
    await at(3)
    expect(await trip()).toBeDefined()
  })
  test('what was seen before the resumption does not trip it again; what comes after does', async () => {
    blocks(4, 0)
    await trip()
    await at(5)
    await resumeMarketing(world.deps, { by: 'minami' })
    expect(await trip()).toBeUndefined()
    blocks(3, 6)
    await at(10)
    expect(await trip()).toBeUndefined()
    blocks(1, 7)
    expect(await trip()).toMatchObject({ by: 'blocks' })
    expect(count(world, 'requests')).toBe(4)
  })
  test('a pause by hand stays as it is', async () => {
    await pauseMarketing(world.deps, { by: 'minami', reason: 'お休み' })
    expect(await trip()).toMatchObject({ by: 'minami' })
    blocks(9, 0)
    expect(await trip()).toMatchObject({ by: 'minami' })
    expect(count(world, 'requests')).toBe(0)
  })
  test('the count reads only who blocked lately', async () => {
    const { raw } = world.deps.db
    const prepare = raw.prepare.bind(raw)
    const asked: string[] = []
    vi.spyOn(raw, 'prepare').mockImplementation((sql) => {
      asked.push(sql)
      return prepare(sql)
    })
    await trip()
    const sql = asked.find((one) => one.includes('following = 0')) ?? ''
    const plan = prepare(`explain query plan ${sql}`).all(...Array.from(sql.matchAll(/\?/g), () => 1))
    expect(JSON.stringify(plan)).toContain('INDEX friends_blocked (changed_at>? AND changed_at<?)')
  })
})

describe('through a tick', () => {
  const HANA = person('a')
  const TARO = person('b')
  const STEPS = scenarioText('one', [
    { id: 'order', at: '{from: order, day: 0, delay_minutes: 30}', more: 'service: true' },
    { id: 'tips', at: '{from: order, day: 0, delay_minutes: 40}' },
  ])
  const open = async () => {
    await world.close()
    world = await openNodeWorld(START.toISOString(), {
      files: { ...shopFiles(STEPS), 'shop.yaml': shopText('guard: {pause_on_blocks_per_hour: 1}\n') },
      env: { MERCHANT_LINE_USER_IDS: TARO },
    })
    await world.stage.line('POST', '/control/users', [{ userId: TARO, friend: true }])
    await linkedFriend(world, 'hana', HANA)
    await world.api('/orders', [order('hana')])
  }
  const tickAt = async (minutes: number) => {
    await at(minutes)
    await world.stage.tick()
  }
  const block = async (...users: string[]) => {
    for (const userId of users) {
      await world.newFriend(userId, 'だれか')
      await world.phone(userId, 'block')
    }
  }

  test('blocks stop what is marketing and nothing else; the shop hears of it once; resumed, it goes out', async () => {
    await open()
    await block(person('c'), person('d'))
    await tickAt(30)
    await tickAt(40)
    expect(await pushed(world, HANA)).toEqual(['order'])
    expect(fates(world)).toEqual(['order sent', 'tips held R_ALL_PAUSED'])
    expect(await pushed(world, TARO)).toEqual([expect.stringContaining('2件のブロック')])
    await resumeMarketing(world.deps, { by: 'taro' })
    await tickAt(100)
    expect(await pushed(world, HANA)).toEqual(['order', 'tips'])
    expect(await pushed(world, TARO)).toHaveLength(1)
  })
  test('as many as the shop allows stop nothing', async () => {
    await open()
    await block(person('c'))
    await tickAt(40)
    expect(fates(world)).toEqual(['order sent', 'tips sent'])
    expect(await pushed(world, TARO)).toEqual([])
  })
})
