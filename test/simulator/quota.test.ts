import { expect, test } from 'vitest'
import { startStandIn } from '../support/stand-in.ts'

const messages = [
  { type: 'text', text: 'a' },
  { type: 'text', text: 'b' },
]

function shop(quota?: number) {
  const standIn = startStandIn(quota === undefined ? {} : { quota })
  const people = [1, 2, 3].map(() => standIn.platform.addUser().userId)
  const used = async () => (await standIn.api('GET', '/v2/bot/message/quota/consumption')).body.totalUsage
  const multicast = (to: string[]) => standIn.api('POST', '/v2/bot/message/multicast', { to, messages })
  return { ...standIn, people, used, multicast }
}

test('people are counted, not messages', async () => {
  const { multicast, people, used } = shop()
  await multicast(people)
  expect(await used()).toBe(3)
})

test('without a quota its type is none', async () => {
  expect((await shop().api('GET', '/v2/bot/message/quota')).body).toEqual({ type: 'none' })
  expect((await shop(5).api('GET', '/v2/bot/message/quota')).body).toEqual({ type: 'limited', value: 5 })
})

test('a call that does not fit into what is left is refused as a whole with 429', async () => {
  const { multicast, people, used, platform } = shop(4)
  await multicast(people)
  const { status, body } = await multicast(people.slice(0, 2))
  expect([status, body]).toEqual([429, { message: 'You have reached your monthly limit.' }])
  expect(platform.outbox()).toHaveLength(3)
  expect((await multicast(people.slice(0, 1))).status).toBe(200)
  expect(await used()).toBe(4)
})

test('the month turns at midnight in Tokyo', async () => {
  const { multicast, people, used, clock } = shop(3)
  clock.set(new Date('2026-06-30T23:59:59+09:00'))
  await multicast(people)
  expect((await multicast(people)).status).toBe(429)
  clock.set(new Date('2026-07-01T00:00:00+09:00'))
  expect(await used()).toBe(0)
  expect((await multicast(people)).status).toBe(200)
})
