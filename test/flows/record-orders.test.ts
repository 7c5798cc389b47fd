import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type OrderInput, readOrder } from '../../bot/core/order.ts'
import { loadContent } from '../../bot/flows/content.ts'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { enrolTriggered } from '../../bot/flows/enrol.ts'
import { recordOrders } from '../../bot/flows/record-orders.ts'
import { loadHistories } from '../../bot/flows/records.ts'
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
} from '../support/story.ts'

const START = '2026-06-01T10:00:00+09:00'
const HANA = person('a')
const FIRST = scenarioText('first', [
  { id: 'thanks', at: '{from: order, day: 0, delay_minutes: 30}' },
  { id: 'arrived', at: '{from: delivered, day: 0, time: "12:00"}' },
  { id: 'after', at: '{from: delivered, day: 5, time: "12:00"}' },
])
const EVERY = scenarioText('every', [{ id: 'again', at: '{from: order, day: 9, time: "18:00"}' }], {
  trigger: 'any_order',
})

let world: NodeWorld
beforeEach(async () => {
  world = await openNodeWorld(START, { files: shopFiles(FIRST, EVERY) })
})
afterEach(() => world.close())

const input = (report: object): OrderInput => {
  const read = readOrder(report)
  if ('code' in read) throw new Error(read.message)
  return read.order
}
const enrollments = () =>
  rows(
    world,
    'select scenario_id, anchor, status, ended_reason, delivered_on from enrollments order by scenario_id, anchor',
  ).map((row) => `${row.scenario_id} ${row.anchor} ${row.ended_reason ?? row.status} ${row.delivered_on}`)
const report = (more: object = {}) => world.api('/orders', [order('hana', more)])
const ordered = (id: string, on: string, more: object = {}) =>
  report({ external_id: id, ordered_at: `${on}T10:00:00+09:00`, ...more })
const turn = () => new Promise((resolve) => setImmediate(resolve))
const facts = () => rows(world, 'select purchases, label from facts')

describe('at once', () => {
  const record = (...reports: object[]) =>
    Promise.all(reports.map((one) => recordOrders(world.deps, [input(one)]))).then((all) => all.flat())
  const people = () => count(world, 'customers where merged_into is null')

  test('the same report many times is one order, one customer, one enrollment in each scenario', async () => {
    const one = order({ email: 'hana@example.jp', name: '花' })
    const recorded = await record(one, one, one, one)
    expect(new Set(recorded.map(({ customerId }) => customerId)).size).toBe(1)
    expect([count(world, 'orders'), count(world, 'order_lines'), people()]).toEqual([1, 1, 1])
    expect(enrollments()).toEqual([
      'every order:2026-06-01 active 2026-06-04',
      'first order:2026-06-01 active 2026-06-04',
    ])
    expect(
      rows(world, 'select purchases from facts join customers on id = customer_id where merged_into is null'),
    ).toEqual([{ purchases: 1 }])
  })

  test('nobody is told that an order is taken, or known already, before the disk has it', async () => {
    const disk = Promise.withResolvers<void>()
    const { db } = world.deps
    const ahead = async (queries: Parameters<typeof db.ahead>[0]) => {
      await db.atomically(queries)
      return () => disk.promise
    }
    const deps = { ...world.deps, db: Object.assign(Object.create(db), { ahead }) }
    const told: string[] = []
    const tell = () => recordOrders(deps, [input(order('hana'))]).then(([one]) => void told.push(one?.outcome ?? ''))
    const first = tell()
    while (facts().length === 0) await turn()
    const again = tell()
    for (let turns = 0; turns < 20; turns += 1) await turn()
    expect(told).toEqual([])
    disk.resolve()
    await Promise.all([first, again])
    expect(told.sort()).toEqual(['inserted', 'unchanged'])
  })

  test('several orders of a new customer belong to one person, by e-mail or by telephone and name', async () => {
    const mail = (n: number) => order({ external_id: `no-${n}`, email: 'new@example.jp' }, { external_id: `m${n}` })
    const call = (n: number) => order({ phone: '090-1234-5678', name: '山田 花子' }, { external_id: `p${n}` })
    await record(mail(1), mail(2), mail(3))
    await record(call(1), call(2), call(3))
    expect(rows(world, 'select distinct customer_id from orders')).toHaveLength(2)
    expect(rows(world, 'select distinct customer_id from external_ids')).toHaveLength(1)
    expect(people()).toBe(2)
    await world.api('/orders', [mail(4)])
    expect(rows(world, "select distinct customer_id from orders where external_id like 'm%'")).toHaveLength(1)
  })

  test('an older and a newer report leave the newer one, with its lines', async () => {
    const at = (minute: number) => ({ updated_at: `2026-06-01T10:0${minute}:00+09:00` })
    const newer = order('hana', { ...at(5), lines: [{ name: '新一' }, { name: '新二' }] })
    const older = order('hana', { ...at(1), lines: [{ name: '古' }, { name: '古' }, { name: '古' }] })
    for (const pair of [
      [newer, older],
      [older, newer],
    ]) {
      await record(...pair)
      expect(rows(world, 'select name from orders join order_lines on order_id = id order by no')).toEqual([
        { name: '新一' },
        { name: '新二' },
      ])
      execute(world, 'delete from orders')
      execute(world, 'delete from order_lines')
    }
  })
})

describe('who reports does not know everything', () => {
  const stored = () =>
    rows(
      world,
      'select status, paid_at, shipped_at, delivered_at, updated_at, customer_number as number from orders',
    )[0]
  const early = { updated_at: '2026-06-01T09:10:00+09:00' }
  const late = { status: 'cancelled', updated_at: '2026-06-01T09:50:00+09:00' }

  test('a file between two reports does not let the older one in', async () => {
    await report(late)
    await report({ status: 'cancelled', raw_status: 'キャンセル', customer: { email: 'hana@example.jp' } })
    expect(stored()).toMatchObject({ status: 'cancelled', updated_at: Date.parse(late.updated_at) })
    await report(early)
    expect(stored()).toMatchObject({ status: 'cancelled' })
    // Also of one call.
    await world.api('/orders', [order('hana', { status: 'returned' }), order('hana', early)])
    expect(stored()).toMatchObject({ status: 'returned' })
    await report({ ...early, updated_at: '2026-06-01T09:59:00+09:00' })
    expect(stored()).toMatchObject({ status: 'confirmed' })
  })

  test('nor does a file of contracts; what was only inferred gives way with its moment', async () => {
    const told = () => rows(world, 'select status, updated_at as at, customer_number as number from subscriptions')[0]
    const contract = (more: object) =>
      world.api('/subscriptions', [
        { ...{ source: 'shop', external_id: 'S1', product: 'LF', started_at: '2026-05-01T10:00:00+09:00' }, ...more },
      ])
    const hana = { customer: { external_id: 'hana', email: 'hana@example.jp' } }
    await contract({ ...hana, inferred: true, status: 'active', updated_at: '2026-06-01T09:59:00+09:00' })
    await contract({ ...hana, ...late })
    expect(told()).toEqual({ status: 'cancelled', at: Date.parse(late.updated_at), number: 'shop hana' })
    await contract({ customer: { email: 'hana@example.jp' }, status: 'cancelled', cancel_reason: '高い' })
    await contract({ ...hana, status: 'active', ...early })
    expect(told()).toEqual({ status: 'cancelled', at: Date.parse(late.updated_at), number: 'shop hana' })
  })

  test('days and the number it was told under stay; the day of payment goes when it is to be paid again', async () => {
    const days = { paid_at: '2026-06-01T09:00:00+09:00', shipped_at: '2026-06-01T09:30:00+09:00' }
    await report({ ...days, delivered_at: '2026-06-01T09:40:00+09:00' })
    const told = stored()
    expect(told).toMatchObject({ paid_at: Date.parse(days.paid_at), number: 'shop hana' })
    await report({ status: 'shipped', customer: { email: 'hana@example.jp' } })
    expect(stored()).toEqual({ ...told, status: 'shipped' })
    await report({ status: 'pending' })
    expect(stored()).toEqual({ ...told, status: 'pending', paid_at: null })
  })
})

describe('what an order begins', () => {
  test('an order older than three days when it is first seen begins nothing', async () => {
    await ordered('old', '2026-05-28')
    expect(enrollments()).toEqual([])
    await ordered('young', '2026-05-30')
    expect(enrollments()).toEqual(['every order:2026-05-30 active 2026-06-02'])
  })

  test('an order dated ahead begins when its day comes', async () => {
    await ordered('ahead', '2026-06-02')
    expect(enrollments()).toEqual([])
    await world.advanceTo('2026-06-02T11:00:00+09:00')
    expect(enrollments().map((row) => row.split(' ')[0])).toEqual(['every', 'first'])
  })

  test('two orders of one day are one occasion and begin each scenario once', async () => {
    await report()
    await report({ external_id: 'second', ordered_at: '2026-06-01T10:00:00+09:00' })
    expect(enrollments()).toHaveLength(2)
    expect(facts()).toEqual([{ purchases: 1, label: 'unregistered' }])
  })

  test('a second order on another day is no first order, and takes the place of the first where every order counts', async () => {
    await report()
    await world.advanceTo('2026-06-03T10:00:00+09:00')
    await ordered('second', '2026-06-03')
    expect(enrollments()).toEqual([
      'every order:2026-06-01 replaced 2026-06-04',
      'every order:2026-06-03 active 2026-06-06',
      'first order:2026-06-01 active 2026-06-04',
    ])
  })

  test('an order that is reported late does not take the place of a newer one', async () => {
    await world.stage.setClock(new Date('2026-06-03T12:00:00+09:00'))
    await ordered('newer', '2026-06-03')
    await ordered('older', '2026-06-02')
    const every = enrollments().filter((row) => row.startsWith('every'))
    expect(every.filter((row) => row.includes('active'))).toEqual(['every order:2026-06-03 active 2026-06-06'])
  })

  test('another order of an earlier day does not bring that day back', async () => {
    await report()
    await world.stage.setClock(new Date('2026-06-03T12:00:00+09:00'))
    await ordered('second', '2026-06-03')
    await report({ external_id: 'forgotten', ordered_at: '2026-06-01T15:00:00+09:00' })
    expect(enrollments().filter((row) => row.startsWith('every'))).toEqual([
      'every order:2026-06-01 replaced 2026-06-04',
      'every order:2026-06-03 active 2026-06-06',
    ])
  })

  test('an order of a shop system that forbids advertising begins nothing', async () => {
    await report({ marketing_allowed: false })
    expect(enrollments()).toEqual([])
  })

  test("one customer's unreadable records keep nobody else from beginning", async () => {
    await report({ ordered_at: '2026-06-01T12:00:00+09:00' })
    execute(world, "update orders set coupon_codes = 'not json'")
    await world.api('/orders', [order('mei')])
    await world.advanceTo('2026-06-01T13:00:00+09:00')
    expect(rows(world, 'select distinct external_id from enrollments join external_ids using (customer_id)')).toEqual([
      { external_id: 'mei' },
    ])
  })
})

describe('what a change of an order changes', () => {
  beforeEach(async () => {
    await linkedFriend(world, 'hana', HANA)
    await report()
  })

  test('a reported arrival moves the days of what is not sent yet, and sends nothing twice', async () => {
    await world.advanceTo('2026-06-04T13:00:00+09:00')
    expect(await pushed(world, HANA)).toEqual(['thanks', 'arrived'])
    await report({ status: 'delivered', delivered_at: '2026-06-06T15:00:00+09:00' })
    expect(enrollments()).toContain('first order:2026-06-01 active 2026-06-06')
    await world.advanceTo('2026-06-12T13:00:00+09:00')
    expect(await pushed(world, HANA)).toEqual(['thanks', 'arrived', 'again', 'after'])
    expect((await world.outbox(HANA)).at(-1)?.at).toBe('2026-06-11T03:00:00.000Z')
  })

  test('a shipped order arrives the day after', async () => {
    await report({ status: 'shipped', shipped_at: '2026-06-01T20:00:00+09:00' })
    expect(enrollments()).toContain('first order:2026-06-01 active 2026-06-02')
  })

  test('a cancelled order ends what hangs on it, and counts as no purchase', async () => {
    await world.advanceTo('2026-06-01T12:00:00+09:00')
    await report({ status: 'cancelled' })
    expect(enrollments()).toEqual([
      'every order:2026-06-01 order_cancelled 2026-06-04',
      'first order:2026-06-01 order_cancelled 2026-06-04',
    ])
    expect(facts()).toEqual([{ purchases: 0, label: 'prospect' }])
    expect(rows(world, 'select to_label, cause from label_history order by rowid desc limit 1')).toEqual([
      { to_label: 'prospect', cause: 'data_fix' },
    ])
    await world.advanceTo('2026-06-20T12:00:00+09:00')
    expect([await pushed(world, HANA), fates(world)]).toEqual([['thanks'], ['thanks sent']])
  })

  test('one of two orders of a day cancelled leaves the other one running', async () => {
    await report({ external_id: 'second' })
    await report({ status: 'cancelled' })
    expect(enrollments().map((row) => row.split(' ')[2])).toEqual(['active', 'active'])
    expect(facts()[0]?.purchases).toBe(1)
  })

  test('a refund in full counts as no purchase, a part of it still does', async () => {
    await report({ status: 'partially_refunded', refunded_yen: 500 })
    expect(facts()[0]?.purchases).toBe(1)
    await report({ status: 'partially_refunded', refunded_yen: 980 })
    expect(facts()[0]?.purchases).toBe(0)
  })
})

describe('a power cut takes back what waits for nobody', () => {
  /** Nothing that goes without waiting for the disk is ever on it. */
  const cutShort = (one: object) => {
    const { db } = world.deps
    const deps = { ...world.deps, db: Object.assign(Object.create(db), { repeatably: async () => {} }) }
    return recordOrders(deps, [input(one)])
  }

  test('what an order begins is begun by the next tick, with the facts', async () => {
    await linkedFriend(world, 'hana', HANA)
    await cutShort(order('hana'))
    expect([enrollments(), facts()[0]?.purchases]).toEqual([[], 0])
    await deliverDue(world.deps)
    expect([enrollments().length, facts()[0]?.purchases]).toEqual([2, 1])
  })

  test('what an order moves or ends is moved or ended by the next tick, before anything is sent', async () => {
    await linkedFriend(world, 'hana', HANA)
    await report()
    await cutShort(
      order('hana', { shipped_at: '2026-06-02T10:00:00+09:00', delivered_at: '2026-06-09T10:00:00+09:00' }),
    )
    const days = () => enrollments().map((one) => one.split(' ')[3])
    expect(days()).not.toContain('2026-06-09')
    await deliverDue(world.deps)
    expect(days()).toEqual(['2026-06-09', '2026-06-09'])
    const before = await pushed(world, HANA)
    await world.stage.setClock(new Date('2026-06-12T13:00:00+09:00'))
    await cutShort(order('hana', { status: 'cancelled' }))
    expect(enrollments().map((one) => one.split(' ')[2])).toEqual(['active', 'active'])
    await deliverDue(world.deps)
    expect(enrollments().map((one) => one.split(' ')[2])).toEqual(['order_cancelled', 'order_cancelled'])
    expect([await pushed(world, HANA), count(world, 'stale_facts')]).toEqual([before, 0])
  })
})

test('an order that came in after the history was read begins what it triggers all the same', async () => {
  await linkedFriend(world, 'hana', HANA)
  const id = String(rows(world, 'select customer_id as id from friends')[0]?.id)
  const before = await loadHistories(world.deps, [id])
  execute(
    world,
    `insert into orders (id, source, external_id, customer_id, ordered_at, status, total_yen, fingerprint)
     values ('late', 's', 'late', ?, ?, 'confirmed', 980, '')`,
    ...[id, Date.parse(START)],
  )
  await enrolTriggered(world.deps, await loadContent(world.deps), before)
  expect(enrollments()).toHaveLength(2)
})
