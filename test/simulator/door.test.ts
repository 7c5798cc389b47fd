import { expect, test } from 'vitest'
import { startStandIn } from '../support/stand-in.ts'

const PUSH = '/v2/bot/message/push'
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-/

test('a call without a token is 401, one with a wrong token is 401', async () => {
  const { api, desk } = startStandIn()
  expect((await desk('GET', '/v2/bot/info')).status).toBe(401)
  const { status, body } = await api('GET', '/v2/bot/info', undefined, { authorization: 'Bearer wrong' })
  expect(status).toBe(401)
  expect(body.message).toMatch(/^Authentication failed due to the following reason/)
})

test('a stateless token works for 15 minutes, and not for another channel', async () => {
  const { api, clock, channel, platform } = startStandIn()
  const issue = async (client_id: string) => {
    const form = { grant_type: 'client_credentials', client_id, client_secret: channel.channelSecret }
    const request = new Request('http://line.test/oauth2/v3/token', { method: 'POST', body: new URLSearchParams(form) })
    return (await (await platform.fetch(request)).json()) as { access_token: string; expires_in: number }
  }
  const info = (token: string) => api('GET', '/v2/bot/info', undefined, { authorization: `Bearer ${token}` })
  const { access_token, expires_in } = await issue(channel.channelId)
  expect(expires_in).toBe(900)
  clock.advance(899_999)
  expect((await info(access_token)).status).toBe(200)
  clock.advance(1)
  expect((await info(access_token)).status).toBe(401)
  expect((await info((await issue(channel.loginChannelId)).access_token)).status).toBe(401)
})

test('a wrong channel secret gets no token', async () => {
  const { platform, channel } = startStandIn()
  const form = { grant_type: 'client_credentials', client_id: channel.channelId, client_secret: 'wrong' }
  const request = new Request('http://line.test/oauth2/v3/token', { method: 'POST', body: new URLSearchParams(form) })
  const response = await platform.fetch(request)
  expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([400, 'invalid_client'])
})

test.each([
  ['what worked', 'GET', '/v2/bot/info'],
  ['what was refused', 'POST', PUSH],
  ['what does not exist', 'GET', '/v2/bot/nothing'],
])('%s has a request id', async (_kind, method, path) => {
  const { api } = startStandIn()
  const { headers } = await api(method, path, method === 'POST' ? {} : undefined)
  expect(headers.get('x-line-request-id')).toMatch(UUID)
})

test('a body of another media type is 415', async () => {
  const { api } = startStandIn()
  const { status, body } = await api('POST', PUSH, '{}', { 'content-type': 'text/plain' })
  expect([status, body]).toEqual([415, { message: 'The content type, text/plain, is not supported' }])
})

test('a body over 2 MB is 413, counted in bytes', async () => {
  const { api } = startStandIn()
  expect((await api('POST', PUSH, JSON.stringify({ a: 'あ'.repeat(700_000) }))).status).toBe(413)
  expect((await api('POST', PUSH, JSON.stringify({ a: 'a'.repeat(700_000) }))).status).toBe(400)
})

test('a body that is no JSON is refused with the place', async () => {
  const { api } = startStandIn()
  const { status, body } = await api('POST', PUSH, '{"to":\n nonsense}')
  expect(status).toBe(400)
  expect(body.message).toMatch(/^The request body could not be parsed as JSON \(line: 2, column: \d+\)$/)
})

test('the log keeps the newest 10,000 calls', async () => {
  const { api, desk } = startStandIn()
  for (let n = 0; n < 11_020; n++) await api('GET', `/v2/bot/profile/${n}`)
  const { body } = await desk('GET', '/control/requests')
  expect(body).toHaveLength(10_000)
  expect(body.at(-1)).toMatchObject({ method: 'GET', path: '/v2/bot/profile/11019', status: 404 })
})
