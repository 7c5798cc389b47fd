/** `publish --migrate`: who is on the way goes on with the new revision; what is behind them stays behind them. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Deps } from '../../bot/deps.ts'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { type PublishOptions, publish } from '../../bot/flows/publish.ts'
import { settleRunning } from '../../bot/flows/settle-running.ts'
import { undo } from '../../bot/flows/undo.ts'
import { beforeCalls } from '../support/before-calls.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { personId } from '../support/stand-in.ts'
import {
  count,
  execute,
  fates,
  linkedFriend,
  order,
  person,
  publishMore,
  pushed,
  rows,
  type StepWish,
  scenarioText,
  shopFiles,
  shopText,
} from '../support/story.ts'

const START = '2026-06-01T10:00:00+09:00'
const on = (day: number, time = '12:00') => `{from: order, day: ${day}, time: "${time}"}`
const step = (id: string, day: number, more: Partial<StepWish> = {}): StepWish => ({ id, at: on(day), ...more })
const VERSION_1 = [step('m1', 1), step('m2', 4), step('m3', 8)]

let world: NodeWorld
beforeEach(async () => {
  world = await openNodeWorld(START, { files: shopFiles(scenarioText('s', VERSION_1)) })
})
afterEach(() => world.close())

const put = (steps: StepWish[], options: PublishOptions = {}, deps: Deps = world.deps) =>
  publish(deps, [{ path: 's.yaml', text: scenarioText('s', steps) }], 'みなみ', options)
const migrate = (steps: StepWish[]) => put(steps, { migrate: true })
async function customer(letter: string, orderedAt = START): Promise<void> {
  await linkedFriend(world, letter, person(letter))
  await world.api('/orders', order(letter, { ordered_at: orderedAt }))
  await world.stage.tick()
}
/** What was pushed on which day (all are sent at noon). */
const letters = async (letter: string) =>
  (await world.outbox(person(letter))).flatMap(({ at, messages }) =>
    messages[0]?.text?.startsWith('m') ? `${at.slice(0, 10)} ${messages[0].text}` : [],
  )
const clockAt = (at: string) => world.stage.setClock(new Date(`2026-06-${at}:00+09:00`))
const numbers = () =>
  rows(world, 'select r.number from enrollments e join revisions r on r.id = e.revision_id order by e.customer_id').map(
    ({ number }) => number,
  )

describe('a customer on the way', () => {
  test('has the steps still to come in the new words, and none of the old ones again', async () => {
    await customer('a')
    await world.advanceTo('2026-06-02T13:00:00+09:00')
    const { migrated } = await migrate(VERSION_1.map((one) => ({ ...one, text: `${one.id} 新` })))
    expect(migrated).toMatchObject([{ scenario: 's', number: 2, people: 1, ended: false }])
    expect(migrated[0]?.effect).toEqual({
      compared: 1,
      changed: 1,
      appears: 0,
      vanishes: 0,
      moves: 0,
      reworded: 2,
      steps: ['m2（お礼）：1人は文面が変わります。', 'm3（お礼）：1人は文面が変わります。'],
    })
    await world.advanceTo('2026-06-15T13:00:00+09:00')
    expect(await pushed(world, person('a'))).toEqual(['m1', 'm2 新', 'm3 新'])
  })
  test('gets a new step on its day, not one whose day is over, and not one that is gone', async () => {
    await customer('a')
    await world.advanceTo('2026-06-04T13:00:00+09:00')
    const { migrated } = await migrate([step('m1', 1), step('new1', 2), step('new2', 5), step('m3', 8)])
    expect(migrated).toMatchObject([{ people: 1, effect: { changed: 1, appears: 1, vanishes: 1, moves: 0 } }])
    await world.advanceTo('2026-06-15T13:00:00+09:00')
    expect(await pushed(world, person('a'))).toEqual(['m1', 'new2', 'm3'])
    expect(fates(world, "status <> 'sent'")).toEqual(['new1 skipped S_OVERDUE'])
  })
  test('gets a step on its new day, whether it is sooner or later', async () => {
    await customer('a')
    await world.advanceTo('2026-06-02T13:00:00+09:00')
    expect((await migrate([step('m1', 1), step('m2', 6), step('m3', 3)])).migrated).toMatchObject([
      { effect: { moves: 2 } },
    ])
    await world.advanceTo('2026-06-15T13:00:00+09:00')
    expect(await letters('a')).toEqual(['2026-06-02 m1', '2026-06-04 m3', '2026-06-07 m2'])
  })
  test('who waits for a day that a shorter version has passed is done', async () => {
    await customer('a')
    await world.advanceTo('2026-06-02T13:00:00+09:00')
    await migrate([step('m1', 1)])
    await world.advanceTo('2026-06-03T13:00:00+09:00')
    expect(rows(world, 'select status, ended_reason from enrollments')).toEqual([
      { status: 'finished', ended_reason: 'finished' },
    ])
  })
  test('ends by the exit_when of the new version', async () => {
    await customer('a')
    const text = scenarioText('s', VERSION_1, { more: 'exit_when: [visitor]' })
    await publish(world.deps, [{ path: 's.yaml', text }], 'みなみ', { migrate: true })
    await world.advanceTo('2026-06-03T13:00:00+09:00')
    expect(rows(world, 'select status, ended_reason from enrollments')).toEqual([
      { status: 'ended', ended_reason: 'visitor' },
    ])
    expect(await pushed(world, person('a'))).toEqual([])
  })
})

describe('a held step', () => {
  const M2 = step('m2', 2)
  const LAST = step('m9', 20)
  /** Another scenario's letter on day 1 fills the week. */
  const one = shopText('guard: {max_per_7_days: 1}\n')
  beforeEach(async () => {
    const other = scenarioText('other', [step('o1', 1)])
    await publishMore(world, { 'shop.yaml': one, 'other.yaml': other, 's.yaml': scenarioText('s', [M2, LAST]) })
    await customer('a')
    await world.advanceTo('2026-06-03T13:00:00+09:00')
    expect(fates(world)).toEqual(['o1 sent', 'm2 held R_FREQUENCY'])
  })
  const heldUntil = () => rows(world, "select held_until from deliveries where step_id = 'm2'")[0]?.held_until
  test('is judged again, at its own time of day', async () => {
    await publishMore(world, { 'shop.yaml': shopText() })
    await migrate([{ ...M2, text: 'm2 新' }, LAST])
    await world.advanceTo('2026-06-06T10:00:00+09:00')
    expect(await letters('a')).toEqual(['2026-06-04 m2 新'])
  })
  test('is held again while it may not come, and then it comes once', async () => {
    const before = heldUntil()
    expect(before).toBe(Date.parse('2026-06-09T12:00:00+09:00'))
    await migrate([{ ...M2, text: 'm2 新' }, LAST])
    expect(heldUntil()).toBe(Date.parse('2026-06-04T12:00:00+09:00'))
    await world.advanceTo('2026-06-05T13:00:00+09:00')
    expect(heldUntil()).toBe(before)
    await world.advanceTo('2026-06-20T13:00:00+09:00')
    expect(await letters('a')).toEqual(['2026-06-09 m2 新'])
  })
  test('is not put off when it was to be looked at sooner', async () => {
    await clockAt('09T11:00')
    await migrate([{ ...M2, at: on(2, '10:00') }, LAST])
    expect(heldUntil()).toBe(Date.parse('2026-06-09T12:00:00+09:00'))
  })
  test('waits for the later day that the new version gives it', async () => {
    await migrate([step('m2', 12), LAST])
    await world.advanceTo('2026-06-20T13:00:00+09:00')
    expect(await letters('a')).toEqual(['2026-06-13 m2'])
  })
  test('of a step that is gone never comes, and comes again with an undo', async () => {
    await migrate([LAST])
    await world.advanceTo('2026-06-12T13:00:00+09:00')
    expect(await letters('a')).toEqual([])
    await undo(world.deps, 'x', { migrate: true })
    await world.advanceTo('2026-06-14T13:00:00+09:00')
    expect([await letters('a'), fates(world, "step_id = 'm2'")]).toEqual([[], ['m2 skipped S_OVERDUE']])
  })
  test('that an undo brings back in time comes on the day it was held until', async () => {
    await migrate([LAST])
    await world.advanceTo('2026-06-05T13:00:00+09:00')
    await undo(world.deps, 'x', { migrate: true })
    await world.advanceTo('2026-06-20T13:00:00+09:00')
    expect(await letters('a')).toEqual(['2026-06-09 m2'])
  })
  test('belongs to the new revision: its buttons are understood', async () => {
    await migrate([{ ...M2, more: 'buttons: [使った]\nsignals: {使った: used}' }, LAST])
    await world.advanceTo('2026-06-09T13:00:00+09:00')
    await world.tap(person('a'), '使った')
    expect(rows(world, 'select name, step_id from signals')).toEqual([{ name: 'used', step_id: 'm2' }])
  })
})

describe('who is moved', () => {
  test('everybody on an older revision, and nobody else', async () => {
    await customer('a')
    await put([...VERSION_1, step('m4', 9)])
    await customer('b')
    await customer('c')
    execute(
      world,
      "update enrollments set status = 'finished' where customer_id in (select customer_id from friends where line_user_id = ?)",
      person('c'),
    )
    const others = scenarioText('other', [{ id: 'o1' }])
    await publish(world.deps, [{ path: 'other.yaml', text: others }], 'x')
    const third = await migrate([...VERSION_1, step('m4', 10)])
    expect(third.migrated).toMatchObject([
      { number: 3, people: 2, effect: { compared: 2, changed: 2, appears: 1, moves: 1 } },
    ])
    expect(
      rows(
        world,
        'select distinct r.number, e.status from enrollments e join revisions r on r.id = e.revision_id order by 1',
      ),
    ).toEqual([
      { number: 2, status: 'finished' },
      { number: 3, status: 'active' },
    ])
  })
  test('without --migrate nobody, and they are counted; the same file again with it moves them', async () => {
    await customer('a')
    const steps = [...VERSION_1, step('m4', 9)]
    expect(await put(steps)).toMatchObject({ running: [{ scenario: 's', people: 1 }], migrated: [] })
    expect(numbers()).toEqual([1])
    expect(await migrate(steps)).toMatchObject({ published: [], unchanged: 1, migrated: [{ number: 2, people: 1 }] })
    expect(numbers()).toEqual([2])
    expect(await migrate(steps)).toMatchObject({ running: [], migrated: [] })
  })
  test('a publish that is not the newest any more moves nobody back', async () => {
    await customer('a')
    await migrate([...VERSION_1, step('m4', 9)])
    const newest = rows(world, "select id from revisions where kind = 'scenario' and number = 2")[0]?.id
    expect(rows(world, 'select revision_id from enrollments')).toEqual([{ revision_id: newest }])
    await put([...VERSION_1, step('m5', 9)])
    execute(
      world,
      "update enrollments set revision_id = (select id from revisions where kind = 'scenario' and number = 3)",
    )
    // Somebody with the texts of revision 2, published a moment ago, is late.
    const target = { scenarioId: 's', number: 2, revisionId: String(newest) }
    expect(await settleRunning(world.deps, [target], 'x', { migrate: true })).toEqual({ running: [], migrated: [] })
    expect(numbers()).toEqual([3])
  })
  test('counts add up: new, gone, another day', async () => {
    for (const letter of ['a', 'b', 'c', 'd']) await customer(letter)
    const settle = (letter: string, id: string) =>
      execute(
        world,
        `insert into deliveries (enrollment_id, step_id, customer_id, scenario_id, revision_id, status, due_at, decided_at)
         select id, ?, customer_id, scenario_id, revision_id, 'sent', 0, 0 from enrollments
         where customer_id in (select customer_id from friends where line_user_id = ?)`,
        id,
        person(letter),
      )
    // For a all is new; b has had what is new; c has had what goes, too; d has had everything.
    for (const letter of ['b', 'c', 'd']) settle(letter, 'm9')
    for (const letter of ['c', 'd']) settle(letter, 'm1')
    settle('d', 'm2')
    const next = [step('m2', 5), step('m3', 8), step('m9', 9)]
    const told = await put(next, { migrate: true, dryRun: true })
    expect(told.migrated).toMatchObject([
      { number: 2, people: 4, effect: { compared: 4, changed: 3, appears: 1, vanishes: 2, moves: 3, reworded: 0 } },
    ])
    expect(numbers()).toEqual([1, 1, 1, 1])
    expect((await migrate(next)).migrated).toEqual(told.migrated)
  })
  test('who began with the old version while the others were moved, too', async () => {
    await customer('a')
    let late = 0
    const onMoved = () => {
      // A tick that had read the old version enrols somebody; in the index they come before everybody else.
      if (late++ > 0) return
      execute(
        world,
        `insert into enrollments (id, customer_id, scenario_id, revision_id, anchor, anchor_at, status, started_at)
         select 'late', '', 's', id, 'order:2026-06-01', 0, 'active', 0 from revisions where name = 's' and number = 1`,
      )
    }
    const { migrated } = await put([...VERSION_1, step('m4', 9)], { migrate: true, onMoved })
    expect([migrated[0]?.people, numbers()]).toEqual([2, [2, 2]])
  })
  test('has one line in the audit log', async () => {
    await customer('a')
    await clockAt('01T11:00')
    await migrate([...VERSION_1, step('m4', 9)])
    const [row] = rows(world, "select * from audit_log where action = 'migrate'")
    expect(row).toMatchObject({ actor: 'みなみ', subject: 'scenario/s#2', at: Date.parse('2026-06-01T11:00:00+09:00') })
    expect(JSON.parse(String(row?.details))).toEqual({ people: 1, ended: false })
  })
})

describe('many customers', () => {
  const PEOPLE = 1200
  beforeEach(async () => {
    for (let n = 0; n < PEOPLE; n += 1) world.standIn.platform.addUser({ userId: personId(n) })
    const ids = Array.from({ length: PEOPLE }, (_, n) => `c${n}`)
    const orders = ids.map((id) => order(id))
    for (let from = 0; from < PEOPLE; from += 1000) await world.api('/orders', orders.slice(from, from + 1000))
    await world.stage.tick()
    expect(count(world, 'enrollments')).toBe(PEOPLE)
  })
  const NEXT = [...VERSION_1, step('m4', 9)]

  test('are moved in batches, and each batch is told', async () => {
    const told: string[] = []
    const { migrated } = await put(NEXT, { migrate: true, onMoved: ({ people, of }) => told.push(`${people}/${of}`) })
    expect(told).toEqual(['500/1200', '1000/1200', '1200/1200'])
    expect([migrated[0]?.people, new Set(numbers())]).toEqual([PEOPLE, new Set([2])])
    expect(count(world, "audit_log where action = 'migrate'")).toBe(1)
  })
  test('cut short are moved in part, each of them wholly; the same call moves the rest', async () => {
    let batches = 0
    // The revision itself, then a batch of customers, then the power goes.
    const db = beforeCalls(world.deps.db, ['atomically'], () => {
      batches += 1
      if (batches > 2) throw new Error('killed')
    })
    await expect(put(NEXT, { migrate: true }, { ...world.deps, db })).rejects.toThrow('killed')
    expect(
      count(world, "enrollments where revision_id = (select id from revisions where name = 's' and number = 2)"),
    ).toBe(500)
    expect(
      JSON.parse(String(rows(world, "select details from audit_log where action = 'migrate'")[0]?.details)),
    ).toMatchObject({ people: 500 })
    expect((await migrate(NEXT)).migrated).toMatchObject([{ people: 700 }])
    expect(new Set(numbers())).toEqual(new Set([2]))
  })
})

describe('while a tick decides', () => {
  /** The tick has read everything, and is about to write. */
  const interrupted = (meanwhile: () => Promise<unknown>): Deps => {
    let once = false
    const db = beforeCalls(world.deps.db, ['atomically'], () => {
      if (once) return
      once = true
      return meanwhile()
    })
    return { ...world.deps, db }
  }
  test('the decision is made again, by the new revision', async () => {
    await customer('a')
    await clockAt('02T12:00')
    // What the tick writes first is what it enrolled: nothing today. So the first write is its decision.
    const tick = await deliverDue(interrupted(() => migrate([step('m1', 1, { text: '新' }), step('m2', 4)])))
    expect([tick.sent, await pushed(world, person('a'))]).toEqual([1, ['新']])
    await world.advanceTo('2026-06-20T12:00:00+09:00')
    expect(await pushed(world, person('a'))).toEqual(['新', 'm2'])
  })
  test('a scenario that is taken out of use stops at once', async () => {
    await customer('a')
    await clockAt('02T12:00')
    await deliverDue(interrupted(() => publish(world.deps, [], 'x', { retire: ['s'], migrate: true })))
    await world.advanceTo('2026-06-20T12:00:00+09:00')
    expect([await pushed(world, person('a')), fates(world)]).toEqual([[], []])
  })
})
