import { expect, test } from 'vitest'
import { runningClock } from '../../bot/simulator/clock.ts'
import { NOON, personId, startStandIn } from '../support/stand-in.ts'

const messages = [{ type: 'text', text: 'a' }]

test('the state tells the time, the people and the quota', async () => {
  const { desk, platform } = startStandIn({ quota: 200 })
  platform.addUser()
  expect((await desk('GET', '/control/state')).body).toMatchObject({
    now: NOON.toISOString(),
    users: 1,
    quota: { limit: 200, used: 0 },
    requests: 0,
  })
})

test('the clock is set, or moved on', async () => {
  const { desk, clock } = startStandIn()
  await desk('POST', '/control/clock', { now: '2026-07-01T10:00:00+09:00' })
  expect(clock.now().toISOString()).toBe('2026-07-01T01:00:00.000Z')
  expect((await desk('POST', '/control/clock', { advance_ms: 60_000 })).body.now).toBe('2026-07-01T01:01:00.000Z')
  expect((await desk('POST', '/control/clock', { now: 'yesterday' })).status).toBe(400)
})

test('a running clock runs on from its offset', () => {
  const clock = runningClock(1000)
  clock.advance(500)
  expect(clock.offset()).toBe(1500)
  expect(Math.abs(clock.now().getTime() - Date.now() - 1500)).toBeLessThan(50)
  clock.set(new Date(Date.now() + 7000))
  expect(Math.abs(clock.offset() - 7000)).toBeLessThan(50)
})

test('users are made one by one or by the list, as silent friends, or changed', async () => {
  const { desk } = startStandIn()
  await desk('POST', '/control/users', { userId: personId(1), displayName: 'はな' })
  await desk('POST', '/control/users', [{ displayName: 'たろう', friend: false }, {}])
  await desk('POST', '/control/users', { userId: personId(1), displayName: 'はなこ' })
  const { body } = await desk('GET', '/phone/users')
  expect(body.map((user: { displayName: string; friend: boolean }) => [user.displayName, user.friend])).toEqual([
    ['はなこ', true],
    ['たろう', false],
    ['お客さま3', true],
  ])
  expect((await desk('GET', '/control/webhooks')).body).toEqual([])
  expect((await desk('POST', '/control/users', { userId: 'hana' })).status).toBe(400)
})

test('the outbox holds what arrived, by person and time, until it is emptied', async () => {
  const { api, desk, clock, platform } = startStandIn()
  const [a, b] = [platform.addUser().userId, platform.addUser().userId]
  const key = crypto.randomUUID()
  await api('POST', '/v2/bot/message/multicast', { to: [a, b], messages }, { 'x-line-retry-key': key })
  clock.advance(1000)
  await api('POST', '/v2/bot/message/push', { to: b, messages })
  const read = async (query = '') => (await desk('GET', `/control/outbox${query}`)).body
  expect(await read()).toMatchObject([
    { userId: a, kind: 'multicast', at: NOON.toISOString(), retryKey: key, messages },
    { userId: b, kind: 'multicast', retryKey: key },
    { userId: b, kind: 'push' },
  ])
  expect(await read(`?userId=${a}`)).toHaveLength(1)
  expect(await read(`?since=${clock.now().toISOString()}`)).toHaveLength(1)
  await desk('DELETE', '/control/outbox')
  expect(await read()).toEqual([])
  expect((await desk('GET', `/phone/users/${b}/chat`)).body.messages).toHaveLength(2)
})

test('the log holds each call with its body and outcome', async () => {
  const { api, desk } = startStandIn()
  await api('POST', '/v2/bot/message/push', { to: personId(9), messages })
  await api('GET', '/v2/bot/info')
  expect((await desk('GET', '/control/requests?path=/v2/bot/message')).body).toMatchObject([
    {
      method: 'POST',
      path: '/v2/bot/message/push',
      status: 400,
      body: { to: personId(9), messages },
      at: NOON.toISOString(),
    },
  ])
  await desk('DELETE', '/control/requests')
  expect((await desk('GET', '/control/requests')).body).toEqual([])
})

test('a change is announced for saving', async () => {
  let changes = 0
  const { api, desk, platform } = startStandIn({ onChange: () => changes++ })
  platform.addUser()
  for (const act of [() => api('GET', '/v2/bot/info'), () => desk('POST', '/control/faults', { fault: 'reset' })]) {
    const before = changes
    await act()
    expect(changes).toBeGreaterThan(before)
  }
})
