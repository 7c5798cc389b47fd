/** LINE Login's tokens: who is in front of the page? (LINE §16.4) */

import { createLocalJWKSet, exportJWK, generateKeyPair, importJWK, type JWK, jwtVerify, SignJWT } from 'jose'
import { newToken } from './ids.ts'
import type { User } from './state.ts'
import type { World } from './world.ts'

export const ISSUER = 'https://access.line.me'
const HOUR = 3600
const ACCESS_TOKEN_LIFE = 12 * HOUR * 1000

const making = new WeakMap<World, Promise<JWK>>()

/** Made at the first need and kept in the snapshot, so that tokens outlive a restart. */
export function loginKey(world: World): Promise<JWK> {
  if (world.state.loginKey) return Promise.resolve(world.state.loginKey)
  const known = making.get(world) ?? makeKey(world)
  making.set(world, known)
  return known
}

async function makeKey(world: World): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const key = { ...(await exportJWK(privateKey)), kid: newToken(), alg: 'ES256', use: 'sig' }
  world.state.loginKey = key
  world.touched()
  return key
}

/** The public half, as `/oauth2/v2.1/certs` shows it. */
export async function certificates(world: World): Promise<{ keys: JWK[] }> {
  const { d: _private, ...open } = await loginKey(world)
  return { keys: [open] }
}

export interface TokenWish {
  nonce?: string
  /** 3600 when left out; negative makes a token that is over. */
  expiresInSeconds?: number
  /** For tests of the page's door: another app's token, another issuer. */
  audience?: string
  issuer?: string
}

export async function idToken(world: World, user: User, wish: TokenWish = {}): Promise<string> {
  const key = await loginKey(world)
  const now = Math.floor(world.now() / 1000)
  const claims = {
    amr: ['linesso'],
    name: user.displayName,
    ...(user.pictureUrl && { picture: user.pictureUrl }),
    ...(wish.nonce !== undefined && { nonce: wish.nonce }),
  }
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: key.kid ?? '' })
    .setIssuer(wish.issuer ?? ISSUER)
    .setSubject(user.userId)
    .setAudience(wish.audience ?? world.options.loginChannelId)
    .setIssuedAt(now)
    .setExpirationTime(now + (wish.expiresInSeconds ?? HOUR))
    .sign(await importJWK(key, 'ES256'))
}

export function accessToken(world: World, user: User): string {
  const token = newToken()
  world.state.userTokens.set(token, { userId: user.userId, expiresAt: world.now() + ACCESS_TOKEN_LIFE })
  return token
}

/** The claims, or the sentence LINE refuses with. */
export async function readIdToken(world: World, token: string, audience: string) {
  const keys = createLocalJWKSet(await certificates(world))
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ['ES256'],
      issuer: ISSUER,
      audience,
      currentDate: world.clock.now(),
    })
    return { payload }
  } catch (error) {
    const { code, claim } = error as { code?: string; claim?: string }
    if (code === 'ERR_JWT_EXPIRED') return { refusal: 'IdToken expired.' }
    if (claim === 'iss') return { refusal: 'Invalid IdToken Issuer.' }
    if (claim === 'aud') return { refusal: 'Invalid IdToken Audience.' }
    return { refusal: 'Invalid IdToken.' }
  }
}
