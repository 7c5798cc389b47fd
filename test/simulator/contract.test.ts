import { describe, expect, test } from 'vitest'
import { lineContract } from '../support/line-openapi.ts'
import { personId, startStandIn } from '../support/stand-in.ts'

const contract = lineContract()
const PNG = new Uint8Array([137, 80, 78, 71])

const menu = {
  size: { width: 2500, height: 843 },
  selected: false,
  name: 'はじめて',
  chatBarText: 'メニュー',
  areas: [
    {
      bounds: { x: 0, y: 0, width: 1250, height: 843 },
      action: { type: 'richmenuswitch', label: '次へ', richMenuAliasId: 'next', data: 'switch' },
    },
  ],
}

describe.skipIf(!contract)("LINE's published contract", () => {
  const { webhook, outbound, token } = contract ?? {
    webhook: () => () => [],
    outbound: () => () => [],
    token: () => () => [],
  }

  async function heard(act: (desk: ReturnType<typeof startStandIn>, userId: string) => Promise<unknown>) {
    const standIn = startStandIn()
    const { userId } = standIn.platform.addUser({ displayName: 'はな' })
    await act(standIn, userId)
    const { body } = await standIn.desk('GET', '/control/webhooks')
    return body.map((row: { body: string }) => JSON.parse(row.body))
  }

  const ACTS: Record<
    string,
    (standIn: ReturnType<typeof startStandIn>, phone: string, userId: string) => Promise<unknown>
  > = {
    text: ({ desk }, phone) => desk('POST', `${phone}/messages`, { text: 'こんにちは' }),
    sticker: ({ desk }, phone) =>
      desk('POST', `${phone}/messages`, { sticker: { packageId: '446', stickerId: '1988' } }),
    location: ({ desk }, phone) =>
      desk('POST', `${phone}/messages`, { location: { latitude: 35.6, longitude: 139.7 } }),
    image: ({ desk }, phone) => desk('POST', `${phone}/messages`, { image: {} }),
    video: ({ desk }, phone) => desk('POST', `${phone}/messages`, { video: {} }),
    audio: ({ desk }, phone) => desk('POST', `${phone}/messages`, { audio: {} }),
    postback: ({ desk }, phone) =>
      desk('POST', `${phone}/postback`, { data: 'a=1', displayText: 'はい', params: { date: '2026-06-15' } }),
    'menu switch': ({ desk }, phone) =>
      desk('POST', `${phone}/postback`, { data: 'a', params: { newRichMenuAliasId: 'none' } }),
    block: ({ desk }, phone) => desk('POST', `${phone}/block`),
    unblock: async ({ desk }, phone) => {
      await desk('POST', `${phone}/block`)
      await desk('POST', `${phone}/unblock`)
    },
    unsend: async ({ desk }, phone) => {
      const { body } = await desk('POST', `${phone}/messages`, { text: 'まちがえた' })
      await desk('POST', `${phone}/unsend`, { messageId: body.id })
    },
    'account link': async ({ desk, api }, phone, userId) => {
      const { body } = await api('POST', `/v2/bot/user/${userId}/linkToken`)
      await desk('POST', `${phone}/account-link`, { linkToken: body.linkToken, nonce: 'abcdefghijkl' })
    },
    'failed account link': async ({ desk, api, platform }, phone) => {
      const other = platform.addUser()
      const { body } = await api('POST', `/v2/bot/user/${other.userId}/linkToken`)
      await desk('POST', `${phone}/account-link`, { linkToken: body.linkToken, nonce: 'abcdefghijkl' })
    },
    'raw events': ({ desk }, _phone, userId) =>
      desk('POST', '/control/events', {
        events: [
          { type: 'beacon', userId, beacon: { hwid: 'd41d8cd98f', type: 'enter' } },
          { type: 'videoPlayComplete', userId, videoPlayComplete: { trackingId: 't' } },
          { type: 'membership', userId, membership: { type: 'joined', membershipId: 1 } },
          { type: 'messageEdited', userId, message: { id: '1', type: 'text', text: 'b', quoteToken: 'q' } },
          { type: 'invented', userId, extra: { deep: true } },
          { type: 'follow', userId, mode: 'standby', replyToken: 'x', follow: { isUnblocked: false } },
        ],
      }),
    'empty batch': ({ desk }) => desk('POST', '/control/events', { events: [] }),
  }

  test.each(Object.entries(ACTS))('the webhook of: %s', async (_name, act) => {
    const batches = await heard((standIn, userId) => act(standIn, `/phone/users/${userId}`, userId))
    expect(batches.length).toBeGreaterThan(0)
    for (const batch of batches) expect(webhook('CallbackRequest')(batch)).toEqual([])
  })

  test.each([
    ['a message without id', { type: 'message', message: { type: 'text', text: 'a', quoteToken: 'q', id: undefined } }],
    ['a text without quoteToken', { type: 'message', message: { type: 'text', text: 'a', id: '1' } }],
    ['a follow without detail', { type: 'follow' }],
    ['an event without webhookEventId', { type: 'unfollow', webhookEventId: null }],
    ['an event without mode', { type: 'unfollow', mode: null }],
    ['a postback without data', { type: 'postback', postback: {} }],
  ])('refuses %s', async (_name, event) => {
    const [batch] = await heard(({ desk }, userId) =>
      desk('POST', '/control/events', { events: [{ userId, ...event }] }),
    )
    expect(webhook('CallbackRequest')(batch)).not.toEqual([])
  })

  test('every response of the API', async () => {
    const { api, desk, platform } = startStandIn({ quota: 3 })
    const { userId } = platform.addUser({ pictureUrl: 'https://example.com/a.png', statusMessage: '元気' })
    const text = [{ type: 'text', text: 'a' }]
    const key = { 'x-line-retry-key': '123e4567-e89b-42d3-a456-426655440000' }
    const is = async (schema: string, status: number, answer: ReturnType<typeof api>) => {
      const { status: given, body } = await answer
      expect({ schema, given, problems: outbound(schema)(body) }).toEqual({ schema, given: status, problems: [] })
      return body
    }
    const post = (path: string, body?: unknown, headers = {}) => api('POST', `/v2/bot/${path}`, body, headers)
    const get = (path: string) => api('GET', `/v2/bot/${path}`)

    await is('PushMessageResponse', 200, post('message/push', { to: userId, messages: text }, key))
    await is('ErrorResponse', 409, post('message/push', { to: userId, messages: text }, key))
    await is('MulticastResponse', 200, post('message/multicast', { to: [userId], messages: text }))
    await desk('POST', `/phone/users/${userId}/messages`, { text: 'a' })
    const [batch] = (await desk('GET', '/control/webhooks')).body
    const { replyToken } = JSON.parse(batch.body).events[0]
    await is('ReplyMessageResponse', 200, post('message/reply', { replyToken, messages: text }))
    await is('ErrorResponse', 400, post('message/reply', { replyToken, messages: text }))
    await is('ErrorResponse', 400, post('message/push', { to: userId, messages: [] }))
    await is('ErrorResponse', 400, post('message/push', { to: personId(9), messages: text }))
    await is('PushMessageResponse', 200, post('message/push', { to: userId, messages: text }))
    await is('ErrorResponse', 429, post('message/push', { to: userId, messages: text }))
    await is('ErrorResponse', 403, post('message/broadcast', { messages: text }))
    await is('MessageQuotaResponse', 200, get('message/quota'))
    await is('QuotaConsumptionResponse', 200, get('message/quota/consumption'))
    await is('UserProfileResponse', 200, get(`profile/${userId}`))
    await is('ErrorResponse', 404, get(`profile/${personId(9)}`))
    await is('BotInfoResponse', 200, get('info'))
    await is('GetFollowersResponse', 200, get('followers/ids?limit=1'))
    await is('ShowLoadingAnimationResponse', 202, post('chat/loading/start', { chatId: userId }))
    await is('IssueLinkTokenResponse', 200, post(`user/${userId}/linkToken`))
    await api('PUT', '/v2/bot/channel/webhook/endpoint', { endpoint: 'https://bot.example/webhook' })
    await is('GetWebhookEndpointResponse', 200, get('channel/webhook/endpoint'))

    const { richMenuId } = await is('RichMenuIdResponse', 200, post('richmenu', menu))
    await is('ErrorResponse', 400, post(`user/all/richmenu/${richMenuId}`))
    await api('POST', `/v2/bot/richmenu/${richMenuId}/content`, PNG, { 'content-type': 'image/png' })
    await post(`user/all/richmenu/${richMenuId}`)
    await post('richmenu/alias', { richMenuAliasId: 'next', richMenuId })
    await is('RichMenuIdResponse', 200, get('user/all/richmenu'))
    await is('RichMenuResponse', 200, get(`richmenu/${richMenuId}`))
    await is('RichMenuListResponse', 200, get('richmenu/list'))
    await is('RichMenuAliasResponse', 200, get('richmenu/alias/next'))
    await is('RichMenuAliasListResponse', 200, get('richmenu/alias/list'))
  })

  test('the test of a webhook endpoint', async () => {
    const { api } = startStandIn({ webhookUrl: 'https://bot.example/webhook', send: async () => new Response(null) })
    const { body } = await api('POST', '/v2/bot/channel/webhook/test', {})
    expect(outbound('TestWebhookEndpointResponse')(body)).toEqual([])
  })

  test('a stateless token', async () => {
    const { platform, channel } = startStandIn()
    const form = {
      grant_type: 'client_credentials',
      client_id: channel.channelId,
      client_secret: channel.channelSecret,
    }
    const request = new Request('http://line.test/oauth2/v3/token', { method: 'POST', body: new URLSearchParams(form) })
    const body = await (await platform.fetch(request)).json()
    expect(token('IssueStatelessChannelAccessTokenResponse')(body)).toEqual([])
  })

  test('plugged into the stand-in, it refuses a misspelt property deep in a Flex message', async () => {
    const { api, platform } = startStandIn({ validate: (name, body) => outbound(name)(body) })
    const { userId } = platform.addUser()
    const bubble = (text: object) => ({ type: 'bubble', body: { type: 'box', layout: 'vertical', contents: [text] } })
    const push = (text: object) =>
      api('POST', '/v2/bot/message/push', {
        to: userId,
        messages: [{ type: 'flex', altText: 'a', contents: bubble(text) }],
      })
    expect((await push({ type: 'text', text: 'a', weight: 'bold' })).status).toBe(200)
    expect((await push({ type: 'text', text: 'a', wieght: 'bold' })).status).toBe(400)
  })

  test.each([
    ['PushMessageRequest', { to: 'U', messages: [{ type: 'invented' }] }],
    ['PushMessageRequest', { to: 'U', messages: [{ type: 'text', text: 'a', quikReply: {} }] }],
    ['PushMessageResponse', { sentMessages: [{ id: 1 }] }],
    ['ErrorResponse', { error: 'no message' }],
    ['RichMenuRequest', { name: 'a' }],
  ])('refuses a bad %s', (name, body) => expect(outbound(name)(body)).not.toEqual([]))
})
