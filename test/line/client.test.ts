import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { parseConfig } from '../../bot/config.ts'
import type { Line } from '../../bot/deps.ts'
import { LineBusy, LineRejected, LineUnreachable } from '../../bot/errors.ts'
import { connectLine } from '../../bot/line/client.ts'
import { poster } from '../../bot/line/post.ts'
import { serveTestStandIn } from '../support/stand-in.ts'

const USER = `U${'a'.repeat(32)}`
const KEY = '01a2001f-567f-7455-bb79-a2c2392ea02d'
const OTHER_KEY = '01a2001f-567f-7455-bb79-a2c2392ea02e'
const BODY = JSON.stringify({ to: USER, messages: [{ type: 'text', text: 'こんにちは' }] })

let standIn: Awaited<ReturnType<typeof serveTestStandIn>>
beforeEach(async () => {
  standIn = await serveTestStandIn()
  standIn.platform.addUser({ userId: USER, displayName: 'はな' })
})
afterEach(() => standIn.close())

/** How messages leave: by the SDK, as on Workers, or by Node's own client. */
const WAYS = ['the SDK', 'Node'] as const
let way: (typeof WAYS)[number] = 'Node'

const connect = (more: Record<string, string> = {}): Line => {
  const env = {
    LINE_API_BASE_URL: standIn.url,
    LINE_CHANNEL_SECRET: standIn.channel.channelSecret,
    SHOP_API_KEY: 'k'.repeat(32),
    SESSION_SECRET: 'k'.repeat(32),
    ...(more.LINE_CHANNEL_ID ? {} : { LINE_CHANNEL_ACCESS_TOKEN: standIn.channel.accessToken }),
    ...more,
  }
  const { line } = parseConfig(env)
  return connectLine(line, standIn.clock.now, way === 'Node' ? poster(line.apiBaseUrl, 10_000) : undefined)
}
const stateless = (more: Record<string, string> = {}) =>
  connect({ LINE_CHANNEL_ID: standIn.channel.channelId, ...more })
const calls = async (path: string) => (await standIn.desk('GET', `/control/requests?path=${path}`)).body as unknown[]
const fault = (kind: string, more: object = {}) =>
  standIn.desk('POST', '/control/faults', { fault: kind, match: { path: '/v2/bot' }, ...more })
const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'it was taken',
    (error) => error,
  )

describe.each(WAYS)('by %s', (named) => {
  beforeEach(() => {
    way = named
  })

  describe('what an answer of LINE means', () => {
    test('taken, with the id of the request', async () => {
      expect(await connect().push(BODY, KEY)).toEqual({ requestId: expect.stringMatching(/-/), repeated: false })
    })

    test('a key that was taken before is success', async () => {
      const line = connect()
      await line.push(BODY, KEY)
      expect(await line.push(BODY, KEY)).toMatchObject({ repeated: true })
    })

    test.each([
      ['a server error', 'error_before', LineUnreachable],
      ['a broken connection', 'reset', LineUnreachable],
      ['an answer cut short', 'truncated_body', LineUnreachable],
      ['a rate limit', 'rate_limit', LineBusy],
      ["the month's limit", 'monthly_limit', LineBusy],
      ['an expired token that does not end', 'expired_token', LineRejected],
    ])('%s is told apart from the others', async (_, kind, type) => {
      await fault(kind)
      expect(await failure(connect().push(BODY, KEY))).toBeInstanceOf(type)
    })

    test('too fast and too much this month are told apart', async () => {
      await fault('rate_limit')
      await fault('monthly_limit')
      const quotas = [await failure(connect().push(BODY, KEY)), await failure(connect().push(BODY, OTHER_KEY))]
      expect(quotas.map((error) => (error as LineBusy).quota)).toEqual([false, true])
    })

    test('a refusal carries what LINE said about it', async () => {
      const body = JSON.stringify({ to: USER, messages: [{ type: 'text', text: '' }] })
      const error = (await failure(connect().push(body, KEY))) as LineRejected
      expect(error).toBeInstanceOf(LineRejected)
      expect(error.answer).toMatchObject({ status: 400, requestId: expect.any(String), details: [expect.anything()] })
    })

    test('no profile is no failure; a failure is', async () => {
      expect(await connect().profile(USER)).toMatchObject({ displayName: 'はな' })
      expect(await connect().profile(`U${'f'.repeat(32)}`)).toBeUndefined()
      await fault('error_before')
      expect(await failure(connect().profile(USER))).toBeInstanceOf(LineUnreachable)
    })

    test('nobody there', async () => {
      expect(await failure(connect({ LINE_API_BASE_URL: 'http://127.0.0.1:9' }).push(BODY, KEY))).toBeInstanceOf(
        LineUnreachable,
      )
    })

    test('a reply has no retry key', async () => {
      await standIn.desk('POST', `/phone/users/${USER}/messages`, { text: 'やあ' })
      const [webhook] = (await standIn.desk('GET', '/control/webhooks')).body as { body: string }[]
      const token = JSON.parse(webhook?.body ?? '').events[0].replyToken
      await connect().reply(token, [{ type: 'text', text: 'はい' }])
      expect(await calls('/v2/bot/message/reply')).toEqual([
        expect.not.objectContaining({ retryKey: expect.anything() }),
      ])
    })
  })

  describe('silence', () => {
    let silent: Server
    beforeEach(async () => {
      silent = createServer(() => {})
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    })
    afterEach(async () => {
      vi.useRealTimers()
      silent.closeAllConnections()
      await new Promise((resolve) => silent.close(resolve))
    })

    test('of ten seconds is an unclear answer, not a wait without end', async () => {
      const arrived = new Promise((resolve) => silent.once('request', resolve))
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
      const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
      const answer = failure(connect({ LINE_API_BASE_URL: url }).push(BODY, KEY))
      await arrived
      await vi.advanceTimersByTimeAsync(10_000)
      expect(await answer).toBeInstanceOf(LineUnreachable)
    })
  })

  describe('a token that lasts fifteen minutes', () => {
    const tokens = () => calls('/oauth2/v3/token')

    test('is asked for once, however many messages leave at the same moment, and used until it ends', async () => {
      const line = stateless()
      await Promise.all([line.push(BODY, KEY), line.push(BODY, OTHER_KEY), line.profile(USER)])
      standIn.clock.advance(13 * 60_000)
      await line.profile(USER)
      expect(await tokens()).toHaveLength(1)
      standIn.clock.advance(2 * 60_000)
      await line.profile(USER)
      expect(await tokens()).toHaveLength(2)
    })

    test('that LINE refuses is replaced once, and the very same message leaves', async () => {
      const line = stateless()
      await line.profile(USER)
      await fault('expired_token')
      expect(await line.push(BODY, KEY)).toMatchObject({ repeated: false })
      expect(await tokens()).toHaveLength(2)
    })

    test('that LINE refuses to several messages at once is replaced once for all of them', async () => {
      const line = stateless()
      await line.profile(USER)
      await fault('expired_token', { times: 3 })
      const keys = [1, 2, 3].map((n) => KEY.replace(/.$/, String(n)))
      await Promise.all(keys.map((key) => line.push(BODY, key)))
      expect(await tokens()).toHaveLength(2)
    })

    test('that LINE keeps refusing is told as such, after one renewal', async () => {
      const line = stateless()
      await fault('expired_token', { times: 9 })
      const error = (await failure(line.push(BODY, KEY))) as LineRejected
      expect([error.answer.status, (await tokens()).length]).toEqual([401, 2])
    })

    test('that LINE does not give says nothing against the message', async () => {
      const error = (await failure(stateless({ LINE_CHANNEL_SECRET: 'wrong' }).push(BODY, KEY))) as LineRejected
      expect(error).toBeInstanceOf(LineRejected)
      expect(error.answer.status).toBe(401)
      expect(await calls('/v2/bot/message')).toEqual([])
    })

    test('that could not be asked for is asked for again with the next message', async () => {
      const line = stateless()
      await standIn.desk('POST', '/control/faults', { fault: 'error_before', match: { path: '/oauth2' } })
      expect(await failure(line.push(BODY, KEY))).toBeInstanceOf(LineUnreachable)
      expect(await line.push(BODY, KEY)).toMatchObject({ repeated: false })
    })
  })
})
