import { expect, test } from 'vitest'
import { startStandIn } from '../support/stand-in.ts'

const HOUR = 3600_000
const messages = [{ type: 'text', text: '一度だけ' }]

function pusher() {
  const standIn = startStandIn()
  const { userId } = standIn.platform.addUser()
  const push = (key: string, path = 'push', body: object = { to: path === 'push' ? userId : [userId], messages }) =>
    standIn.api('POST', `/v2/bot/message/${path}`, body, { 'x-line-retry-key': key })
  return { ...standIn, userId, push, arrived: () => standIn.platform.outbox(userId).length }
}

test('the same key again is 409 with the first request id and its messages, and nothing is sent', async () => {
  const { push, arrived } = pusher()
  const key = crypto.randomUUID()
  const first = await push(key)
  const again = await push(key)
  expect(again.status).toBe(409)
  expect(again.body).toEqual({ message: 'The retry key is already accepted', sentMessages: first.body.sentMessages })
  expect(again.headers.get('x-line-accepted-request-id')).toBe(first.headers.get('x-line-request-id'))
  expect(again.headers.get('x-line-request-id')).not.toBe(first.headers.get('x-line-request-id'))
  expect(arrived()).toBe(1)
})

test('a multicast answers 409, too, without messages', async () => {
  const { push, arrived } = pusher()
  const key = crypto.randomUUID()
  await push(key, 'multicast')
  expect(await push(key, 'multicast')).toMatchObject({
    status: 409,
    body: { message: 'The retry key is already accepted' },
  })
  expect(arrived()).toBe(1)
})

test('a key is remembered for 24 hours; then it is new, and the message is sent again', async () => {
  const { push, arrived, clock } = pusher()
  const key = crypto.randomUUID()
  await push(key)
  clock.advance(24 * HOUR - 1)
  expect((await push(key)).status).toBe(409)
  clock.advance(1)
  expect((await push(key)).status).toBe(200)
  expect(arrived()).toBe(2)
})

test('a refused request leaves its key free', async () => {
  const { push, userId } = pusher()
  const key = crypto.randomUUID()
  expect((await push(key, 'push', { to: userId, messages: [] })).status).toBe(400)
  expect((await push(key)).status).toBe(200)
})

test('another body under a known key is 409, and the log says so', async () => {
  const { push, desk, userId } = pusher()
  const key = crypto.randomUUID()
  await push(key)
  expect((await push(key, 'push', { to: userId, messages: [{ type: 'text', text: '別の' }] })).status).toBe(409)
  const { body } = await desk('GET', '/control/requests')
  expect(body.map((row: { bodyDiffers?: true }) => row.bodyDiffers)).toEqual([undefined, true])
})

test('a key that is no UUID is 400', async () => {
  expect((await pusher().push('not-a-uuid')).status).toBe(400)
})

test.each([
  ['GET', '/v2/bot/info'],
  ['GET', '/v2/bot/message/quota'],
  ['POST', '/v2/bot/message/validate/push'],
  ['POST', '/v2/bot/chat/loading/start'],
])('a key on %s %s is 400', async (method, path) => {
  const { api } = pusher()
  const headers = { 'x-line-retry-key': crypto.randomUUID() }
  expect((await api(method, path, method === 'POST' ? { messages } : undefined, headers)).status).toBe(400)
})
