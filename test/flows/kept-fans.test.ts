/** What is told again within the hour, and when it is counted anew (DOMAIN §1.2, §1.3). */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JstDate } from '../../bot/core/calendar.ts'
import { countedInWords } from '../../bot/core/fans-words.ts'
import { loadContent } from '../../bot/flows/content.ts'
import { keptFans } from '../../bot/flows/kept-fans.ts'
import { talliesFrom } from '../../bot/flows/tallies.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { inForce, linkedFriend, person, scenarioText, shopFiles } from '../support/story.ts'

let world: NodeWorld
beforeEach(async () => {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: shopFiles() })
  await linkedFriend(world, 'ann', person('1'))
})
afterEach(() => world.close())

const TODAY = '2026-06-01' as JstDate
/** A shop is large from so many customers on. */
const prospects = async (large: number, asOf = TODAY) => {
  const { shop } = await loadContent(world.deps)
  const { fans, beside } = await keptFans(world.deps, shop, asOf, talliesFrom(world.deps, shop), large)
  expect(beside.friends.all).toBe(fans.fans.labels.prospect)
  return [fans.fans.labels.prospect, fans.people_counted_at.slice(11, 16)]
}
const oneMore = () => linkedFriend(world, 'bea', person('2'))

test('a small shop sees everybody at once', async () => {
  expect(await prospects(50)).toEqual([1, '10:00'])
  await oneMore()
  expect(await prospects(50)).toEqual([2, '10:00'])
})

test('a large shop is told again what was counted, for an hour and no longer', async () => {
  expect(await prospects(1)).toEqual([1, '10:00'])
  await oneMore()
  await world.advanceTo('2026-06-01T10:59:59+09:00')
  expect(await prospects(1)).toEqual([1, '10:00'])
  await world.advanceTo('2026-06-01T11:00:00+09:00')
  expect(await prospects(1)).toEqual([2, '11:00'])
})

test('another day, another text: counted anew', async () => {
  await prospects(1)
  await oneMore()
  expect(await prospects(1, '2026-05-31' as JstDate)).toEqual([0, '10:00'])
  await prospects(1)
  await inForce(world, scenarioText('other', [{ id: 'a' }]))
  expect(await prospects(1)).toEqual([2, '10:00'])
})

test('who reads an hour-old number is told so', () => {
  const counted = '2026-06-01T10:00:00+09:00'
  expect(countedInWords(counted, new Date('2026-06-01T10:00:30+09:00'))).toEqual([])
  expect(countedInWords(counted, new Date('2026-06-01T10:20:00+09:00'))).toEqual([
    'ファン区分・お客さまの声・仮説は、10:00 に数えたものです（1時間たつと数えなおします）。',
  ])
})
