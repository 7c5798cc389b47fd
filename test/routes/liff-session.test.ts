/** Only LINE's word says who somebody is: every other token gets 401, and changes nothing. */

import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SESSION_SECRET } from '../support/keys.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { person, shopFiles } from '../support/story.ts'

const HANA = person('a')
const NOW = '2026-06-15T12:00:00+09:00'
let world: NodeWorld
beforeEach(async () => {
  const files = shopFiles()
  world = await openNodeWorld(NOW, {
    files,
    env: { LINE_LOGIN_CHANNEL_ID: '1657000001', LIFF_ID: '1657000001-abc' },
    standIn: { loginChannelId: '1657000001' },
  })
  await world.newFriend(HANA, '花子')
})
afterEach(() => world.close())

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  world.app.request(`/api/liff${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
const idToken = async (wish: object = {}) => {
  const answer = await world.standIn.desk('POST', `/phone/users/${HANA}/id-token`, wish)
  return (answer.body as { id_token?: string; idToken?: string }).id_token ?? answer.body.idToken
}
const claims = { sub: HANA, iss: 'https://access.line.me', aud: '1657000001' }
const exp = Math.floor(Date.parse(NOW) / 1000) + 3600

test('LINE’s token opens a session, as a bearer and as an HttpOnly cookie', async () => {
  const response = await post('/session', { id_token: await idToken() })
  const session = (await response.json()) as { token: string; expires_at: string; customer: object }
  expect([response.status, session.customer]).toEqual([200, { display_name: '花子', linked: false, friend: true }])
  expect(session.expires_at).toBe('2026-06-15T04:00:00.000Z')
  expect(response.headers.get('set-cookie')).toMatch(/HttpOnly/)
  expect(response.headers.get('set-cookie')).toMatch(/SameSite=Lax/)
  expect(response.headers.get('cache-control')).toBe('no-store')
})

describe('401 and nothing else', () => {
  const own = async (algorithm: 'ES256' | 'RS256') => {
    const { privateKey, publicKey } = await generateKeyPair(algorithm)
    return { privateKey, kid: (await exportJWK(publicKey)).x?.slice(0, 8) ?? 'k' }
  }
  const secret = new TextEncoder().encode('a-channel-secret-that-is-32-bytes!')
  const TOKENS: [string, () => Promise<string>, string][] = [
    ['a token that is over', () => idToken({ expiresInSeconds: -120 }), 'expired'],
    ['a token for another app', () => idToken({ audience: '1657999999' }), 'invalid'],
    ['a token of another issuer', () => idToken({ issuer: 'https://evil.example' }), 'invalid'],
    [
      'a token signed by somebody else',
      async () => {
        const { privateKey, kid } = await own('ES256')
        return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid }).setExpirationTime(exp).sign(privateKey)
      },
      'invalid',
    ],
    [
      'HS256 with a secret the page may know',
      () => new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setExpirationTime(exp).sign(secret),
      'invalid',
    ],
    ['no signature at all', async () => new UnsecuredJWT({ ...claims, exp }).encode(), 'invalid'],
    [
      'a claim changed under the signature',
      async () => {
        const [head, body, seal] = (await idToken()).split('.')
        const other = { ...JSON.parse(atob(body.replace(/-/g, '+').replace(/_/g, '/'))), sub: person('b') }
        return `${head}.${btoa(unescape(encodeURIComponent(JSON.stringify(other)))).replace(/=+$/, '')}.${seal}`
      },
      'invalid',
    ],
    [
      'our own session in its place',
      async () => ((await (await post('/session', { id_token: await idToken() })).json()) as { token: string }).token,
      'invalid',
    ],
    ['any text', async () => 'eyJhbGciOiJFUzI1NiJ9.e30.x', 'invalid'],
  ]

  test.each(TOKENS)('%s', async (_, make, reason) => {
    const response = await post('/session', { id_token: await make() })
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ error: { code: 'unauthorized', details: { reason } } })
    expect(response.headers.get('set-cookie')).toBeNull()
  })

  test('an access token that LINE does not know', async () => {
    expect((await post('/session', { access_token: 'unknown' })).status).toBe(401)
  })
})

test('LINE’s keys cannot be fetched: 503, not "logged out"', async () => {
  const token = await idToken()
  await world.stage.line('POST', '/control/faults', {
    fault: 'error_before',
    match: { path: '/oauth2/v2.1/certs' },
    times: 9,
  })
  expect((await post('/session', { id_token: token })).status).toBe(503)
})

describe('our session', () => {
  const session = async () =>
    ((await (await post('/session', { id_token: await idToken() })).json()) as { token: string }).token
  const ask = (headers: Record<string, string>, method = 'GET') =>
    world.app.request('/api/liff/me', { method, headers })

  test('is over after an hour of our own clock', async () => {
    const token = await session()
    await world.stage.setClock(new Date('2026-06-15T13:00:01+09:00'))
    const answer = await ask({ authorization: `Bearer ${token}` })
    expect([answer.status, await answer.json()]).toMatchObject([401, { error: { details: { reason: 'expired' } } }])
  })

  test.each([
    ['nothing', async () => ({})],
    ['a changed one', async () => ({ authorization: `Bearer ${(await session()).slice(0, -3)}abc` })],
    ['LINE’s own ID token', async () => ({ authorization: `Bearer ${await idToken()}` })],
    [
      'one with another audience',
      async () => ({
        authorization: `Bearer ${await new SignJWT({ sub: HANA, exp }).setAudience('console').setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(SESSION_SECRET))}`,
      }),
    ],
    [
      'one that never ends',
      async () => ({
        authorization: `Bearer ${await new SignJWT({ sub: HANA }).setAudience('fanbelt-liff').setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(SESSION_SECRET))}`,
      }),
    ],
  ])('%s is no session', async (_, headers) => {
    expect((await ask((await headers()) as Record<string, string>)).status).toBe(401)
  })

  test('a cookie alone changes nothing when another site sends it', async () => {
    const cookie = `fanbelt_session=${await session()}`
    const change = (headers: Record<string, string>) =>
      world.app.request('/api/liff/taps', {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie, ...headers },
        body: '{"from":"nowhere"}',
      })
    expect((await change({ origin: 'https://evil.example' })).status).toBe(401)
    expect((await change({})).status).toBe(401)
    expect((await change({ origin: 'http://localhost:8787' })).status).toBe(404)
  })
})
