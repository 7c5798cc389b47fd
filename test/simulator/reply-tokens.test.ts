import { expect, test } from 'vitest'
import { startStandIn, type TestStandIn } from '../support/stand-in.ts'

const MINUTE = 60_000
const answer = [{ type: 'text', text: 'はい' }]

/** A customer writes; the bot fetches the webhook. */
async function written() {
  const standIn = startStandIn()
  const { userId } = standIn.platform.addUser()
  await standIn.desk('POST', `/phone/users/${userId}/messages`, { text: 'もしもし' })
  const webhook = (await standIn.desk('GET', '/control/webhooks')).body[0]
  return { ...standIn, userId, webhook, replyToken: JSON.parse(webhook.body).events[0].replyToken }
}

const reply = ({ api }: TestStandIn, replyToken: string, messages: unknown = answer) =>
  api('POST', '/v2/bot/message/reply', { replyToken, messages })

/** The webhook comes again, after the bot did not answer it. */
async function redelivered({ desk }: TestStandIn, id: string) {
  await desk('POST', '/control/redeliver', { ids: [id] })
  await desk('GET', '/control/webhooks')
}

test('a reply arrives and is free of charge', async () => {
  const standIn = await written()
  expect((await reply(standIn, standIn.replyToken)).status).toBe(200)
  expect(standIn.platform.outbox(standIn.userId)).toMatchObject([{ kind: 'reply', messages: answer }])
  expect((await standIn.api('GET', '/v2/bot/message/quota/consumption')).body).toEqual({ totalUsage: 0 })
})

test('a token works once', async () => {
  const standIn = await written()
  await reply(standIn, standIn.replyToken)
  const { status, body } = await reply(standIn, standIn.replyToken)
  expect([status, body]).toEqual([400, { message: 'Invalid reply token' }])
})

test('a token nobody issued is refused', async () => {
  expect((await reply(await written(), 'deadbeef')).body).toEqual({ message: 'Invalid reply token' })
})

test('a refused body does not use the token up', async () => {
  const standIn = await written()
  expect((await reply(standIn, standIn.replyToken, [{ type: 'text', text: '' }])).status).toBe(400)
  expect((await reply(standIn, standIn.replyToken)).status).toBe(200)
})

test.each([
  ['a minute after the webhook it still works', MINUTE, 200],
  ['later than a minute it does not', MINUTE + 1, 400],
])('%s', async (_rule, after, status) => {
  const standIn = await written()
  standIn.clock.advance(after)
  expect((await reply(standIn, standIn.replyToken)).status).toBe(status)
})

test('a redelivered webhook gives the token a new minute', async () => {
  const standIn = await written()
  standIn.clock.advance(10 * MINUTE)
  await redelivered(standIn, standIn.webhook.id)
  standIn.clock.advance(MINUTE)
  expect((await reply(standIn, standIn.replyToken)).status).toBe(200)
})

test('but not once 20 minutes have passed since the event', async () => {
  const standIn = await written()
  standIn.clock.advance(20 * MINUTE + 1)
  await redelivered(standIn, standIn.webhook.id)
  expect((await reply(standIn, standIn.replyToken)).status).toBe(400)
})

test('and not when it was used before', async () => {
  const standIn = await written()
  await reply(standIn, standIn.replyToken)
  await redelivered(standIn, standIn.webhook.id)
  expect((await reply(standIn, standIn.replyToken)).status).toBe(400)
})

test('a retry key on a reply is 400: replies know none', async () => {
  const { api, replyToken } = await written()
  const headers = { 'x-line-retry-key': crypto.randomUUID() }
  expect((await api('POST', '/v2/bot/message/reply', { replyToken, messages: answer }, headers)).status).toBe(400)
})
