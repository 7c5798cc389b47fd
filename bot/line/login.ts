/** Who is in front of the page? LINE Login's tokens, verified here; nothing the page says about itself is believed (LINE §16.4). */

import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose'
import type { Config } from '../config.ts'
import type { Login, Visitor } from '../deps.ts'
import { AppError } from '../errors.ts'

const ISSUER = 'https://access.line.me'
const USER_ID = /^U[0-9a-f]{32}$/
const TIMEOUT_MS = 5_000
/** Clocks differ (LINE §16.4). */
const SKEW_SECONDS = 60

const refused = (reason: 'expired' | 'invalid') =>
  new AppError('unauthorized', 'LINEのログインを確かめられませんでした。ページを開き直してください。', { reason })
const notNow = () =>
  new AppError('unavailable', 'ただいまLINEに確かめられません。少し時間をおいて、もう一度お試しください。')

/**
 * @param now the clock that tokens are held against
 * @returns each call throws AppError `unauthorized` (`details.reason`: expired, invalid) or `unavailable`
 */
export function connectLogin(config: Config['line'], now: () => Date): Login {
  const channelId = config.loginChannelId ?? config.liffId?.split('-')[0]
  // Kept, and asked for again at most once a minute when a token names a key we do not know.
  const keys = createRemoteJWKSet(new URL(config.jwksUrl), { cooldownDuration: 60_000, timeoutDuration: TIMEOUT_MS })

  const ask = async (path: string, init: RequestInit): Promise<Response> => {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const response = await fetch(new URL(path, config.apiBaseUrl), { ...init, signal }).catch(() => undefined)
    if (!response || response.status === 429 || response.status >= 500) throw notNow()
    return response
  }
  const asPerson = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

  return {
    async byIdToken(token): Promise<Visitor> {
      if (channelId === undefined) throw refused('invalid')
      try {
        const { payload } = await jwtVerify(token, keys, {
          // LIFF's tokens are ES256; a token never chooses (LINE §16.4).
          algorithms: ['ES256'],
          issuer: ISSUER,
          audience: channelId,
          currentDate: now(),
          clockTolerance: SKEW_SECONDS,
          requiredClaims: ['sub', 'exp'],
        })
        return visitorIn(payload)
      } catch (error) {
        if (error instanceof AppError) throw error
        if (error instanceof errors.JWTExpired) throw refused('expired')
        // Keys that cannot be fetched say nothing about the token.
        if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) throw notNow()
        if (error.code === 'ERR_JOSE_GENERIC') throw notNow()
        throw refused('invalid')
      }
    },

    async byAccessToken(token): Promise<Visitor> {
      const checked = await ask(`/oauth2/v2.1/verify?access_token=${encodeURIComponent(token)}`, {})
      const about = (await checked.json().catch(() => ({}))) as { client_id?: string; expires_in?: number }
      // Any app's token verifies; only our own channel's is meant for us.
      if (!checked.ok || channelId === undefined || about.client_id !== channelId || !(Number(about.expires_in) > 0))
        throw refused('invalid')
      const profile = await ask('/v2/profile', asPerson(token))
      if (!profile.ok) throw refused('invalid')
      const { userId, displayName } = (await profile.json()) as { userId?: string; displayName?: string }
      return visitorIn({ sub: userId, name: displayName })
    },

    async friendship(token): Promise<boolean> {
      const response = await ask('/friendship/v1/status', asPerson(token))
      return response.ok && ((await response.json()) as { friendFlag?: boolean }).friendFlag === true
    },

    async deauthorize(token): Promise<boolean> {
      if (channelId === undefined || config.loginChannelSecret === undefined) return false
      const form = { grant_type: 'client_credentials', client_id: channelId, client_secret: config.loginChannelSecret }
      const issued = await ask('/oauth2/v3/token', { method: 'POST', body: new URLSearchParams(form) })
      if (!issued.ok) return false
      const { access_token } = (await issued.json()) as { access_token: string }
      const answer = await ask('/user/v1/deauthorize', {
        method: 'POST',
        headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ userAccessToken: token }),
      })
      return answer.ok
    },
  }
}

function visitorIn({ sub, name }: JWTPayload & { name?: unknown }): Visitor {
  if (typeof sub !== 'string' || !USER_ID.test(sub)) throw refused('invalid')
  return { lineUserId: sub, displayName: typeof name === 'string' ? name : undefined }
}
