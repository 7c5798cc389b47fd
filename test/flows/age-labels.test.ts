/** Labels age by themselves: at the tick of their day, only theirs, and the scenario that waits for it begins. */
import { afterEach, describe, expect, test } from 'vitest'
import type { JstDate } from '../../bot/core/calendar.ts'
import { report } from '../../bot/flows/report.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { inForce, linkedFriend, order, person, rows, scenarioText, shopFiles } from '../support/story.ts'

let world: NodeWorld
afterEach(() => world.close())
const HANA = person('a')

const aged = () => rows(world, "select from_label, to_label from label_history where cause = 'aging' order by at")

test('sixty days make a visitor a follower, ninety a dormant customer, and what waits for that begins', async () => {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: shopFiles() })
  const hello = { id: 'w1', at: '{from: label_change, day: 0, time: "10:30"}' }
  await inForce(world, scenarioText('back', [hello], { trigger: 'label_change:dormant' }))
  await linkedFriend(world, 'hana', HANA)
  await world.api('/orders', [order('hana')])
  await world.advanceTo('2026-07-30T23:00:00+09:00')
  expect(aged()).toEqual([])
  await world.advanceTo('2026-07-31T12:00:00+09:00')
  expect(aged()).toEqual([{ from_label: 'visitor', to_label: 'follower' }])
  await world.advanceTo('2026-08-30T12:00:00+09:00')
  expect(aged().at(-1)).toEqual({ from_label: 'follower', to_label: 'dormant' })
  expect(rows(world, 'select scenario_id, status from enrollments')).toContainEqual({
    scenario_id: 'back',
    status: expect.any(String),
  })
})

test('whose kept facts are damaged ages from the records, like everybody else', async () => {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: shopFiles() })
  await linkedFriend(world, 'hana', HANA)
  await linkedFriend(world, 'taro', person('b'))
  await world.api('/orders', [order('hana'), order('taro')])
  world.deps.db.raw.exec(
    "update facts set body = '{' where customer_id in (select customer_id from friends where line_user_id like 'Ua%')",
  )
  await world.advanceTo('2026-07-31T12:00:00+09:00')
  expect(aged()).toEqual(Array(2).fill({ from_label: 'visitor', to_label: 'follower' }))
  expect(rows(world, 'select count(*) as n from facts where json_valid(body)')).toEqual([{ n: 2 }])
})

test('whose records cannot be read does not stop the clock', async () => {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: shopFiles() })
  await linkedFriend(world, 'hana', HANA)
  await world.api('/orders', [order('hana')])
  world.deps.db.raw.exec("update facts set label_changes_on = '2026-06-01', label = 'partner'")
  world.deps.db.raw.exec("update orders set ordered_at = 'soon'")
  await expect(world.stage.tick()).resolves.toBeDefined()
})

describe('what was written down ahead', () => {
  const standing = () => rows(world, 'select label, stage, purchases from facts')
  const moves = () => rows(world, 'select from_label, to_label, cause from label_history where from_label <> to_label')

  test('an order of a day to come is bought on that day, not by time', async () => {
    world = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: shopFiles() })
    await linkedFriend(world, 'hana', HANA)
    await world.api('/orders', [order('hana', { ordered_at: '2026-06-03T23:30:00+09:00' })])
    expect(standing()).toEqual([{ label: 'prospect', stage: 1, purchases: 0 }])
    await world.advanceTo('2026-06-02T23:59:00+09:00')
    expect(standing()).toEqual([{ label: 'prospect', stage: 1, purchases: 0 }])
    await world.advanceTo('2026-06-03T00:10:00+09:00')
    expect(standing()).toEqual([{ label: 'visitor', stage: 2, purchases: 1 }])
    expect(moves()).toEqual([{ from_label: 'prospect', to_label: 'visitor', cause: 'purchase' }])
  })

  test('a contract that begins later exists from its day on', async () => {
    world = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: shopFiles() })
    await linkedFriend(world, 'hana', HANA)
    await world.api('/orders', [order('hana')])
    const contract = { ...order('hana'), external_id: 's', product: 'LF', started_at: '2026-06-05T09:00:00+09:00' }
    await world.api('/subscriptions', [contract])
    expect(standing()).toMatchObject([{ label: 'visitor', stage: 2 }])
    await world.advanceTo('2026-06-05T00:10:00+09:00')
    expect(standing()).toMatchObject([{ label: 'subscriber_new', stage: 4 }])
    expect(moves().at(-1)).toEqual({ from_label: 'visitor', to_label: 'subscriber_new', cause: 'subscription_start' })
  })
})

test('who cannot be reached falls back a stage on the day on which the contract ends', async () => {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: shopFiles() })
  await world.api('/orders', [order('hana')])
  await world.api('/subscriptions', [
    {
      ...{ ...order('hana'), external_id: 's', product: 'LF', started_at: '2026-05-20T09:00:00+09:00' },
      ...{ status: 'cancelled', cancelled_at: '2026-06-01T09:00:00+09:00', next_delivery_on: '2026-06-10' },
    },
  ])
  const places = () => rows(world, 'select label, stage from facts')
  await world.advanceTo('2026-06-09T23:00:00+09:00')
  expect(places()).toEqual([{ label: 'unregistered', stage: 4 }])
  await world.advanceTo('2026-06-10T00:10:00+09:00')
  expect(places()).toEqual([{ label: 'unregistered', stage: 2 }])
})

test('news of an order that was known already is no purchase: that a day had passed as well is time’s doing', async () => {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: shopFiles() })
  await linkedFriend(world, 'hana', HANA)
  await world.api('/orders', [order('hana')])
  // The clock stood still meanwhile: no tick has seen day 60.
  await world.stage.setClock(new Date('2026-07-31T10:00:00+09:00'))
  await world.api('/orders', [order('hana', { status: 'delivered', delivered_at: '2026-06-03T10:00:00+09:00' })])
  expect(aged()).toEqual([{ from_label: 'visitor', to_label: 'follower' }])
})

test('a shop whose clock nobody winds is looked at before its report is told', async () => {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: shopFiles() })
  await linkedFriend(world, 'hana', HANA)
  await world.api('/orders', [order('hana')])
  await world.stage.setClock(new Date('2026-08-05T10:00:00+09:00'))
  const labels = async (asOf?: string) => (await report(world.deps, { asOf: asOf as JstDate })).fans.labels
  expect(await labels('2026-08-04')).toMatchObject({ visitor: 1, follower: 0 })
  expect(aged()).toEqual([])
  expect(await labels()).toMatchObject({ visitor: 0, follower: 1 })
  expect(aged()).toEqual([{ from_label: 'visitor', to_label: 'follower' }])
})
