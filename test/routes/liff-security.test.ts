/** Every route below /api/liff × every wrong identity: 401, and the database is as it was. A new route is in the table by itself. */

import { SignJWT } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SESSION_SECRET, SHOP_KEY } from '../support/keys.ts'
import { openPage } from '../support/liff.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { order, person, rows, shopFiles } from '../support/story.ts'

const HANA = person('a')
const NOW = '2026-06-15T12:00:00+09:00'
const OPEN = ['/api/liff/config', '/api/liff/session']

let world: NodeWorld
let token: string
beforeAll(async () => {
  world = await openNodeWorld(NOW, {
    files: shopFiles(),
    env: { LINE_LOGIN_CHANNEL_ID: '1657000001', LIFF_ID: '1657000001-abc' },
    standIn: { loginChannelId: '1657000001' },
  })
  await world.newFriend(HANA, '花子')
  await world.api('/orders', [order('hana')])
  token = (await openPage(world, HANA)).token
})
afterAll(() => world.close())

const routes = () => [
  ...new Map(
    world.app.routes
      .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/liff/') && !OPEN.includes(path))
      .map(({ method, path }) => [`${method} ${path}`, { method, path: path.replace(/:\w+/g, 'somebody') }]),
  ).values(),
]
const signed = (claims: object, secret = SESSION_SECRET, alg = 'HS256') =>
  new SignJWT({ sub: HANA, aud: 'fanbelt-liff', exp: Math.floor(Date.parse(NOW) / 1000) + 600, ...claims })
    .setProtectedHeader({ alg })
    .sign(new TextEncoder().encode(secret))
const idToken = async () => {
  const { body } = await world.standIn.desk('POST', `/phone/users/${HANA}/id-token`, {})
  return body.id_token ?? body.idToken
}

const WRONG: [string, () => Promise<Record<string, string>>][] = [
  ['nobody', async () => ({})],
  ['words', async () => ({ authorization: 'Bearer hello' })],
  ['the shop’s own key', async () => ({ authorization: `Bearer ${SHOP_KEY}` })],
  ['LINE’s ID token in place of a session', async () => ({ authorization: `Bearer ${await idToken()}` })],
  [
    'a session that is over',
    async () => ({ authorization: `Bearer ${await signed({ exp: Date.parse(NOW) / 1000 - 1 })}` }),
  ],
  ['a session without an end', async () => ({ authorization: `Bearer ${await signed({ exp: undefined })}` })],
  ['a session for another place', async () => ({ authorization: `Bearer ${await signed({ aud: 'console' })}` })],
  ['a session of nobody', async () => ({ authorization: `Bearer ${await signed({ sub: undefined })}` })],
  ['a session under another secret', async () => ({ authorization: `Bearer ${await signed({}, 'x'.repeat(48))}` })],
  [
    'a session under another algorithm',
    async () => ({ authorization: `Bearer ${await signed({}, SESSION_SECRET, 'HS512')}` }),
  ],
  [
    'a session that says "none"',
    async () => ({
      authorization: `Bearer ${btoa('{"alg":"none"}')}.${btoa(JSON.stringify({ sub: HANA, aud: 'fanbelt-liff', exp: 9e9 }))}.`,
    }),
  ],
  ['a basic login', async () => ({ authorization: `Basic ${btoa('admin:admin')}` })],
  ['a cookie under another name', async () => ({ cookie: `session=${token}` })],
]

const everything = () =>
  rows(world, "select name from sqlite_master where type = 'table' and name not like 'sqlite%'").map(({ name }) =>
    JSON.stringify(rows(world, `select * from "${name}"`)),
  )

test('the table has the routes of every page', () => {
  const known = routes().map(({ method, path }) => `${method} ${path.replace('/api/liff', '')}`)
  for (const wanted of [
    'GET /me',
    'GET /coupons',
    'GET /surveys/current',
    'POST /surveys/somebody/responses',
    'POST /link',
    'POST /forget',
    'PATCH /settings',
    'POST /taps',
  ])
    expect(known).toContain(wanted)
})

test.each(WRONG)('%s gets 401 everywhere, in words that tell nothing, and changes nothing', async (_, headers) => {
  const before = everything()
  for (const { method, path } of routes()) {
    const response = await world.app.request(path, {
      method,
      headers: { 'content-type': 'application/json', ...(await headers()) },
      ...(method !== 'GET' && { body: '{"confirmed":true,"answers":{},"from":"x","agreed":true}' }),
    })
    expect([`${method} ${path}`, response.status]).toEqual([`${method} ${path}`, 401])
    const text = await response.text()
    expect(text).not.toContain(HANA)
    expect(JSON.parse(text).error.code).toBe('unauthorized')
  }
  expect(everything()).toEqual(before)
})

test('the right one is let in everywhere: the table would notice a door that is always shut', async () => {
  for (const { method, path } of routes().filter(({ path: one }) => !/forget|unlink/.test(one))) {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const response = await world.app.request(path, { method, headers, ...(method !== 'GET' && { body: '{}' }) })
    expect([`${method} ${path}`, response.status === 401]).toEqual([`${method} ${path}`, false])
  }
})
