/** OAuth and LINE Login: channel tokens, ID tokens, the friend behind a page (LINE §13, §16.4, §20.1). */

import { Hono } from 'hono'
import { type ApiEnv, requireChannelToken, userOfToken } from './api-door.ts'
import { oauthError } from './errors.ts'
import { isActiveFriend } from './friends.ts'
import { newToken } from './ids.ts'
import { certificates, readIdToken } from './login.ts'
import { readJson } from './request-body.ts'
import type { World } from './world.ts'

const STATELESS_LIFE_SECONDS = 900

export function oauthRoutes(world: World) {
  const routes = new Hono<ApiEnv>()
  const { channelId, channelSecret, loginChannelId, loginChannelSecret = channelSecret } = world.options
  const secrets = new Map([
    [channelId, channelSecret],
    [loginChannelId, loginChannelSecret],
  ])

  routes.post('/v3/token', async (c) => {
    const form = await formOf(c.req.raw)
    const clientId = form.get('client_id') ?? ''
    if (form.get('grant_type') !== 'client_credentials')
      throw oauthError('unsupported_grant_type', 'invalid grant_type')
    if (!secrets.has(clientId) || secrets.get(clientId) !== form.get('client_secret'))
      throw oauthError('invalid_client', 'invalid client_id or client_secret')
    const token = newToken()
    const expiresAt = world.now() + STATELESS_LIFE_SECONDS * 1000
    for (const [old, { expiresAt: end }] of world.state.channelTokens)
      if (end < world.now() - 3_600_000) world.state.channelTokens.delete(old)
    world.state.channelTokens.set(token, { clientId, expiresAt })
    return c.json({ token_type: 'Bearer', access_token: token, expires_in: STATELESS_LIFE_SECONDS })
  })

  routes.post('/v2.1/verify', async (c) => {
    const form = await formOf(c.req.raw)
    const refuse = (description: string) => oauthError('invalid_request', description)
    const { payload, refusal } = await readIdToken(world, form.get('id_token') ?? '', form.get('client_id') ?? '')
    if (!payload) throw refuse(refusal)
    if (form.has('nonce') && form.get('nonce') !== payload.nonce) throw refuse('Invalid IdToken Nonce.')
    if (form.has('user_id') && form.get('user_id') !== payload.sub) throw refuse('Invalid IdToken Subject Identifier.')
    return c.json(payload)
  })

  routes.get('/v2.1/verify', (c) => {
    const known = world.state.userTokens.get(c.req.query('access_token') ?? '')
    if (!known) throw oauthError('invalid_request', 'The access token is invalid')
    if (known.revoked) throw oauthError('invalid_request', 'The access token revoked')
    const left = Math.floor((known.expiresAt - world.now()) / 1000)
    if (left <= 0) throw oauthError('invalid_request', 'The access token expired')
    return c.json({ scope: 'openid profile', client_id: loginChannelId, expires_in: left })
  })

  routes.get('/v2.1/certs', async (c) => c.json(await certificates(world)))
  routes.get('/v2.1/userinfo', (c) => {
    const user = userOfToken(world, c)
    return c.json({ sub: user.userId, name: user.displayName, ...(user.pictureUrl && { picture: user.pictureUrl }) })
  })
  return routes
}

/** What a page may ask with the token of the person in front of it. */
export function personRoutes(world: World) {
  const routes = new Hono<ApiEnv>()
  routes.get('/v2/profile', (c) => {
    const { userId, displayName, pictureUrl, statusMessage } = userOfToken(world, c)
    return c.json({ userId, displayName, ...(pictureUrl && { pictureUrl }), ...(statusMessage && { statusMessage }) })
  })
  routes.get('/friendship/v1/status', (c) => c.json({ friendFlag: isActiveFriend(userOfToken(world, c)) }))

  const { channelId, loginChannelId } = world.options
  routes.post('/user/v1/deauthorize', requireChannelToken(world, [channelId, loginChannelId]), async (c) => {
    const { json } = await readJson(world, c)
    const known = world.state.userTokens.get(String(json.userAccessToken))
    if (!known || known.revoked) throw oauthError('invalid_request', 'The access token is invalid')
    for (const token of world.state.userTokens.values()) if (token.userId === known.userId) token.revoked = true
    return c.body(null, 204)
  })
  return routes
}

const formOf = async (request: Request) => new URLSearchParams(await request.text())
