/** What every call to LINE's API passes: an id, the log, faults that were asked for, and the access token. */

import type { Context, MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import { badRequest, badToken, expiredToken, noAuthorization } from './errors.ts'
import { refuseBefore, spoilAfter, takeFault } from './faults.ts'
import { settleJobs } from './jobs.ts'
import { appendBounded, type RequestRecord } from './state.ts'
import type { World } from './world.ts'

export const REQUESTS_KEPT = 10_000

export interface ApiEnv {
  Variables: { requestId: string; record: RequestRecord }
}

export type ApiContext = Context<ApiEnv>

/** Only these know retry keys; elsewhere the header is a mistake (LINE §6.3). */
const WITH_RETRY_KEY = /^\/v2\/bot\/message\/(push|multicast|narrowcast|broadcast)$/

export function apiDoor(world: World): MiddlewareHandler<ApiEnv> {
  return createMiddleware<ApiEnv>(async function apiDoor(c, next) {
    settleJobs(world)
    const record = startRecord(world, c.req.raw, c.req.path)
    c.set('requestId', record.requestId)
    c.set('record', record)
    c.header('x-line-request-id', record.requestId)
    const fault = takeFault(world.state.faults, c.req.path)
    try {
      if (fault) {
        record.fault = fault.fault
        refuseBefore(fault)
      }
      if (record.retryKey && !WITH_RETRY_KEY.test(c.req.path))
        throw badRequest('The retry key is not supported by this API')
      await next()
      const spoilt = fault && (await spoilAfter(fault, c.res, c.req.raw.signal))
      if (spoilt) c.res = spoilt
      c.res.headers.set('x-line-request-id', record.requestId)
    } finally {
      record.status = c.finalized ? c.res.status : record.status
      world.touched()
    }
  })
}

function startRecord(world: World, request: Request, path: string): RequestRecord {
  const retryKey = request.headers.get('x-line-retry-key') ?? undefined
  const record: RequestRecord = {
    at: world.now(),
    method: request.method,
    path,
    status: 0,
    requestId: crypto.randomUUID(),
    ...(retryKey !== undefined && { retryKey }),
  }
  appendBounded(world.state.requests, record, REQUESTS_KEPT)
  return record
}

const bearer = (c: ApiContext) => /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1]

/** The Messaging API takes the channel's long-lived token or a stateless one of the same channel (LINE §13). */
export function requireChannelToken(world: World, channelIds = [world.options.channelId]): MiddlewareHandler<ApiEnv> {
  return createMiddleware<ApiEnv>(async function requireChannelToken(c, next) {
    const token = bearer(c)
    if (!token) throw noAuthorization()
    if (token !== world.options.accessToken) {
      const known = world.state.channelTokens.get(token)
      if (!known || !channelIds.includes(known.clientId)) throw badToken()
      if (known.expiresAt <= world.now()) throw expiredToken()
    }
    await next()
  })
}

/** LINE Login's own calls take the token of the person in front of the page. */
export function userOfToken(world: World, c: ApiContext) {
  const token = bearer(c)
  if (!token) throw noAuthorization()
  const known = world.state.userTokens.get(token)
  if (!known || known.revoked) throw badToken()
  if (known.expiresAt <= world.now()) throw expiredToken()
  const user = world.state.users.get(known.userId)
  if (!user) throw badToken()
  return user
}
