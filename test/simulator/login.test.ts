import { createLocalJWKSet, decodeProtectedHeader, generateKeyPair, jwtVerify, SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { startStandIn } from '../support/stand-in.ts'

const HOUR = 3600_000

async function signedIn(wish: object = {}) {
  const standIn = startStandIn()
  const { userId } = standIn.platform.addUser({ displayName: 'はな' })
  const { body } = await standIn.desk('POST', `/phone/users/${userId}/id-token`, wish)
  const verify = async (more: Record<string, string> = {}, idToken = body.id_token) => {
    const form = new URLSearchParams({ id_token: idToken, client_id: standIn.channel.loginChannelId, ...more })
    const response = await standIn.platform.fetch(
      new Request('http://line.test/oauth2/v2.1/verify', { method: 'POST', body: form }),
    )
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  return { ...standIn, userId, idToken: body.id_token as string, accessToken: body.access_token as string, verify }
}

test('an ID token is ES256 and verifies with the published key', async () => {
  const { idToken, desk, channel, clock, userId } = await signedIn({ nonce: 'n' })
  const { body } = await desk('GET', '/oauth2/v2.1/certs')
  expect(body.keys).toHaveLength(1)
  expect('d' in body.keys[0]).toBe(false)
  expect(decodeProtectedHeader(idToken)).toMatchObject({ alg: 'ES256', kid: body.keys[0].kid })
  const { payload } = await jwtVerify(idToken, createLocalJWKSet(body), {
    issuer: 'https://access.line.me',
    audience: channel.loginChannelId,
    currentDate: clock.now(),
  })
  const now = clock.now().getTime() / 1000
  expect(payload).toMatchObject({ sub: userId, name: 'はな', nonce: 'n', iat: now, exp: now + 3600 })
})

test('LINE verifies it, too', async () => {
  const { verify, userId } = await signedIn({ nonce: 'n' })
  expect(await verify({ nonce: 'n', user_id: userId })).toMatchObject({ status: 200, body: { sub: userId } })
})

test.each([
  ['IdToken expired.', { expiresInSeconds: -1 }, {}],
  ['Invalid IdToken Issuer.', { issuer: 'https://evil.example' }, {}],
  ['Invalid IdToken Audience.', { audience: '42' }, {}],
  ['Invalid IdToken Nonce.', { nonce: 'n' }, { nonce: 'm' }],
  ['Invalid IdToken Subject Identifier.', {}, { user_id: 'U1' }],
])('refusal: %s', async (error_description, wish, form) => {
  const { verify } = await signedIn(wish)
  expect(await verify(form)).toEqual({ status: 400, body: { error: 'invalid_request', error_description } })
})

test('a token of another key is refused', async () => {
  const { verify, userId, channel } = await signedIn()
  const { privateKey } = await generateKeyPair('ES256')
  const forged = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuer('https://access.line.me')
    .setAudience(channel.loginChannelId)
    .setSubject(userId)
    .setExpirationTime('1h')
    .sign(privateKey)
  expect((await verify({}, forged)).body.error_description).toBe('Invalid IdToken.')
})

test('an access token tells its channel and its time, and is over after twelve hours', async () => {
  const { desk, accessToken, channel, clock } = await signedIn()
  const check = () => desk('GET', `/oauth2/v2.1/verify?access_token=${accessToken}`)
  expect((await check()).body).toMatchObject({ client_id: channel.loginChannelId, expires_in: 12 * 3600 })
  clock.advance(12 * HOUR)
  expect(await check()).toMatchObject({ status: 400, body: { error_description: 'The access token expired' } })
})

test('the person behind a token: profile, and whether they are a friend', async () => {
  const { api, desk, accessToken, userId } = await signedIn()
  const as = (path: string) => api('GET', path, undefined, { authorization: `Bearer ${accessToken}` })
  expect((await as('/v2/profile')).body).toEqual({ userId, displayName: 'はな' })
  expect((await as('/friendship/v1/status')).body).toEqual({ friendFlag: true })
  await desk('POST', `/phone/users/${userId}/block`)
  expect((await as('/friendship/v1/status')).body).toEqual({ friendFlag: false })
  expect((await api('GET', '/v2/profile')).status).toBe(401)
})

test('deauthorising ends all tokens of that person', async () => {
  const { api, desk, accessToken, userId } = await signedIn()
  const second = (await desk('POST', `/phone/users/${userId}/id-token`)).body.access_token
  expect((await api('POST', '/user/v1/deauthorize', { userAccessToken: accessToken })).status).toBe(204)
  for (const token of [accessToken, second])
    expect((await desk('GET', `/oauth2/v2.1/verify?access_token=${token}`)).body.error_description).toBe(
      'The access token revoked',
    )
})
