/** Every request has an id in its answer and in the log (SPEC §4.2). */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { signatureOf } from '../../bot/simulator/signature.ts'
import { SHOP_KEY } from '../support/keys.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { execute, order, person, shopFiles } from '../support/story.ts'

let world: NodeWorld
let log: { event: string; [field: string]: unknown }[]
beforeEach(async () => {
  log = []
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', {
    files: shopFiles(),
    log: (event, fields = {}) => log.push({ event, ...fields }),
  })
})
afterEach(() => world.close())

const requests = () => log.filter(({ event }) => event === 'request')
const ask = async (path: string, init: RequestInit = {}) => {
  const answer = await world.app.request(path, init)
  return { status: answer.status, id: answer.headers.get('x-request-id'), text: await answer.text() }
}
const webhook = async (body: string) => {
  const signature = await signatureOf(world.standIn.channel.channelSecret, body)
  return ask('/webhook', { method: 'POST', body, headers: { 'x-line-signature': signature } })
}

describe('one line for each request', () => {
  test('with the id of its answer, what was asked, how it ended and how long it took', async () => {
    const headers = { authorization: `Bearer ${SHOP_KEY}` }
    const body = JSON.stringify(order('hana'))
    const { id, status } = await ask('/api/orders?key=hush', { method: 'POST', headers, body })
    expect(log).toEqual([
      { event: 'request', requestId: id, method: 'POST', path: '/api/orders', status, ms: expect.any(Number) },
    ])
    expect(id).toMatch(/^[\w-]{36}$/)
  })

  test('also where there is nothing, nobody may ask, or the question makes no sense', async () => {
    await ask('/nowhere')
    await ask('/api/orders', { method: 'POST', body: '[]' })
    await ask('/api/orders', { method: 'POST', body: '[{', headers: { authorization: `Bearer ${SHOP_KEY}` } })
    await ask('/webhook', { method: 'POST', body: '{}' })
    expect(requests().map(({ status }) => status)).toEqual([404, 401, 400, 401])
  })

  test('a webhook’s says how many events it brought', async () => {
    const event = { type: 'follow', source: { type: 'user', userId: person('a') }, timestamp: 1 }
    await webhook(JSON.stringify({ destination: 'U0', events: [event, { ...event, timestamp: 2 }] }))
    await webhook(JSON.stringify({ destination: 'U0', events: [] }))
    expect(requests()).toMatchObject([
      { path: '/webhook', status: 200, events: 2 },
      { path: '/webhook', status: 200, events: 0 },
    ])
  })

  test('the caller’s own id is taken over when it is one', async () => {
    expect((await ask('/nowhere', { headers: { 'x-request-id': 'cart-77' } })).id).toBe('cart-77')
    const odd = await ask('/nowhere', { headers: { 'x-request-id': '{"at":"forged"}' } })
    expect(odd.id).toMatch(/^[\w-]{36}$/)
    expect(requests().map(({ requestId }) => requestId)).toEqual(['cart-77', odd.id])
  })
})

test('a failure is logged with its stack under the same id; the caller hears only the id', async () => {
  execute(world, 'alter table inbox rename to elsewhere')
  const { status, id, text } = await webhook('{"destination":"U0","events":[{"type":"follow"}]}')
  expect([status, text]).toEqual([500, expect.not.stringMatching(/sql|inbox|no such|\bat /i)])
  expect(log).toMatchObject([
    { event: 'request_failed', requestId: id, path: '/webhook', error: { stack: expect.stringContaining('.ts:') } },
    { event: 'request', requestId: id, status: 500, events: 1 },
  ])
})

test('whoever only asks whether we live leaves no line, unless we do not', async () => {
  for (const path of ['/healthz', '/readyz', '/metrics']) expect((await ask(path)).status).toBe(200)
  expect(requests()).toEqual([])
  execute(world, 'drop table state')
  for (const path of ['/healthz', '/readyz', '/metrics']) await ask(path)
  expect(requests()).toMatchObject([
    { path: '/readyz', status: 503 },
    { path: '/metrics', status: 500 },
  ])
})

test.each([
  ['/r/0190.m1.0.c~abcDEF123', '/r/…'],
  ['/r/abc/def?g=h', '/r/…'],
  ['/liff/r/0190.m1.0.c~abcDEF123', '/liff/r/…'],
  [`/api/liff/eyJ${'x'.repeat(90)}/surveys`, '/api/liff/…/surveys'],
  [`/${'a/'.repeat(500)}`, `/${'a/'.repeat(100)}`.slice(0, 200)],
  [
    '/simulator/api/customers/0197a5b0-0000-7000-8000-000000000000',
    '/simulator/api/customers/0197a5b0-0000-7000-8000-000000000000',
  ],
])('no token stands in a path: %s', async (path, shown) => {
  await ask(path)
  expect(requests()).toMatchObject([{ path: shown }])
})
