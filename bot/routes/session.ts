/** Our own short session, so that LINE's token is used once: signed, HttpOnly as a cookie, or as a bearer (SPEC §4.2). */

import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { sign, verify } from 'hono/jwt'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'

const COOKIE = 'fanbelt_session'
const AUDIENCE = 'fanbelt-liff'
const LIVES_MINUTES = 60

export interface SessionEnv {
  Variables: { lineUserId: string }
}

const secretOf = (deps: Deps): string => {
  if (deps.config.sessionSecret === undefined) throw new AppError('unavailable', 'SESSION_SECRET is not set')
  return deps.config.sessionSecret
}

/** Sets the cookie and gives the same token for a bearer. */
export async function startSession(deps: Deps, c: Context, lineUserId: string) {
  const expiresAt = new Date(deps.now().getTime() + LIVES_MINUTES * 60_000)
  const claims = { sub: lineUserId, aud: AUDIENCE, exp: Math.floor(expiresAt.getTime() / 1000) }
  const token = await sign(claims, secretOf(deps), 'HS256')
  const secure = deps.config.publicUrl.startsWith('https:')
  setCookie(c, COOKIE, token, {
    httpOnly: true,
    secure,
    sameSite: 'Lax',
    path: '/api/liff',
    maxAge: LIVES_MINUTES * 60,
  })
  return { token, expires_at: expiresAt.toISOString() }
}

/** Everybody but the one LINE vouched for gets 401. */
export const requireSession = (deps: Deps) =>
  createMiddleware<SessionEnv>(async (c, next) => {
    const bearer = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    const token = bearer ?? getCookie(c, COOKIE)
    if (token === undefined || (bearer === undefined && isForged(deps, c))) throw refused('missing')
    const claims = await verify(token, secretOf(deps), { alg: 'HS256', exp: false, iat: false, aud: AUDIENCE }).catch(
      () => undefined,
    )
    if (typeof claims?.sub !== 'string' || typeof claims.exp !== 'number') throw refused('invalid')
    if (claims.exp * 1000 <= deps.now().getTime()) throw refused('expired')
    c.set('lineUserId', claims.sub)
    await next()
  })

const refused = (reason: string) =>
  new AppError('unauthorized', 'もう一度LINEから開いてください。お書きになったものは残っています。', { reason })

/** A cookie comes along with whatever another site sends; only our own pages name our own origin (CSRF). */
function isForged(deps: Deps, c: Context): boolean {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return false
  const origin = c.req.header('origin')
  return origin !== new URL(deps.config.publicUrl).origin && origin !== new URL(c.req.url).origin
}
