/** The machine was off for an hour, a day, nine days, forty days: what goes out then is what the overdue policy says, never a burst. */

import { afterEach, describe, expect, test } from 'vitest'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import {
  DAY,
  fates,
  fault,
  linkedFriend,
  manyCustomers,
  order,
  person,
  pushed,
  rows,
  scenarioText,
  shopFiles,
} from '../support/story.ts'

const BOUGHT = '2026-06-01T10:00:00+09:00'
/** The last tick: one minute before the first step is due. */
const OFF = new Date('2026-06-02T11:59:00+09:00')
const HANA = person('a')

const at = (day: number) => `{from: order, day: ${day}, time: "12:00"}`
/** Usual policy (a day), two hours, three days, a notice about the order, and one that is due long after. */
const STEPS = scenarioText('s', [
  { id: 'usual', at: at(1) },
  { id: 'hours', at: at(2), more: 'overdue: {send_within: "2h"}' },
  { id: 'days', at: at(3), more: 'overdue: {send_within: "3d"}' },
  { id: 'notice', at: at(3), more: 'service: true' },
  { id: 'late', at: at(12) },
])

let world: NodeWorld
afterEach(() => world.close())

async function untilOff(...texts: string[]) {
  world = await openNodeWorld(BOUGHT, { files: shopFiles(...(texts.length > 0 ? texts : [STEPS])) })
  await linkedFriend(world, 'hana', HANA)
  await world.api('/orders', [order('hana')])
  await world.stage.setClock(OFF)
  await deliverDue(world.deps)
}
const on = async (hours: number) => {
  await world.stage.setClock(new Date(+OFF + hours * 3_600_000))
  return deliverDue(world.deps)
}
/** From there on as if it had never been off: a tick each hour. */
const goOn = async (hours: number, days: number) => {
  for (let more = 1; more <= days * 24; more += 1) await on(hours + more)
}

describe.each([
  ['an hour', 1, ['usual'], ['usual sent'], ['usual', 'hours', 'days', 'notice', 'late']],
  ['a day', 24, ['usual'], ['usual sent'], ['usual', 'hours', 'days', 'notice', 'late']],
  [
    'nine days',
    9 * 24,
    [],
    ['usual skipped S_OVERDUE', 'hours skipped S_OVERDUE', 'days skipped S_OVERDUE', 'notice skipped S_OVERDUE'],
    ['late'],
  ],
  [
    'forty days',
    40 * 24,
    [],
    [
      'usual skipped S_OVERDUE',
      'hours skipped S_OVERDUE',
      'days skipped S_OVERDUE',
      'notice skipped S_OVERDUE',
      'late skipped S_OVERDUE',
    ],
    [],
  ],
])('after %s', (_, hours, atOnce, decided, inTheEnd) => {
  test('what is not too late goes out; the rest is skipped and says why', async () => {
    await untilOff()
    await on(hours)
    expect([await pushed(world, HANA), fates(world)]).toEqual([atOnce, decided])
    for (const row of rows(world, "select reason from deliveries where status = 'skipped'"))
      expect(row.reason).toBe('予定の時刻を大きく過ぎたため、お送りしませんでした。')
  })

  test('the days after are as if it had never been off: one letter a day, three in seven days', async () => {
    await untilOff()
    await on(hours)
    await goOn(hours, 15)
    expect((await pushed(world, HANA)).sort()).toEqual([...inTheEnd].sort())
    const outbox = await world.outbox(HANA)
    const letters = outbox.filter(({ kind, messages }) => kind !== 'reply' && messages[0]?.text !== 'notice')
    const days = letters.map(({ at: sent }) => new Date(+new Date(sent) + 9 * 3_600_000).toISOString().slice(0, 10))
    expect(new Set(days).size).toBe(days.length)
    for (const day of days)
      expect(days.filter((other) => other >= day && +new Date(other) - +new Date(day) < 7 * DAY).length).toBeLessThan(4)
  })
})

test('two days off: the strictest is skipped, the patient one still goes, and each on its own day', async () => {
  await untilOff()
  await on(48 + 1)
  expect(fates(world)).toEqual(['usual skipped S_OVERDUE', 'hours skipped S_OVERDUE', 'days sent', 'notice sent'])
  // One request for both: LINE counts people.
  expect(rows(world, 'select kind, recipients from requests')).toEqual([{ kind: 'push', recipients: 1 }])
})

describe('what was under way when the machine went off', () => {
  const shaken = async () => {
    world = await openNodeWorld(BOUGHT, { files: shopFiles(STEPS) })
    await linkedFriend(world, 'hana', HANA)
    await world.api('/orders', [order('hana')])
    await fault(world, 'error_after', { times: 1 })
    await world.stage.setClock(new Date('2026-06-02T12:00:00+09:00'))
    await deliverDue(world.deps)
    expect(fates(world)).toEqual(['usual sending'])
  }

  test.each([
    ['an hour', 1, 'usual sent'],
    ['a night and a morning', 22, 'usual sent'],
    ['nine days', 9 * 24, 'usual unknown LINE_UNKNOWN'],
    ['forty days', 40 * 24, 'usual unknown LINE_UNKNOWN'],
  ])('%s later has arrived once, and is asked about only while LINE knows the key', async (_, hours, fate) => {
    await shaken()
    await on(hours)
    expect([fates(world, "step_id = 'usual'"), await pushed(world, HANA)]).toEqual([[fate], ['usual']])
  })
})

test('held over a downtime longer than a week: stale, not sent', async () => {
  await untilOff(
    scenarioText('s', [{ id: 'first', at: at(1) }]),
    scenarioText('t', [{ id: 'held', at: '{from: order, day: 1, time: "13:00"}' }]),
  )
  await on(1.1)
  expect(fates(world)).toEqual(['first sent', 'held held R_FREQUENCY'])
  await on(9 * 24)
  expect(fates(world, "step_id = 'held'")).toEqual(['held skipped S_OVERDUE'])
  expect(await pushed(world, HANA)).toEqual(['first'])
})

test('a thousand customers after a day off: nobody hears twice on the first evening', async () => {
  world = await openNodeWorld(BOUGHT, { files: shopFiles(STEPS) })
  await manyCustomers(world, 1000)
  expect(await on(24)).toMatchObject({ due: 1000, sent: 1000, api_calls: 2 })
  for (const minutes of [1, 5, 60]) expect((await on(24 + minutes / 60)).sent).toBe(0)
  const outbox = (await world.stage.line('GET', '/control/outbox')) as { userId: string }[]
  expect(new Set(outbox.map(({ userId }) => userId)).size).toBe(outbox.length)
})
