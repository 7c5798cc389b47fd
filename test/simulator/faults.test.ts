import { expect, test } from 'vitest'
import { startStandIn } from '../support/stand-in.ts'

const messages = [{ type: 'text', text: 'a' }]

function shop() {
  const standIn = startStandIn()
  const { userId } = standIn.platform.addUser()
  const key = crypto.randomUUID()
  const push = () => standIn.api('POST', '/v2/bot/message/push', { to: userId, messages }, { 'x-line-retry-key': key })
  const fault = (wish: object) => standIn.desk('POST', '/control/faults', wish)
  return { ...standIn, userId, push, fault, arrived: () => standIn.platform.outbox(userId).length }
}

test.each([
  ['error_before', 500, 0],
  ['error_after', 500, 1],
  ['rate_limit', 429, 0],
  ['monthly_limit', 429, 0],
  ['expired_token', 401, 0],
])('%s answers %i; %i messages went out', async (kind, status, arrivals) => {
  const { push, fault, arrived } = shop()
  await fault({ fault: kind })
  expect((await push()).status).toBe(status)
  expect(arrived()).toBe(arrivals)
})

test('after a 500 that executed, the same key is 409', async () => {
  const { push, fault, arrived } = shop()
  await fault({ fault: 'error_after' })
  await push()
  expect((await push()).status).toBe(409)
  expect(arrived()).toBe(1)
})

test('the two kinds of 429 differ by their message', async () => {
  const { push, fault } = shop()
  await fault({ fault: 'rate_limit' })
  expect((await push()).body.message).toBe('The API rate limit has been exceeded. Try again later.')
  await fault({ fault: 'monthly_limit' })
  expect((await push()).body.message).toBe('You have reached your monthly limit.')
})

test('a time-out executes, then hangs until the caller gives up', async () => {
  const { platform, fault, arrived, channel, userId } = shop()
  await fault({ fault: 'timeout_after' })
  const giveUp = new AbortController()
  const answer = platform.fetch(
    new Request('http://line.test/v2/bot/message/push', {
      method: 'POST',
      headers: { authorization: `Bearer ${channel.accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ to: userId, messages }),
      signal: giveUp.signal,
    }),
  )
  await expect.poll(arrived).toBe(1)
  giveUp.abort()
  expect((await answer).status).toBe(504)
})

test.each([
  [true, 1],
  [false, 0],
])('a reset breaks the call off; executes: %s', async (executes, arrivals) => {
  const { push, fault, arrived } = shop()
  await fault({ fault: 'reset', executes })
  await expect(push()).rejects.toThrow(TypeError)
  expect(arrived()).toBe(arrivals)
})

test('a slow body comes whole', async () => {
  const { push, fault } = shop()
  await fault({ fault: 'slow_body', seconds: 0.01 })
  expect((await push()).body.sentMessages).toHaveLength(1)
})

test('a truncated body ends in an error', async () => {
  const { push, fault, arrived } = shop()
  await fault({ fault: 'truncated_body' })
  await expect(push()).rejects.toThrow()
  expect(arrived()).toBe(1)
})

test('a fault hits as often as asked, where it was asked, and is then gone', async () => {
  const { push, fault, api, desk } = shop()
  await fault({ fault: 'error_before', times: 2, match: { path: '/v2/bot/message/push' } })
  expect((await api('GET', '/v2/bot/info')).status).toBe(200)
  expect([(await push()).status, (await push()).status, (await push()).status]).toEqual([500, 500, 200])
  expect((await desk('GET', '/control/faults')).body).toEqual([])
})

test('match.count waits for that call', async () => {
  const { push, fault } = shop()
  await fault({ fault: 'error_before', match: { count: 3 } })
  expect([(await push()).status, (await push()).status, (await push()).status]).toEqual([200, 409, 500])
})

test('faults can be taken back, and never touch the phone or the controls', async () => {
  const { push, fault, desk } = shop()
  await fault({ fault: 'error_before', times: 99 })
  expect((await desk('GET', '/phone/users')).status).toBe(200)
  await desk('DELETE', '/control/faults')
  expect((await push()).status).toBe(200)
})

test('the log names the fault', async () => {
  const { push, fault, desk } = shop()
  await fault({ fault: 'error_after' })
  await push()
  expect((await desk('GET', '/control/requests')).body).toMatchObject([{ status: 500, fault: 'error_after' }])
})
