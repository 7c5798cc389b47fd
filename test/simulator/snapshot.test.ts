import { expect, test } from 'vitest'
import { startStandIn } from '../support/stand-in.ts'

const messages = [{ type: 'text', text: 'a' }]

/** Something of everything. */
async function lived() {
  const standIn = startStandIn()
  const { api, desk, platform } = standIn
  const [a, b] = [platform.addUser().userId, platform.addUser().userId]
  const key = crypto.randomUUID()
  await api('POST', '/v2/bot/message/multicast', { to: [a, b], messages }, { 'x-line-retry-key': key })
  await api('POST', '/v2/bot/message/push', { to: a, messages: [{ type: 'text', text: 'b' }] })
  await desk('POST', `/phone/users/${a}/messages`, { text: 'やあ' })
  await desk('POST', `/phone/users/${a}/messages`, { image: {} })
  await desk('POST', `/phone/users/${b}/block`)
  const { body: tokens } = await desk('POST', `/phone/users/${a}/id-token`)
  await desk('POST', '/control/faults', { fault: 'reset', times: 2, match: { path: '/v2/bot/nothing' } })
  return { ...standIn, a, b, key, tokens }
}

test('a platform restored from a snapshot is the same', async () => {
  const { platform, clock, desk, a } = await lived()
  const snapshot = platform.snapshot()
  const again = startStandIn({ clock, snapshot })
  const chat = `/phone/users/${a}/chat`
  expect((await again.desk('GET', chat)).body).toEqual((await desk('GET', chat)).body)
  expect(again.platform.snapshot()).toEqual(snapshot)
  expect(again.platform.outbox()).toEqual(platform.outbox())
})

test('it survives JSON', async () => {
  const { platform, clock } = await lived()
  const snapshot = JSON.parse(JSON.stringify(platform.snapshot()))
  expect(startStandIn({ clock, snapshot }).platform.snapshot()).toEqual(platform.snapshot())
})

test('the rules go on: retry keys, reply tokens, login keys, ids, the month', async () => {
  const { platform, clock, a, b, key, tokens } = await lived()
  const { api, desk } = startStandIn({ clock, snapshot: platform.snapshot() })
  const headers = { 'x-line-retry-key': key }
  expect((await api('POST', '/v2/bot/message/multicast', { to: [a, b], messages }, headers)).status).toBe(409)
  const waiting = (await desk('GET', '/control/webhooks')).body
  const { replyToken } = JSON.parse(waiting[0].body).events[0]
  const reply = await api('POST', '/v2/bot/message/reply', { replyToken, messages })
  expect(reply.status).toBe(200)
  expect((await desk('GET', `/oauth2/v2.1/verify?access_token=${tokens.access_token}`)).status).toBe(200)
  const ids = (await desk('GET', `/phone/users/${a}/chat`)).body.messages.map((row: { id: string }) => row.id)
  expect(new Set(ids).size).toBe(ids.length)
  expect((await api('GET', '/v2/bot/message/quota/consumption')).body).toEqual({ totalUsage: 3 })
})

test('a snapshot does not change when life goes on', async () => {
  const { platform, desk, a } = await lived()
  const snapshot = platform.snapshot()
  const before = JSON.stringify(snapshot)
  await desk('POST', `/phone/users/${a}/read`)
  await desk('POST', `/phone/users/${a}/block`)
  expect(JSON.stringify(snapshot)).toBe(before)
})

test('something that is no snapshot is refused', () => {
  expect(() => startStandIn({ snapshot: { version: 2 } })).toThrow('not a snapshot')
})
