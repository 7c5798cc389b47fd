/** Labels age by themselves: at the tick of their day, only theirs, and the scenario that waits for it begins. */
import { afterEach, expect, test } from 'vitest'
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
