import { describe, expect, test } from 'vitest'
import { personId, startStandIn } from '../support/stand-in.ts'

const hello = [{ type: 'text', text: 'こんにちは' }]
const PUSH = '/v2/bot/message/push'
const MULTICAST = '/v2/bot/message/multicast'

describe('push', () => {
  test('to a friend arrives, and is answered with ids that are decimal strings beyond 2^53', async () => {
    const { api, platform } = startStandIn()
    const { userId } = platform.addUser({ displayName: 'はな' })
    const { status, body, headers } = await api('POST', PUSH, { to: userId, messages: hello })
    expect(status).toBe(200)
    expect(body.sentMessages[0].id).toMatch(/^\d{18}$/)
    expect(body.sentMessages[0].quoteToken).toBeTruthy()
    const requestId = headers.get('x-line-request-id')
    expect(platform.outbox(userId)).toMatchObject([{ userId, kind: 'push', messages: hello, requestId }])
  })

  test('to a user who blocked the account is answered with 200, arrives nowhere and uses no quota', async () => {
    const { api, desk, platform } = startStandIn()
    const { userId } = platform.addUser()
    await desk('POST', `/phone/users/${userId}/block`)
    const { status, body } = await api('POST', PUSH, { to: userId, messages: hello })
    expect([status, body.sentMessages.length]).toEqual([200, 1])
    expect(platform.outbox()).toEqual([])
    expect((await api('GET', '/v2/bot/message/quota/consumption')).body).toEqual({ totalUsage: 0 })
  })

  test('to a non-friend arrives for seven days after they wrote', async () => {
    const { api, desk, clock, platform } = startStandIn()
    const { userId } = platform.addUser({ friend: false })
    const arrived = async () => {
      expect((await api('POST', PUSH, { to: userId, messages: hello })).status).toBe(200)
      return platform.outbox(userId).length
    }
    expect(await arrived()).toBe(0)
    await desk('POST', `/phone/users/${userId}/messages`, { text: '質問です' })
    clock.advance(7 * 24 * 3600_000)
    expect(await arrived()).toBe(1)
    clock.advance(1)
    expect(await arrived()).toBe(1)
  })

  test('to an id that nobody has is 400 "Failed to send messages"', async () => {
    const { api } = startStandIn()
    const { status, body } = await api('POST', PUSH, { to: personId(7), messages: hello })
    expect([status, body]).toEqual([400, { message: 'Failed to send messages' }])
  })

  test('to something that is no id is 400', async () => {
    const { api } = startStandIn()
    expect((await api('POST', PUSH, { to: 'hana', messages: hello })).status).toBe(400)
  })
})

describe('multicast', () => {
  test('reaches each person once, even one named twice, and the messages are stored once', async () => {
    const { api, platform } = startStandIn()
    const people = Array.from({ length: 499 }, (_, n) => platform.addUser({ userId: personId(n + 1) }).userId)
    const { status, body } = await api('POST', MULTICAST, { to: [...people, people[0]], messages: hello })
    expect([status, body]).toEqual([200, {}])
    expect(platform.outbox().map((row) => row.userId)).toEqual(people)
    expect(JSON.stringify(platform.snapshot()).match(/こんにちは/g)).toHaveLength(2) // the payload and the request log
  })

  test('to 501 is 400', async () => {
    const { api } = startStandIn()
    const { body } = await api('POST', MULTICAST, {
      to: Array.from({ length: 501 }, (_, n) => personId(n)),
      messages: hello,
    })
    expect(body.details).toEqual([{ message: 'Size must be between 1 and 500', property: 'to' }])
  })

  test.each([
    ['malformed', 'nobody'],
    ['unknown', personId(99)],
  ])('with one %s id is 400 and reaches nobody', async (_kind, stranger) => {
    const { api, platform } = startStandIn()
    const { userId } = platform.addUser()
    expect((await api('POST', MULTICAST, { to: [userId, stranger], messages: hello })).status).toBe(400)
    expect(platform.outbox()).toEqual([])
  })

  test('counts only those it reaches', async () => {
    const { api, desk, platform } = startStandIn()
    const [a, b] = [platform.addUser().userId, platform.addUser().userId]
    await desk('POST', `/phone/users/${b}/block`)
    await api('POST', MULTICAST, { to: [a, b], messages: hello })
    expect((await api('GET', '/v2/bot/message/quota/consumption')).body).toEqual({ totalUsage: 1 })
  })
})

test.each(['broadcast', 'narrowcast'])('%s is not for this account: 403', async (kind) => {
  const { api } = startStandIn()
  expect((await api('POST', `/v2/bot/message/${kind}`, { messages: hello })).status).toBe(403)
})

test.each(['push', 'multicast', 'reply', 'broadcast', 'narrowcast'])(
  'validate/%s judges messages and sends nothing',
  async (kind) => {
    const { api } = startStandIn()
    const path = `/v2/bot/message/validate/${kind}`
    expect(await api('POST', path, { messages: hello })).toMatchObject({ status: 200, body: {} })
    expect((await api('POST', path, { messages: [] })).status).toBe(400)
  },
)

test('a custom aggregation unit has no hyphens', async () => {
  const { api, platform } = startStandIn()
  const { userId } = platform.addUser()
  const push = (unit: string) => api('POST', PUSH, { to: userId, messages: hello, customAggregationUnits: [unit] })
  expect((await push('day_7')).status).toBe(200)
  expect((await push('day-7')).status).toBe(400)
})
