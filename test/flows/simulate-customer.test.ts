/** A real customer and a new version: what the simulations out of the database say is what then happens. */
import { afterEach, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import type { Scenario, Step } from '../../bot/core/scenario.ts'
import type { Simulation } from '../../bot/core/simulate.ts'
import { previewChange } from '../../bot/flows/preview-change.ts'
import { publish } from '../../bot/flows/publish.ts'
import { simulateCustomer } from '../../bot/flows/simulate-customer.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { shippedScenario } from '../support/shipped.ts'
import { execute, linkedFriend, order, person, rows } from '../support/story.ts'

const { scenario } = shippedScenario('first_60days')
let world: NodeWorld
afterEach(() => world?.close())

/** Customers who bought on 1 June at ten, and what happened until then. */
async function shopWith(until: string, ...customers: string[]): Promise<NodeWorld> {
  world = await openNodeWorld('2026-06-01T09:59:00+09:00')
  for (const [index, customer] of customers.entries()) await linkedFriend(world, customer, person(String(index + 1)))
  for (const customer of customers) await world.api('/orders', order(customer))
  await world.advanceTo(until)
  return world
}
const idOf = (digit: string): string =>
  String(rows(world, 'select customer_id from friends where line_user_id = ?', person(digit))[0]?.customer_id)

const changed = (id: string, change: (step: Step) => Step): Scenario => ({
  ...scenario,
  steps: scenario.steps.map((step) => (step.id === id ? change(step) : step)),
})
const onDay = (id: string, day: number) => changed(id, (step) => ({ ...step, at: { ...step.at, day } }))
const short = ({ entries }: Simulation) => entries.map(({ day, step, verdict }) => `${day} ${step} ${verdict}`)
const happened = (after: string) =>
  rows(
    world,
    'select * from deliveries where scenario_id = ? and decided_at > ? order by decided_at, due_at, rowid',
    ...[scenario.id, Date.parse(after)],
  ).map(
    ({ step_id, status, decided_at }) =>
      `${Math.floor((Number(decided_at) - Date.parse('2026-06-01T00:00:00+09:00')) / 86_400_000)} ${step_id} ${status}`,
  )

describe('one customer', () => {
  test('on the way: what is still to come, as it then comes', async () => {
    await shopWith('2026-06-11T12:00:00+09:00', 'hanako')
    await world.tap(person('1'), 'しっとりした')
    const simulation = await simulateCustomer(world.deps, idOf('1'), scenario, 60)
    expect(simulation.startedAt).toBe('2026-06-01T10:00:00+09:00')
    expect(short(simulation)[0]).toBe('12 m06_next_bottle sent')
    expect(short(simulation)).toContain('24 m09a_subscription sent')
    await world.advanceTo('2026-08-05T12:00:00+09:00')
    expect(short(simulation)).toEqual(happened('2026-06-11T12:00:00+09:00'))
  })

  test('with another version: what was handled stays handled', async () => {
    await shopWith('2026-06-11T12:00:00+09:00', 'hanako')
    const simulation = await simulateCustomer(world.deps, idOf('1'), onDay('m05_habit', 20), 20)
    expect(short(simulation).slice(0, 2)).toEqual(['12 m06_next_bottle sent', '16 m07_survey sent'])
    expect(short(simulation).join()).not.toContain('m05')
  })

  test('a held step goes on being held', async () => {
    await shopWith('2026-06-25T21:00:00+09:00', 'hanako')
    const id = idOf('1')
    expect(short(await simulateCustomer(world.deps, id, scenario, 30))).toEqual([
      '30 m10_challenge sent',
      '45 m11_how_is_it sent',
    ])
    execute(
      world,
      "update deliveries set status = 'held', held_until = ? where step_id = 'm08_price'",
      Date.parse('2026-06-27T19:30:00+09:00'),
    )
    execute(world, 'update enrollments set next_due_at = ?', Date.parse('2026-06-27T19:30:00+09:00'))
    expect(short(await simulateCustomer(world.deps, id, scenario, 30))[0]).toBe('26 m08_price sent')
  })

  test('not on the way: as if it had begun with the order', async () => {
    await shopWith('2026-06-20T12:00:00+09:00', 'hanako')
    const other = { ...scenario, id: 'other' }
    const simulation = await simulateCustomer(world.deps, idOf('1'), other, 12)
    expect(simulation.startedAt).toBe('2026-06-01T10:00:00+09:00')
    expect(short(simulation)).toEqual([
      '0 m01_thanks sent',
      '3 m02_arrived sent',
      '5 m03_first_wow sent',
      '8 m04_worries sent',
      '10 m05_habit sent',
      '12 m06_next_bottle sent',
    ])
  })

  test('who has come to the end is not on the way any more', async () => {
    await shopWith('2026-06-11T12:00:00+09:00', 'hanako')
    execute(world, "update enrollments set status = 'ended', next_due_at = null")
    expect(short(await simulateCustomer(world.deps, idOf('1'), scenario, 3))).toEqual([
      '0 m01_thanks sent',
      '3 m02_arrived sent',
    ])
  })

  test('nothing begins for who has not done what begins it; nobody is found under a wrong id', async () => {
    await shopWith('2026-06-02T12:00:00+09:00', 'hanako')
    const back = shippedScenario('win_back').scenario
    const simulation = await simulateCustomer(world.deps, idOf('1'), back, 60)
    expect(simulation).toMatchObject({ startedAt: undefined, entries: [] })
    await expect(simulateCustomer(world.deps, 'nobody', scenario, 60)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('looking changes nothing', async () => {
    await shopWith('2026-06-11T12:00:00+09:00', 'hanako')
    const all = () =>
      ['enrollments', 'deliveries', 'facts', 'requests'].map((table) => rows(world, `select * from ${table}`))
    const before = all()
    await simulateCustomer(world.deps, idOf('1'), scenario, 60)
    await previewChange(world.deps, onDay('m08_price', 21))
    expect(all()).toEqual(before)
  })
})

describe('another version, for everybody on the way', () => {
  test('how many, from which day, and then it comes so', async () => {
    await shopWith('2026-06-20T12:00:00+09:00', 'hanako', 'misaki', 'sakura')
    await world.phone(person('3'), 'block')
    const next = onDay('m08_price', 22)
    const { running, newcomers } = await previewChange(world.deps, next)
    // Who blocked gets neither version.
    expect(running).toMatchObject({ active: 3, compared: 3, people: 2, firstOn: '2026-06-21' })
    expect(running.headline).toBe('明日から2人に届く予定が変わります（3人を見くらべました）。')
    expect(running.steps.map(({ sentence }) => sentence)).toEqual([
      'm08_price（不安解消）：2人は届く日時が変わります（2日あとへ）。',
    ])
    expect(newcomers).toMatchObject({ compared: 8, people: 6 })

    const promised = await simulateCustomer(world.deps, idOf('1'), next, 60)
    const { name, trigger, exit_when, pause_sales_when, id } = parse(stringify(next)) as Scenario
    const steps = next.steps.map(({ essential: _e, service: _s, overdue: _o, touchpoint: _t, ...step }) => step)
    const text = stringify({ id, name, trigger, exit_when, pause_sales_when, steps })
    await publish(world.deps, [{ path: 'first_60days.yaml', text }], 'merchant', { migrate: true })
    await world.advanceTo('2026-08-05T12:00:00+09:00')
    const mine = rows(
      world,
      `select step_id, status from deliveries where customer_id = ? and scenario_id = ? and decided_at > ?
       order by decided_at, due_at, rowid`,
      ...[idOf('1'), id, Date.parse('2026-06-20T12:00:00+09:00')],
    )
    expect(mine.map(({ step_id, status }) => `${step_id} ${status}`)).toEqual(
      promised.entries.map(({ step, verdict }) => `${step} ${verdict}`),
    )
  })

  test('the same text changes nothing for anybody', async () => {
    await shopWith('2026-06-20T12:00:00+09:00', 'hanako', 'misaki')
    const { running, newcomers } = await previewChange(world.deps, scenario)
    expect(running).toMatchObject({
      people: 0,
      compared: 2,
      headline: '届く予定は変わりません（2人を見くらべました）。',
    })
    expect(newcomers.people).toBe(0)
  })

  test('at most so many are compared, and it says of how many', async () => {
    await shopWith('2026-06-05T12:00:00+09:00', 'hanako', 'misaki', 'sakura')
    const { running } = await previewChange(world.deps, onDay('m08_price', 22), { most: 2 })
    expect(running).toMatchObject({ active: 3, compared: 2, people: 2 })
    const onePerBatch = await previewChange(world.deps, onDay('m08_price', 22), { batch: 1 })
    expect(onePerBatch.running).toMatchObject({ active: 3, compared: 3, people: 3 })
  })

  test('a scenario nobody follows yet: only newcomers', async () => {
    await shopWith('2026-06-05T12:00:00+09:00', 'hanako')
    const { running, newcomers } = await previewChange(world.deps, { ...scenario, id: 'brand_new' })
    expect(running).toMatchObject({ active: 0, compared: 0, people: 0 })
    expect(newcomers).toMatchObject({ compared: 8, people: 8 })
    expect(newcomers.steps.every(({ appears }) => appears > 0)).toBe(true)
  })
})
