/** What LINE told us stays as it came for as long as the shop says; what was understood of it stays longer. */

import { afterEach, expect, test } from 'vitest'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { count, execute, hear, person, shopFiles, shopText, words } from '../support/story.ts'

const HANA = person('a')

let world: NodeWorld
afterEach(() => world.close())

const tickAfter = async (days: number) => {
  await world.stage.setClock(new Date(Date.parse('2026-06-01T10:00:00+09:00') + days * 86_400_000))
  return deliverDue(world.deps)
}

test.each([
  ['', 30],
  ['retention: {webhook_days: 7}\n', 7],
])('with %j it goes when %d days have passed', async (settings, days) => {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', {
    files: { ...shopFiles(), 'shop.yaml': shopText(settings) },
  })
  await world.newFriend(HANA, 'はな')
  await hear(world, [words(HANA, '届きません')])
  const before = count(world, 'inbox')
  expect(before).toBeGreaterThan(1)
  await tickAfter(days - 1)
  expect(count(world, 'inbox')).toBe(before)
  await tickAfter(days + 1)
  expect([count(world, 'inbox'), count(world, 'voices')]).toEqual([0, 1])
})

test('a database that cannot forget keeps no message back', async () => {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: shopFiles() })
  await world.newFriend(HANA, 'はな')
  execute(world, "create trigger kept before delete on inbox begin select raise(abort, 'kept'); end")
  expect(await tickAfter(40)).toMatchObject({ failed: 0 })
})
