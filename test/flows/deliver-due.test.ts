import { afterEach, describe, expect, test } from 'vitest'
import type { Deps } from '../../bot/deps.ts'
import { loadContent } from '../../bot/flows/content.ts'
import { decideBatch } from '../../bot/flows/decide-batch.ts'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { claimDue } from '../../db/leases.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import {
  calls,
  count,
  execute,
  fates,
  hear,
  inForce,
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
const MEI = person('b')

let world: NodeWorld
let log: string[]
afterEach(() => world.close())

/** A shop with these scenarios, and Hana, who has just bought. */
async function open(...scenarios: string[]): Promise<void> {
  log = []
  world = await openNodeWorld(START, {
    files: shopFiles(),
    log: (event) => {
      log.push(event)
    },
  })
  await inForce(world, ...scenarios)
  await linkedFriend(world, 'hana', HANA)
  await world.api('/orders', [order('hana')])
}
const clockAt = (time: string) => world.stage.setClock(new Date(`2026-${time}:00+09:00`))
const tickAt = async (time: string) => {
  await clockAt(time)
  return deliverDue(world.deps)
}
const until = (time: string) => world.advanceTo(`2026-${time}:00+09:00`)
/** `06-02 12:00 words`, in Tokyo. */
const letters = async (userId = HANA) =>
  (await world.outbox(userId))
    .filter(({ kind }) => kind === 'push')
    .map(({ at, messages }) => {
      const tokyo = new Date(Date.parse(at) + 9 * 3_600_000).toISOString()
      return `${tokyo.slice(5, 10)} ${tokyo.slice(11, 16)} ${messages[0]?.text}`
    })
const day = (n: number, time = '12:00', from = 'order') => `{from: ${from}, day: ${n}, time: "${time}"}`
const step = (id: string, at: string, more = '') => ({ id, at, more })

describe('when it may ring', () => {
  test('what is due in the quiet hours waits for the morning', async () => {
    await open(scenarioText('s', [step('late', day(0, '21:30')), step('early', day(2, '06:15'))]))
    await until('06-05T12:00')
    expect(await letters()).toEqual(['06-02 09:00 late', '06-03 09:00 early'])
  })

  test('nobody gets more than one letter a day, whatever scenarios they come from', async () => {
    const both = [scenarioText('a', [step('a1', day(1))]), scenarioText('b', [step('b1', day(1, '11:00'))])]
    await open(...both)
    await until('06-02T13:00')
    expect(fates(world)).toEqual(['b1 sent', 'a1 held R_FREQUENCY'])
    await until('06-05T12:00')
    expect(await letters()).toEqual(['06-02 11:00 b1', '06-03 12:00 a1'])
  })

  test('nobody gets more than three letters in seven days', async () => {
    await open(
      scenarioText(
        's',
        Array.from({ length: 10 }, (_, n) => step(`d${n + 1}`, day(n + 1))),
      ),
    )
    await until('06-25T12:00')
    const days = (await letters()).map((letter) => Number(letter.slice(3, 5)))
    expect(new Set(days).size).toBe(days.length)
    for (const first of days)
      expect(days.filter((one) => one >= first && one < first + 7).length).toBeLessThanOrEqual(3)
    expect(days.slice(0, 4)).toEqual([2, 3, 4, 9])
  })

  test('two scenarios due at the same moment in one tick do not both slip through', async () => {
    await open(scenarioText('a', [step('a1', day(1))]), scenarioText('b', [step('b1', day(1))]))
    expect(await tickAt('06-02T12:00')).toMatchObject({ due: 2, sent: 1, held: 1 })
  })
})

describe('after an outage', () => {
  const DAILY = scenarioText(
    's',
    Array.from({ length: 30 }, (_, n) => step(`d${String(n + 1).padStart(2, '0')}`, day(n + 1))),
  )

  test.each([
    ['an hour', '06-02T13:00', ['06-02 13:00 d01']],
    ['a day', '06-03T11:59', ['06-03 11:59 d01']],
    ['nine days', '06-10T12:30', ['06-10 12:30 d09']],
    ['forty days', '07-11T12:30', []],
  ])('of %s there is no burst: what is more than a day late is skipped', async (_, time, expected) => {
    await open(DAILY)
    await tickAt(time)
    expect(await letters()).toEqual(expected)
    const skipped = count(world, "deliveries where code = 'S_OVERDUE'")
    await tickAt(time)
    expect([await letters(), count(world, "deliveries where code = 'S_OVERDUE'")]).toEqual([expected, skipped])
    for (const fate of fates(world, "code = 'S_OVERDUE'")) expect(fate).toMatch(/skipped S_OVERDUE$/)
    expect(count(world, "enrollments where status = 'finished'")).toBe(time.startsWith('07') ? 1 : 0)
  })

  test('a step says itself how late it may come', async () => {
    const within = (time: string) => `overdue: {send_within: ${time}}`
    await open(scenarioText('s', [step('two_hours', day(1), within('2h')), step('ten_days', day(1), within('10d'))]))
    await tickAt('06-05T14:01')
    expect(fates(world)).toEqual(['ten_days sent', 'two_hours skipped S_OVERDUE'])
  })

  test('what was held too long is dropped', async () => {
    await open(scenarioText('s', [step('offer', day(8), 'offer: {kind: repeat, product: full}')]))
    execute(world, 'update customers set open_complaint = 1')
    await until('06-25T12:00')
    expect([fates(world), await letters()]).toEqual([['offer denied R_STALE'], []])
  })

  test('what was held is sent on the first day it may, at its own time of day', async () => {
    await open(scenarioText('s', [step('offer', day(8, '19:30'), 'offer: {kind: repeat, product: full}')]))
    await until('06-10T12:00')
    expect(fates(world)).toEqual(['offer held K_TOO_EARLY'])
    await until('06-14T12:00')
    expect(await letters()).toEqual(['06-11 19:30 offer'])
  })
})

describe('who gets nothing', () => {
  const TWO = [step('one', day(1)), step('two', day(3))]

  test('who said stop, from that moment on', async () => {
    await open(scenarioText('s', TWO))
    await until('06-02T13:00')
    await hear(world, [words(HANA, '配信停止')])
    await until('06-09T12:00')
    expect([await letters(), fates(world)]).toEqual([['06-02 12:00 one'], ['one sent', 'two denied R_OPT_OUT']])
  })

  test('who said stop leaves a scenario that says so, and a scenario does not begin again with 再開', async () => {
    await open(scenarioText('s', TWO, { more: 'exit_when: [opt_out]' }))
    await hear(world, [words(HANA, '配信停止')])
    await until('06-02T13:00')
    await hear(world, [words(HANA, '再開')])
    await until('06-09T12:00')
    expect(rows(world, 'select status, ended_reason from enrollments')).toEqual([
      { status: 'ended', ended_reason: 'opt_out' },
    ])
    expect(await letters()).toEqual([])
  })

  test('who blocked us, until they come back', async () => {
    await open(scenarioText('s', TWO))
    await world.phone(HANA, 'block')
    await until('06-02T13:00')
    await world.phone(HANA, 'unblock')
    await until('06-09T12:00')
    expect([await letters(), fates(world)]).toEqual([['06-04 12:00 two'], ['one denied R_UNREACHABLE', 'two sent']])
    expect((await calls(world)).length).toBe(1)
  })

  test('whom we do not know on LINE', async () => {
    await open(scenarioText('s', TWO))
    await world.api('/orders', [order('stranger')])
    await until('06-02T13:00')
    expect(fates(world).sort()).toEqual(['one denied R_UNREACHABLE', 'one sent'])
  })

  test('for whom a condition does not hold: the step is skipped for good, not held', async () => {
    const asks = { ...step('asks', day(1)), more: 'buttons: [はい]\nsignals: {はい: used}' }
    await open(scenarioText('s', [asks, step('yes', day(3), 'when: used'), step('no', day(4), 'when: not used')]))
    await until('06-04T13:00')
    expect(fates(world)).toEqual(['asks sent', 'yes skipped S_WHEN'])
    await world.tap(HANA, 'はい')
    await until('06-09T12:00')
    expect([fates(world), (await letters()).length]).toEqual([
      ['asks sent', 'yes skipped S_WHEN', 'no skipped S_WHEN'],
      1,
    ])
  })

  test('by LINE what is printed on paper', async () => {
    await open(scenarioText('s', [step('card', day(1), 'touchpoint: package_insert'), step('line', day(1))]))
    await until('06-03T12:00')
    expect([await letters(), fates(world, "step_id = 'line'")]).toEqual([['06-02 12:00 line'], ['line sent']])
    expect(fates(world, "status in ('sending', 'sent', 'held')")).toEqual(['line sent'])
  })

  test('while the shop pauses its sales, offers; other words go on', async () => {
    const asks = { ...step('asks', day(1)), more: 'buttons: [待って]\nsignals: {待って: wait_please}' }
    const offer = step('offer', day(12), 'offer: {kind: repeat, product: full}\noverdue: {send_within: 5d}')
    const steps = [asks, offer, step('words', day(13))]
    await open(scenarioText('s', steps, { more: 'pause_sales_when: [wait_please]' }))
    await until('06-02T13:00')
    await world.tap(HANA, '待って')
    await until('06-15T13:00')
    expect(fates(world).slice(1).sort()).toEqual(['offer held R_PAUSED', 'words sent'])
  })
})

describe("one customer's broken data stops nobody else", () => {
  const ONE = scenarioText('s', [step('one', day(1)), step('two', day(9))])
  const both = async (text = 'one') => {
    await open(ONE.replace('text: one', `text: ${text}`))
    await linkedFriend(world, 'mei', MEI)
    await world.api('/orders', [order('mei')])
  }
  const hana = () => rows(world, `select customer_id as id from external_ids where external_id = 'hana'`)[0]?.id

  test.each([
    ['her customer row is gone', 'delete from customers where id = ?'],
    ['her orders are no JSON', `update orders set coupon_codes = '{' where customer_id = ?`],
    [
      'a date of her contract is none',
      `insert into subscriptions (id, source, external_id, customer_id, product, status, started_at, next_delivery_on, cancelled_at, fingerprint)
       values ('x', 'shop', 'x', ?, 'LF', 'cancelled', 0, 'someday', 1e18, '')`,
    ],
    ['her revision is nowhere', `update enrollments set revision_id = 'nowhere' where customer_id = ?`],
  ])('%s', async (_, sql) => {
    await both()
    execute(world, sql, hana())
    await tickAt('06-02T12:00')
    expect([await letters(MEI), await letters(HANA)]).toEqual([['06-02 12:00 one'], []])
    expect(log).toContain('enrollment_failed')
    expect(rows(world, 'select status, next_due_at from enrollments where customer_id = ?', hana())).toEqual([
      { status: 'active', next_due_at: Date.parse('2026-06-03T12:00:00+09:00') },
    ])
  })

  test.each([['{'], ['{}'], ['null'], ['{"id":"s","steps":[]}']])(
    'the text she began with has become unreadable (%s), and everybody else is on another',
    async (body) => {
      await open(ONE)
      await publishMore(world, { 's.yaml': ONE.replace('text: one', 'text: new') })
      await linkedFriend(world, 'mei', MEI)
      await world.api('/orders', [order('mei')])
      execute(world, 'update revisions set body = ? where name = ? and number = 1', body, 's')
      await tickAt('06-02T12:00')
      expect([await letters(MEI), await letters(HANA)]).toEqual([['06-02 12:00 new'], []])
      execute(world, `update revisions set body = '{' where name = 's'`)
      await world.api('/orders', [order('third')])
      expect((await tickAt('06-02T12:05')).due).toBe(0)
    },
  )

  test('a request that cannot be sent at all', async () => {
    await both("'{{お名前}} one'")
    await world.stage.line('POST', '/control/faults', {
      fault: 'error_before',
      times: 2,
      match: { path: '/v2/bot/message/push' },
    })
    await tickAt('06-02T12:00')
    execute(world, `update requests set body = '{' where body like ?`, `%${HANA}%`)
    await tickAt('06-02T12:05')
    expect([await letters(MEI), await letters(HANA)]).toEqual([['06-02 12:05 mei one'], []])
  })
})

describe('a lease', () => {
  const ONE = scenarioText('s', [step('one', day(1)), step('soon', day(2, '12:00', 'delivered'))])
  const claim = (leaseId: string) => {
    const now = world.deps.now()
    return claimDue(world.deps.db, { leaseId, now, leaseUntil: new Date(now.getTime() + 300_000), limit: 10 })
  }

  test('that ran out while the decision was made is worth nothing: the one who had it sends nothing', async () => {
    await open(ONE)
    await clockAt('06-02T12:00')
    const content = await loadContent(world.deps)
    const batch = await claim('slow')
    const ahead: Deps['db']['ahead'] = async (queries) => {
      await tickAt('06-02T12:06')
      return world.deps.db.ahead(queries)
    }
    const get = (db: object, name: PropertyKey) => (name === 'ahead' ? ahead : Reflect.get(db, name))
    const slow = { ...world.deps, db: new Proxy<Deps['db']>(world.deps.db, { get }) }
    expect((await decideBatch(slow, content, 'slow', batch)).requests).toEqual([])
    await tickAt('06-02T12:20')
    expect([await letters(), count(world, 'requests'), log]).toEqual([
      ['06-02 12:06 one'],
      1,
      expect.arrayContaining(['batch_abandoned']),
    ])
  })

  test('keeps everybody else away from all that is due to the customer, or two workers would each send a letter', async () => {
    await open(ONE, scenarioText('b', [step('b1', day(1, '12:02'))]))
    await clockAt('06-02T12:00')
    const content = await loadContent(world.deps)
    const batch = await claim('first')
    expect(batch.map((row) => row.scenarioId)).toEqual(['s'])
    expect(await tickAt('06-02T12:02')).toMatchObject({ due: 0 })
    expect((await decideBatch(world.deps, content, 'first', batch)).requests).toHaveLength(1)
    await tickAt('06-02T12:10')
    expect([await letters(), fates(world)]).toEqual([['06-02 12:10 one'], ['one sent', 'b1 held R_FREQUENCY']])
  })

  test('is lost when an order moves the days meanwhile: the decision is made again on the new ones', async () => {
    await open(ONE)
    await clockAt('06-02T12:00')
    const batch = await claim('slow')
    await world.api('/orders', [order('hana', { delivered_at: '2026-06-08T10:00:00+09:00' })])
    const decided = await decideBatch(world.deps, await loadContent(world.deps), 'slow', batch)
    expect([decided.requests, count(world, 'deliveries')]).toEqual([[], 0])
    await until('06-12T12:00')
    expect(await letters()).toEqual(['06-02 12:00 one', '06-10 12:00 soon'])
  })
})

test('who cannot be addressed by name is addressed all the same, and nobody reads a bare placeholder', async () => {
  await open(scenarioText('s', [{ id: 'one', at: day(1), text: '"{{お名前}}さま、{{商品名}}はいかがですか。"' }]))
  execute(world, 'update customers set name = null')
  execute(world, "update friends set display_name = '{{商品名}} {0}' where line_user_id = ?", HANA)
  await until('06-03T12:00')
  expect(await pushed(world, HANA)).toEqual(['{{商品名}} {0}さま、お試しはいかがですか。'])
})
