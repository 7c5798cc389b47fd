/** The monthly survey: who is asked on which day, and that nobody is ever asked twice within 28 days. */
import { afterEach, describe, expect, test } from 'vitest'
import { addDays, daysBetween, type JstDate, jstDate } from '../../bot/core/calendar.ts'
import { loadContent } from '../../bot/flows/content.ts'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { refreshFacts } from '../../bot/flows/refresh-facts.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import {
  count,
  execute,
  hear,
  inForce,
  linkedFriend,
  order,
  person,
  rows,
  scenarioText,
  shopFiles,
  shopText,
  words,
} from '../support/story.ts'

let world: NodeWorld
afterEach(() => world.close())

const HANA = person('a')
const SURVEY = `id: feelings
name: お気持ち
questions: [{id: satisfaction, kind: satisfaction, text: 満足度は}]
`
const ask = (id: string, at: string, text = id) => ({
  ...{ id, at, text },
  more: 'survey: feelings\noffer: {kind: survey}\nbuttons: [{label: 答える, liff: survey}]',
})
const MONTHLY = scenarioText('monthly', [ask('monthly_ask', '{from: survey_due, day: 0, time: "19:30"}')], {
  trigger: 'survey_due',
})
/** So many messages a day that no other rule keeps surveys apart. */
const BUSY = shopText('guard: {max_per_day: 50, max_per_7_days: 300}')

async function open(scenarios: string[], shop = shopText(), start = '2026-06-01T10:00:00+09:00') {
  world = await openNodeWorld(start, {
    files: { ...shopFiles(), 'shop.yaml': shop, 'surveys/feelings.yaml': SURVEY },
  })
  await inForce(world, ...scenarios)
}
async function openWithHana(scenarios: string[], shop?: string) {
  await open(scenarios, shop)
  await linkedFriend(world, 'hana', HANA)
  await world.api('/orders', [order('hana')])
}
/** With a tick each night, as the clock has one each minute. */
async function until(day: string, time = '23:00') {
  const goal = day.length === 5 ? `2026-${day}` : day
  for (let on = addDays(jstDate(world.now()), 1); on <= goal; on = addDays(on, 1))
    await world.advanceTo(`${on}T00:10:00+09:00`)
  await world.advanceTo(`${goal}T${time}:00+09:00`)
}
const invited = (customer?: string): JstDate[] =>
  rows(
    world,
    `select invited_at as at from surveys where ${customer ? 'customer_id = ?' : '1 or ?'} order by invited_at`,
    customer ?? 0,
  ).map(({ at }) => jstDate(new Date(Number(at))))
const dueOn = () => rows(world, 'select survey_due_on as day from facts where purchases > 0')[0]?.day

function answer(day: string) {
  const at = Date.parse(`2026-${day}T21:00:00+09:00`)
  execute(
    world,
    `insert into responses (id, survey_id, customer_id, answers, satisfaction, at)
     select 'r' || id, id, customer_id, '{}', 5, ${at} from surveys order by invited_at desc limit 1`,
  )
}

test('a year of one customer: thirty days after the delivery, then thirty after each invitation or answer', async () => {
  await openWithHana([MONTHLY])
  expect(dueOn()).toBe('2026-07-04')
  await until('07-04', '19:00')
  expect(invited()).toEqual([])
  await until('07-04', '19:30')
  expect(invited()).toEqual(['2026-07-04'])
  expect(JSON.stringify((await world.outbox(HANA)).at(-1))).toContain('monthly_ask')
  expect(dueOn()).toBe('2026-08-03')
  await until('08-03')
  // Whoever answers five days later has been heard on that day.
  await until('08-08', '21:00')
  answer('08-08')
  await until('2027-06-01')
  const days = invited()
  expect(days.slice(0, 3)).toEqual(['2026-07-04', '2026-08-03', '2026-09-07'])
  expect(days.slice(3)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((n) => addDays('2026-09-07' as JstDate, n * 30)))
})

test('what was bought meanwhile is used for a week first', async () => {
  await openWithHana([MONTHLY])
  await until('07-01')
  await world.api('/orders', [
    order('hana', {
      external_id: 'o2',
      ordered_at: '2026-07-01T23:00:00+09:00',
      delivered_at: '2026-07-03T10:00:00+09:00',
    }),
  ])
  expect(dueOn()).toBe('2026-07-10')
  await until('08-08')
  expect(invited()).toEqual(['2026-07-10'])
})

describe('a survey of another scenario', () => {
  const asksOn = (...days: number[]) =>
    scenarioText(
      'first',
      days.map((day) => ask(`ask${day}`, `{from: order, day: ${day}, time: "20:00"}`)),
    )
  test('that comes within 28 days asks instead of the round', async () => {
    await openWithHana([MONTHLY, asksOn(40)])
    await until('07-10')
    expect(invited()).toEqual([])
    expect(count(world, "enrollments where anchor like 'survey:%'")).toBe(0)
    await until('08-09')
    expect(invited()).toEqual(['2026-07-11'])
    await until('08-10')
    expect(invited()).toEqual(['2026-07-11', '2026-08-10'])
  })
  test('that is further away does not', async () => {
    await openWithHana([MONTHLY, asksOn(70)])
    await until('07-05')
    expect(invited()).toEqual(['2026-07-04'])
  })
  test('that was planned and then not sent is made up for the day after', async () => {
    const never = ask('never', '{from: order, day: 40, time: "20:00"}')
    await openWithHana([MONTHLY, scenarioText('first', [{ ...never, more: `when: subscribed\n${never.more}` }])])
    await until('07-20')
    expect(invited()).toEqual(['2026-07-12'])
  })
  test('two that fall due together are one too many', async () => {
    const at = '{from: order, day: 16, time: "20:00"}'
    await openWithHana(
      [scenarioText('first', [ask('one', at), ask('two', at)]), scenarioText('second', [ask('three', at)])],
      BUSY,
    )
    await until('06-30')
    expect(invited()).toEqual(['2026-06-17'])
  })
})

test.each([
  [[8, 16, 24], []],
  [[16, 33, 34, 62], [20]],
  [[33], [3, 30, 31, 60]],
  [[45, 46, 80], [44]],
  [
    [29, 30, 31, 61, 62, 90],
    [1, 28, 59],
  ],
])('surveys on the days %j, more orders on %j: never two within 28 days', async (days, orders) => {
  const steps = (name: string) => days.map((day) => ask(`${name}${day}`, `{from: order, day: ${day}, time: "19:30"}`))
  await openWithHana(
    [MONTHLY, scenarioText('first', steps('f')), scenarioText('each', steps('e'), { trigger: 'any_order' })],
    BUSY,
  )
  for (const [n, day] of orders.entries()) {
    await until(addDays('2026-06-01' as JstDate, day), '10:00')
    await world.api('/orders', [order('hana', { external_id: `n${n}`, ordered_at: world.now().toISOString() })])
  }
  await until('10-20')
  const asked = invited()
  expect(asked.length).toBeGreaterThan(1)
  const gaps = asked.slice(1).map((on, index) => daysBetween(asked[index] as JstDate, on))
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(28)
  expect(Math.max(...gaps)).toBeLessThan(75)
})

describe('nobody is asked who', () => {
  test('has blocked the account, until they come back', async () => {
    await openWithHana([MONTHLY])
    await world.phone(HANA, 'block')
    expect(dueOn()).toBeNull()
    await until('07-10')
    expect(count(world, 'enrollments')).toBe(0)
    await world.phone(HANA, 'follow')
    await until('07-11')
    expect(invited()).toEqual(['2026-07-11'])
  })
  test('has stopped the messages', async () => {
    await openWithHana([MONTHLY])
    await hear(world, [words(HANA, '配信停止')])
    await until('07-10')
    expect([dueOn(), count(world, 'enrollments')]).toEqual([null, 0])
  })
  test('has blocked it in a moment that nobody wrote down', async () => {
    await openWithHana([MONTHLY])
    execute(world, 'update friends set following = 0')
    await until('07-10')
    expect([dueOn(), count(world, 'enrollments')]).toEqual([null, 0])
  })
  test('has left', async () => {
    await openWithHana([MONTHLY])
    execute(
      world,
      "update customers set deleted_at = 1 where id in (select customer_id from external_ids where external_id = 'hana')",
    )
    await until('07-10')
    expect([dueOn(), count(world, 'enrollments')]).toEqual([null, 0])
  })
  test('gave the order back', async () => {
    await openWithHana([MONTHLY])
    await until('06-20')
    await world.api('/orders', [order('hana', { status: 'returned' })])
    await until('07-10')
    expect(count(world, 'enrollments')).toBe(0)
  })
})

test('what could not be sent is tried again after a month, whatever happens meanwhile', async () => {
  await openWithHana([MONTHLY.replace('offer: {kind: survey}', 'offer: {kind: referral}')])
  await until('07-05')
  expect(count(world, "enrollments where status = 'active'")).toBe(1)
  execute(world, "update enrollments set status = 'finished', next_due_at = null")
  await hear(world, [words(HANA, 'こんにちは')])
  await refreshFacts(
    world.deps,
    [String(rows(world, 'select customer_id as id from enrollments')[0]?.id)],
    'data_fix',
    (await loadContent(world.deps)).shop,
  )
  expect(dueOn()).toBe('2026-07-04')
  await until('08-02')
  expect(count(world, 'enrollments')).toBe(1)
  await until('08-03')
  expect(count(world, 'enrollments')).toBe(2)
})

test('without a monthly survey everybody keeps their day, and is asked when there is one', async () => {
  await openWithHana([])
  await until('07-10')
  expect(dueOn()).toBe('2026-07-04')
})

test('whose records cannot be read stops nobody else, and is looked at again tomorrow', async () => {
  await openWithHana([MONTHLY])
  await linkedFriend(world, 'mei', person('b'))
  await world.api('/orders', [order('mei')])
  const mei = String(rows(world, "select customer_id as id from external_ids where external_id = 'mei'")[0]?.id)
  execute(world, "insert into responses (id, survey_id, customer_id, answers, at) values ('r', 's', ?, '{', 0)", mei)
  await until('07-04')
  expect(invited()).toEqual(['2026-07-04'])
  expect(invited(mei)).toEqual([])
  expect(rows(world, 'select survey_due_on as day from facts where customer_id = ?', mei)).toEqual([
    { day: '2026-07-05' },
  ])
})

describe('many at once', () => {
  const MANY = 1200
  const hex = (n: number) => n.toString(16).padStart(32, '0')

  async function crowd() {
    await open([MONTHLY], shopText(), '2026-07-04T08:00:00+09:00')
    const at = Date.parse('2026-06-01T10:00:00+09:00')
    world.deps.db.raw.transaction(() => {
      for (let n = 0; n < MANY; n += 1) {
        execute(world, 'insert into customers (id, created_at) values (?, ?)', `c${n}`, at)
        execute(
          world,
          'insert into friends (line_user_id, customer_id, changed_at, created_at) values (?, ?, ?, ?)',
          ...[`U${hex(n)}`, `c${n}`, at, at],
        )
        execute(
          world,
          `insert into orders (id, source, external_id, customer_id, ordered_at, status, total_yen, fingerprint, triggered_at)
           values (?, 'shop', ?, ?, ?, 'confirmed', 980, 'x', ?)`,
          ...[`o${n}`, `o${n}`, `c${n}`, at, at],
        )
      }
    })()
    const ids = Array.from({ length: MANY }, (_, n) => `c${n}`)
    await refreshFacts(world.deps, ids, 'data_fix', (await loadContent(world.deps)).shop)
    expect(count(world, "facts where survey_due_on = '2026-07-04'")).toBe(MANY)
  }
  const once = () => rows(world, 'select count(*) as n, count(distinct customer_id) as people from enrollments')[0]

  test('1,200 on one day: each once, five hundred at a time, over as many ticks as it takes', async () => {
    await crowd()
    const small = { ...world.deps, limits: { ...world.deps.limits, batchesPerTick: 1 } }
    const seen: unknown[] = []
    for (let ticks = 0; ticks < 4; ticks += 1) {
      await deliverDue(small)
      seen.push(once()?.people)
    }
    expect(seen).toEqual([500, 1000, MANY, MANY])
    expect(once()).toEqual({ n: MANY, people: MANY })
    expect(count(world, "facts where survey_due_on = '2026-08-03'")).toBe(MANY)
  })

  test('two ticks at once begin once for each', async () => {
    await crowd()
    await Promise.all([deliverDue(world.deps), deliverDue(world.deps)])
    expect(once()).toEqual({ n: MANY, people: MANY })
  })

  test('who is not due is not read', async () => {
    await open([MONTHLY])
    const plan = rows(
      world,
      `explain query plan select customer_id from facts where survey_due_on <= '2026-06-02' order by survey_due_on, customer_id limit 500`,
    )
    expect(JSON.stringify(plan)).toContain('facts_survey_due')
  })
})
