/** The month's forecast, counted from what really stands in the database. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { forecastMonth } from '../../bot/flows/forecast-month.ts'
import { addUsed } from '../../bot/flows/month-quota.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { execute, scenarioText, shopFiles, shopText } from '../support/story.ts'

const at = (time: string) => new Date(`2026-${time}:00+09:00`)
const NOW = at('06-16T12:00')
const STEPS = scenarioText('one', [
  { id: 'a', at: '{from: order, day: 1, time: "10:00"}' },
  { id: 'b', at: '{from: delivered, day: 10, time: "10:00"}' },
])
const NOTICE = scenarioText('sub', [{ id: 'soon', at: '{from: next_delivery, day: -3, time: "10:00"}' }], {
  trigger: 'subscription_start',
})

let world: NodeWorld
beforeEach(async () => {
  world = await openNodeWorld(NOW.toISOString(), {
    files: { ...shopFiles(STEPS, NOTICE), 'shop.yaml': shopText('line_plan: {monthly_messages: 100}\n') },
  })
})
afterEach(() => world.close())

let number = 0
function enrolled(anchorAt: Date, more: Record<string, string | number | null> = {}): string {
  number += 1
  const id = `e${number}`
  const row = {
    id,
    customer_id: id,
    scenario_id: 'one',
    anchor: `order:${id}`,
    anchor_at: +anchorAt,
    started_at: +at('01-01T12:00'),
    status: 'active',
    delivered_on: null,
    ...more,
  }
  const names = Object.keys(row)
  execute(
    world,
    `insert into enrollments (${names}, revision_id)
     select ${names.map(() => '?')}, id from revisions where kind = 'scenario' and name = ?`,
    ...Object.values(row),
    row.scenario_id,
  )
  return id
}
const decided = (enrollment: string, step: string, status: string, on: Date, until: Date | null = null) =>
  execute(
    world,
    `insert into deliveries (enrollment_id, step_id, customer_id, scenario_id, revision_id, status, due_at, decided_at, held_until)
     select id, ?, customer_id, scenario_id, revision_id, ?, 0, ?, ? from enrollments where id = ?`,
    step,
    status,
    +on,
    until && +until,
    enrollment,
  )
const forecast = () => forecastMonth(world.deps)

test('nobody is on their way: nothing is needed', async () => {
  expect(await forecast()).toMatchObject({
    month: '2026-06',
    used: 0,
    budget: 100,
    needed: 0,
    short: 0,
    perScenario: [],
  })
})

test('the day of the anchor is a day in Tokyo, whatever the hour', async () => {
  enrolled(at('06-16T00:00'))
  enrolled(at('06-15T23:59'))
  enrolled(at('06-16T11:59'))
  enrolled(at('06-01T11:59'), { delivered_on: '2026-06-15' })
  enrolled(at('06-01T11:59'), { delivered_on: '2026-06-25' })
  expect(await forecast()).toMatchObject({ scheduled: 3 })
})

test('who is done, or has left, gets nothing', async () => {
  enrolled(at('06-16T09:00'), { status: 'ended' })
  enrolled(at('06-16T09:00'), { status: 'finished' })
  expect(await forecast()).toMatchObject({ scheduled: 0 })
})

test('a day that nobody can read stops nobody else', async () => {
  enrolled(at('06-16T09:00'), { delivered_on: 'soon' })
  enrolled(at('06-16T09:00'), { delivered_on: '2026-06-18' })
  expect(await forecast()).toMatchObject({ scheduled: 3 })
})

test('contracts that run go by their next delivery; one that rests has none', async () => {
  const contract = (id: string, status: string) => {
    execute(
      world,
      `insert into subscriptions (id, source, external_id, customer_id, product, cycle_days, status, started_at, next_delivery_on, count, fingerprint)
       values (?, 'shop', ?, 'c', 'full', 10, ?, 0, '2026-06-20', 2, '')`,
      id,
      id,
      status,
    )
    enrolled(at('01-01T12:00'), { scenario_id: 'sub', anchor: `subscription:${id}` })
  }
  contract('s1', 'active')
  contract('s2', 'paused')
  expect((await forecast()).perScenario).toMatchObject([{ scenario: 'sub', scheduled: 2 }])
})

test('a step is expected as often as it was sent in the last four weeks', async () => {
  for (let n = 0; n < 20; n += 1) {
    const past = enrolled(at('05-01T12:00'), { status: 'finished' })
    decided(past, 'a', n < 5 ? 'sent' : n < 8 ? 'unknown' : n < 10 ? 'sending' : 'denied', at('06-01T12:00'))
    decided(past, 'b', 'denied', at('05-19T11:59'))
  }
  for (let n = 0; n < 10; n += 1) enrolled(at('06-16T09:00'))
  expect(await forecast()).toMatchObject({ scheduled: 5 })
})

test('of a notice that comes again every time is one experience, and what only waits is none', async () => {
  execute(
    world,
    `insert into subscriptions (id, source, external_id, customer_id, product, cycle_days, status, started_at, next_delivery_on, count, fingerprint)
     values ('s', 'shop', 's', 'c', 'full', 60, 'active', 0, '2026-06-20', 2, '')`,
  )
  for (let n = 0; n < 10; n += 1) {
    const id = enrolled(at('01-01T12:00'), { scenario_id: 'sub', anchor: 'subscription:s', customer_id: `c${n}` })
    decided(id, 'soon@2026-05-25', 'sent', at('06-01T12:00'))
    decided(id, 'soon@2026-06-05', 'skipped', at('06-02T12:00'))
    decided(id, 'soon@2026-06-15', 'held', at('06-12T12:00'), at('07-02T12:00'))
  }
  expect(await forecast()).toMatchObject({ scheduled: 5 })
})

test('what waits comes out this month, unless its customer is done', async () => {
  decided(enrolled(at('06-01T12:00')), 'a', 'held', at('06-10T12:00'), at('06-30T23:59'))
  decided(enrolled(at('06-01T12:00')), 'a', 'held', at('06-10T12:00'), at('07-01T00:00'))
  decided(enrolled(at('06-01T12:00'), { status: 'ended' }), 'a', 'held', at('06-10T12:00'), at('06-20T12:00'))
  expect(await forecast()).toMatchObject({ scheduled: 1 })
})

test('newcomers are as many as began in the last four weeks', async () => {
  for (let n = 0; n < 28; n += 1) enrolled(at('05-01T12:00'), { status: 'ended', started_at: +at('05-19T12:00') })
  enrolled(at('04-01T12:00'), { status: 'ended', started_at: +at('05-19T11:59') })
  // One a day: half of today and thirteen days for `a`; half of today and one day for `b`, ten days after three.
  expect(await forecast()).toMatchObject({ scheduled: 0, newcomers: 15 })
})

test('what was sent this month counts against the budget', async () => {
  await addUsed(world.deps, 90)
  for (let n = 0; n < 5; n += 1) enrolled(at('06-16T09:00'))
  expect(await forecast()).toMatchObject({ used: 90, scheduled: 5, needed: 95, short: 5 })
})
