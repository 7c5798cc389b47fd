import { createHmac } from 'node:crypto'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { signatureOf } from '../../bot/simulator/signature.ts'
import { startStandIn, type TestStandIn } from '../support/stand-in.ts'

test("the signature is LINE's own for LINE's own example", async () => {
  const body = '{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
  expect(await signatureOf('8c570fa6dd201bb328f1c1eac23a96d8', body)).toBe(
    'GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=',
  )
})

/** As a bot would check it, with other code than the stand-in's. */
const hmac = (secret: string, body: string) => createHmac('sha256', secret).update(body).digest('base64')

const send = (standIn: TestStandIn, wish: object) => standIn.desk('POST', '/control/events', wish)
const pull = async (standIn: TestStandIn) => (await standIn.desk('GET', '/control/webhooks')).body

describe('a batch', () => {
  test.each(['plain', 'whitespace', 'escaped'])(
    'in style %s is signed over its exact bytes and means the same',
    async (style) => {
      const standIn = startStandIn()
      const event = { type: 'message', message: { id: '1', type: 'text', text: 'あ🍎 "b"' } }
      await send(standIn, { style, events: [event] })
      const [{ body, signature, headers }] = await pull(standIn)
      expect(signature).toBe(hmac(standIn.channel.channelSecret, body))
      expect(headers['x-line-signature']).toBe(signature)
      expect(JSON.parse(body).events[0].message.text).toBe('あ🍎 "b"')
      expect(/[^\x20-\x7e\s]/.test(body)).toBe(style !== 'escaped')
      expect(/\n/.test(body)).toBe(style === 'whitespace')
    },
  )

  test('may have a bad signature, or none', async () => {
    const standIn = startStandIn()
    await send(standIn, { signature: 'bad' })
    await send(standIn, { signature: 'missing' })
    const [bad, missing] = await pull(standIn)
    expect(bad.signature).not.toBe(hmac(standIn.channel.channelSecret, bad.body))
    expect('x-line-signature' in missing.headers).toBe(false)
  })

  test('may be empty, go to another bot, or be no JSON at all', async () => {
    const standIn = startStandIn()
    await send(standIn, { events: [] })
    await send(standIn, { destination: `U${'f'.repeat(32)}` })
    await send(standIn, { body: 'not json' })
    const bodies = (await pull(standIn)).map((row: { body: string }) => row.body)
    expect(JSON.parse(bodies[0]).events).toEqual([])
    expect(JSON.parse(bodies[1]).destination).toBe(`U${'f'.repeat(32)}`)
    expect(bodies[2]).toBe('not json')
  })

  test('mixes users, keeps unknown types and extra fields, and the order and times it was given', async () => {
    const standIn = startStandIn()
    const events = [
      { type: 'unfollow', userId: `U${'a'.repeat(32)}`, timestamp: 2000 },
      { type: 'invented', userId: `U${'b'.repeat(32)}`, timestamp: 1000, novelty: { deep: [1] } },
    ]
    await send(standIn, { events })
    const [batch] = await pull(standIn)
    expect(JSON.parse(batch.body).events).toMatchObject([
      { type: 'unfollow', timestamp: 2000, source: { userId: `U${'a'.repeat(32)}` } },
      { type: 'invented', timestamp: 1000, source: { userId: `U${'b'.repeat(32)}` }, novelty: { deep: [1] } },
    ])
  })

  test('without ids, when asked', async () => {
    const standIn = startStandIn()
    await send(standIn, { events: [{ type: 'unfollow' }], omitWebhookEventId: true })
    expect((await pull(standIn))[0].body).not.toContain('webhookEventId')
  })

  test('can be a duplicate, byte for byte', async () => {
    const standIn = startStandIn()
    await send(standIn, { events: [{ type: 'follow', userId: `U${'a'.repeat(32)}` }] })
    await send(standIn, { duplicateOf: 'last' })
    const [first, second] = await pull(standIn)
    expect([second.body, second.signature]).toEqual([first.body, first.signature])
  })

  test('a failed account link has neither source nor reply token, and standby has no reply token', async () => {
    const standIn = startStandIn()
    const userId = `U${'a'.repeat(32)}`
    await send(standIn, {
      events: [
        { type: 'accountLink', userId, link: { result: 'failed', nonce: 'n' } },
        { type: 'message', userId, mode: 'standby', message: { id: '1', type: 'text', text: 'a' } },
      ],
    })
    const [link, standby] = JSON.parse((await pull(standIn))[0].body).events
    expect('source' in link || 'replyToken' in link).toBe(false)
    expect('replyToken' in standby).toBe(false)
  })

  test('is handed out once', async () => {
    const standIn = startStandIn()
    await send(standIn, {})
    expect(await pull(standIn)).toHaveLength(1)
    expect(await pull(standIn)).toEqual([])
  })
})

describe('the sender', () => {
  afterEach(() => vi.useRealTimers())

  function bot(answer: (request: Request) => Response | Promise<Response>) {
    const heard: Array<{ signature: string | null; body: string }> = []
    const standIn = startStandIn({
      webhookUrl: 'https://bot.example/webhook',
      async send(request) {
        heard.push({ signature: request.headers.get('x-line-signature'), body: await request.text() })
        return answer(request)
      },
    })
    const log = async () => (await standIn.desk('GET', '/control/webhook-log')).body
    return { ...standIn, heard, log }
  }

  test('posts the signed bytes and records the status', async () => {
    const standIn = bot(() => new Response(null, { status: 200 }))
    await send(standIn, { events: [{ type: 'unfollow', userId: `U${'a'.repeat(32)}` }] })
    await standIn.platform.idle()
    const [post] = standIn.heard
    expect(post?.signature).toBe(hmac(standIn.channel.channelSecret, post?.body ?? ''))
    expect(await standIn.log()).toMatchObject([{ status: 200, reason: 'ok', redelivery: false }])
  })

  test('gives up after two seconds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const standIn = bot(() => new Promise(() => {}))
    await send(standIn, {})
    await vi.waitFor(() => expect(standIn.heard).toHaveLength(1))
    vi.advanceTimersByTime(1999)
    expect((await standIn.log())[0].reason).toBeUndefined()
    vi.advanceTimersByTime(1)
    await standIn.platform.idle()
    expect(await standIn.log()).toMatchObject([{ reason: 'request_timeout' }])
  })

  test('records a bot that is not there', async () => {
    const standIn = bot(() => {
      throw new TypeError('fetch failed')
    })
    await send(standIn, {})
    await standIn.platform.idle()
    expect(await standIn.log()).toMatchObject([{ reason: 'could_not_connect' }])
  })

  test('redelivers what failed: the same event and token, marked as redelivery, until it succeeds', async () => {
    let status = 500
    const standIn = bot(() => new Response(null, { status }))
    const { userId } = standIn.platform.addUser()
    await standIn.desk('POST', `/phone/users/${userId}/messages`, { text: 'a' })
    await standIn.platform.idle()
    expect((await standIn.desk('POST', '/control/redeliver')).body).toEqual({ redelivered: 1 })
    await standIn.platform.idle()
    status = 200
    expect((await standIn.desk('POST', '/control/redeliver')).body).toEqual({ redelivered: 1 })
    await standIn.platform.idle()
    expect((await standIn.desk('POST', '/control/redeliver')).body).toEqual({ redelivered: 0 })

    const [first, second] = standIn.heard.map(({ body }) => JSON.parse(body).events[0])
    expect(second).toEqual({ ...first, deliveryContext: { isRedelivery: true } })
  })

  test("asks for the endpoint's health with an empty signed batch", async () => {
    const standIn = bot(() => new Response(null, { status: 200 }))
    const { body } = await standIn.api('POST', '/v2/bot/channel/webhook/test', {})
    expect(body).toMatchObject({ success: true, statusCode: 200 })
    expect(JSON.parse(standIn.heard[0]?.body ?? '').events).toEqual([])
  })

  test('goes where the API says', async () => {
    const standIn = bot((request) => new Response(null, { status: request.url.endsWith('/new') ? 200 : 404 }))
    expect((await standIn.api('PUT', '/v2/bot/channel/webhook/endpoint', { endpoint: 'ftp://a' })).status).toBe(400)
    await standIn.api('PUT', '/v2/bot/channel/webhook/endpoint', { endpoint: 'https://bot.example/new' })
    await send(standIn, {})
    await standIn.platform.idle()
    expect(await standIn.log()).toMatchObject([{ status: 200 }])
  })
})
