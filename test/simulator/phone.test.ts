import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startStandIn } from '../support/stand-in.ts'

function phone(overrides = {}) {
  const standIn = startStandIn(overrides)
  const { userId } = standIn.platform.addUser({ displayName: 'はな', pictureUrl: 'https://example.com/h.png' })
  const act = (what: string, body: object = {}) => standIn.desk('POST', `/phone/users/${userId}/${what}`, body)
  const chat = async () => (await standIn.desk('GET', `/phone/users/${userId}/chat`)).body
  const push = (...messages: object[]) => standIn.api('POST', '/v2/bot/message/push', { to: userId, messages })
  const events = async () =>
    (await standIn.desk('GET', '/control/webhooks')).body.flatMap(
      (row: { body: string }) => JSON.parse(row.body).events,
    )
  return { ...standIn, userId, act, chat, push, events }
}

test('a text raises a message event with ids and tokens, and stands in the chat', async () => {
  const { act, chat, events, userId, clock } = phone()
  const { body } = await act('messages', { text: 'こんにちは' })
  expect(await events()).toMatchObject([
    {
      type: 'message',
      mode: 'active',
      timestamp: clock.now().getTime(),
      source: { type: 'user', userId },
      replyToken: expect.any(String),
      webhookEventId: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
      deliveryContext: { isRedelivery: false },
      message: {
        id: body.id,
        type: 'text',
        text: 'こんにちは',
        quoteToken: expect.any(String),
        markAsReadToken: expect.any(String),
      },
    },
  ])
  expect((await chat()).messages).toMatchObject([{ id: body.id, from: 'me', message: { text: 'こんにちは' } }])
})

test('a tap on a button raises a postback and shows its text', async () => {
  const { act, chat, events } = phone()
  await act('postback', { data: 'signal=good', displayText: 'よかった', params: { date: '2026-06-15' } })
  expect(await events()).toMatchObject([
    { type: 'postback', postback: { data: 'signal=good', params: { date: '2026-06-15' } } },
  ])
  expect((await chat()).messages).toMatchObject([{ from: 'me', message: { type: 'text', text: 'よかった' } }])
})

test('fillInText only opens the keyboard', async () => {
  const { act, chat } = phone()
  expect((await act('postback', { data: 'a', fillInText: '件名:' })).body).toEqual({ fillInText: '件名:' })
  expect((await chat()).messages).toEqual([])
})

test('following, blocking and unblocking raise their events, and only when something changes', async () => {
  const { platform, desk, events } = phone()
  const { userId } = platform.addUser({ friend: false })
  for (const act of ['follow', 'follow', 'block', 'block', 'unblock'])
    await desk('POST', `/phone/users/${userId}/${act}`)
  const seen = await events()
  expect(seen.map(({ type, follow }: { type: string; follow?: object }) => [type, follow])).toEqual([
    ['follow', { isUnblocked: false }],
    ['unfollow', undefined],
    ['follow', { isUnblocked: true }],
  ])
  expect('replyToken' in seen[1]).toBe(false)
})

test('who blocked the account has no profile and cannot write', async () => {
  const { api, act, userId } = phone()
  expect((await api('GET', `/v2/bot/profile/${userId}`)).body.displayName).toBe('はな')
  await act('block')
  expect((await api('GET', `/v2/bot/profile/${userId}`)).status).toBe(404)
  expect((await act('messages', { text: 'a' })).status).toBe(409)
})

test('unsending tells the bot which message is gone', async () => {
  const { act, chat, events } = phone()
  const { body } = await act('messages', { text: 'ちがう' })
  await act('unsend', { messageId: body.id })
  await act('unsend', { messageId: body.id })
  expect(await events()).toMatchObject([{ type: 'message' }, { type: 'unsend', unsend: { messageId: body.id } }])
  expect((await chat()).messages[0].unsent).toBe(true)
})

test('unread counts bubbles until the chat is read', async () => {
  const { push, act, chat, clock } = phone()
  await push({ type: 'text', text: 'a' }, { type: 'text', text: 'b' })
  expect((await chat()).user.unread).toBe(2)
  clock.advance(1000)
  await act('read')
  const { user, messages } = await chat()
  expect([user.unread, messages[0].readAt]).toEqual([0, clock.now().toISOString()])
})

test('the shop marks what was written as read', async () => {
  const { api, act, chat, events } = phone()
  await act('messages', { text: '1' })
  await act('messages', { text: '2' })
  await act('messages', { text: '3' })
  const markAsReadToken = (await events())[1].message.markAsReadToken
  expect((await api('POST', '/v2/bot/chat/markAsRead', { markAsReadToken })).status).toBe(200)
  expect((await chat()).messages.map((row: { readAt?: string }) => row.readAt !== undefined)).toEqual([
    true,
    true,
    false,
  ])
  expect((await api('POST', '/v2/bot/chat/markAsRead', { markAsReadToken: 'none' })).status).toBe(400)
})

test('only the newest message shows its quick reply', async () => {
  const { push, act, chat } = phone()
  const quickReply = { items: [{ type: 'action', action: { type: 'message', label: 'はい', text: 'はい' } }] }
  await push({ type: 'text', text: 'a', quickReply })
  expect((await chat()).quickReply).toEqual(quickReply)
  await act('messages', { text: 'はい' })
  expect((await chat()).quickReply).toBeUndefined()
})

test('the typing sign lasts as long as asked, or until a message comes', async () => {
  const { api, push, chat, clock, userId } = phone()
  const start = (loadingSeconds: number) =>
    api('POST', '/v2/bot/chat/loading/start', { chatId: userId, loadingSeconds })
  expect((await start(7)).status).toBe(400)
  expect((await start(10)).status).toBe(202)
  expect((await chat()).typing).toBe(new Date(clock.now().getTime() + 10_000).toISOString())
  clock.advance(10_000)
  expect((await chat()).typing).toBeUndefined()
  await start(60)
  await push({ type: 'text', text: 'a' })
  expect((await chat()).typing).toBeUndefined()
})

test('a chat keeps its newest 500 messages', async () => {
  const { push, chat } = phone()
  for (let n = 1; n <= 620; n++) await push({ type: 'text', text: String(n) })
  const { messages } = await chat()
  expect(messages).toHaveLength(500)
  expect(messages.at(-1).message.text).toBe('620')
})

test('followers are friends who did not block, page by page', async () => {
  const { platform, api, act } = phone()
  const second = platform.addUser().userId
  const third = platform.addUser().userId
  platform.addUser({ friend: false })
  await act('block')
  const first = await api('GET', '/v2/bot/followers/ids?limit=1')
  expect(first.body.userIds).toEqual([second])
  expect((await api('GET', `/v2/bot/followers/ids?limit=1&start=${first.body.next}`)).body).toEqual({
    userIds: [third],
  })
  expect((await api('GET', '/v2/bot/followers/ids?limit=1001')).status).toBe(400)
})

test('an account link is ok once, within ten minutes, for the person it was issued for', async () => {
  const { platform, api, act, desk, events, clock, userId } = phone()
  const issue = async () => (await api('POST', `/v2/bot/user/${userId}/linkToken`)).body.linkToken
  const nonce = 'bm9uY2UtMTI4LWJpdHM='
  const linkToken = await issue()
  expect((await act('account-link', { nonce, linkToken })).body).toEqual({ result: 'ok' })
  expect((await act('account-link', { nonce, linkToken })).body).toEqual({ result: 'expired' })
  const late = await issue()
  clock.advance(600_000)
  expect((await act('account-link', { nonce, linkToken: late })).body).toEqual({ result: 'expired' })
  const other = platform.addUser().userId
  await desk('POST', `/phone/users/${other}/account-link`, { nonce, linkToken: await issue() })
  const seen = await events()
  expect(seen).toMatchObject([
    { source: { userId }, link: { result: 'ok', nonce } },
    { link: { result: 'failed', nonce } },
  ])
  expect('source' in seen[1]).toBe(false)
})

test('content is 202 while it is prepared, then there, then gone', async () => {
  const { platform, act, clock, channel } = phone()
  const { body } = await act('messages', {
    video: { preparingSeconds: 30, contentType: 'video/mp4', base64: btoa('film') },
  })
  const get = (path: string) =>
    platform.fetch(
      new Request(`http://line.test/v2/bot/message/${path}`, {
        headers: { authorization: `Bearer ${channel.accessToken}` },
      }),
    )
  const waiting = await get(`${body.id}/content`)
  expect([waiting.status, await waiting.text()]).toEqual([202, ''])
  expect(await (await get(`${body.id}/content/transcoding`)).json()).toEqual({ status: 'processing' })
  clock.advance(30_000)
  const there = await get(`${body.id}/content`)
  expect([there.status, there.headers.get('content-type'), await there.text()]).toEqual([200, 'video/mp4', 'film'])
  await act('unsend', { messageId: body.id })
  expect((await get(`${body.id}/content`)).status).toBe(410)
  expect((await get('12345/content')).status).toBe(404)
})

test('pages on this machine may call the phone; others may not', async () => {
  const { platform } = phone()
  const allowed = async (origin: string) =>
    (await platform.fetch(new Request('http://line.test/phone/users', { headers: { origin } }))).headers.get(
      'access-control-allow-origin',
    )
  expect(await allowed('http://localhost:8787')).toBe('http://localhost:8787')
  expect(await allowed('http://127.0.0.1:1234')).toBe('http://127.0.0.1:1234')
  expect(await allowed('http://localhost.evil.example')).toBeNull()
})

test('a wrong body is 400 with the reason, an unknown person 404', async () => {
  const { act, desk } = phone()
  expect((await act('messages', { txt: 'a' })).status).toBe(400)
  expect((await desk('POST', '/phone/users/U1/read')).status).toBe(404)
})

describe('watchers', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] }))
  afterEach(() => void vi.useRealTimers())

  async function watching() {
    const standIn = phone()
    const response = await standIn.platform.fetch(new Request('http://line.test/phone/events'))
    const reader = (response.body ?? new ReadableStream()).getReader()
    const next = async () => new TextDecoder().decode((await reader.read()).value)
    expect(response.headers.get('content-type')).toMatch('text/event-stream')
    expect(await next()).toBe(': watching\n\n')
    const change = (more: object) =>
      `event: change\ndata: ${JSON.stringify({ ...more, now: standIn.clock.now().toISOString() })}\n\n`
    return { ...standIn, reader, next, change }
  }

  test('hear who changed, once for many changes at once, and that the clock moved', async () => {
    const { desk, push, userId, next, change } = await watching()
    await push({ type: 'text', text: 'a' })
    await push({ type: 'text', text: 'b' })
    vi.advanceTimersByTime(20)
    await desk('POST', '/control/clock', { advance_ms: 86_400_000 })
    vi.advanceTimersByTime(20)
    const first = await next()
    expect(first.match(/event: change/g)).toHaveLength(1)
    expect(first).toContain(userId)
    expect(await next()).toBe(change({}))
  })

  test('hear every 15 seconds that the line is open', async () => {
    const { next } = await watching()
    vi.advanceTimersByTime(15_000)
    expect(await next()).toBe(': here\n\n')
  })

  test('leave nothing behind: not when the platform closes, not when the page leaves', async () => {
    const closed = await watching()
    await closed.push({ type: 'text', text: 'a' })
    closed.platform.close()
    expect(vi.getTimerCount()).toBe(0)
    expect((await closed.reader.read()).done).toBe(true)
    const left = await watching()
    await left.push({ type: 'text', text: 'a' })
    vi.advanceTimersByTime(20)
    await left.reader.cancel()
    expect(vi.getTimerCount()).toBe(0)
    await left.push({ type: 'text', text: 'b' })
    expect(vi.getTimerCount()).toBe(0)
  })
})

test('what a friend passes on stands in the chat with their name, and no shop hears of it', async () => {
  const { platform, desk } = startStandIn()
  const fan = platform.addUser({ displayName: 'はな' })
  const friend = platform.addUser({ displayName: 'ゆき' })
  const share = (to: string) => desk('POST', `/phone/users/${fan.userId}/share`, { to, text: 'https://shop.example/' })
  expect((await share(friend.userId)).status).toBe(200)
  const { body } = await desk('GET', `/phone/users/${friend.userId}/chat`)
  expect(body.messages.at(-1)).toMatchObject({
    from: 'system',
    message: { type: 'text', text: 'https://shop.example/', sender: { name: 'はな' } },
  })
  expect((await share('U0')).status).toBe(404)
})
