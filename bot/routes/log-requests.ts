/** One line for each request when it is done: which, how it ended, how long it took. */

import { createMiddleware } from 'hono/factory'
import type { Log } from '../deps.ts'

/** What a route may add to its line. */
export interface Logged {
  Variables: { requestId: string; events: number }
}

/** They are asked every few seconds: only a failure is worth a line. */
const PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics'])

/** Without what would let a reader of the log follow a customer's link, or anything else of a token's length. */
export const pathForLog = (path: string): string =>
  path
    .replace(/\/r\/.+/is, '/r/…')
    .replace(/[^/]{65,}/g, '…')
    .slice(0, 200)

export const logRequests = (log: Log) =>
  createMiddleware<Logged>(async function logRequest(c, next) {
    const begun = performance.now()
    await next()
    const { status } = c.res
    if (status < 500 && PROBES.has(c.req.path)) return
    log('request', {
      requestId: c.get('requestId'),
      method: c.req.method,
      path: pathForLog(c.req.path),
      status,
      ms: Math.round((performance.now() - begun) * 10) / 10,
      events: c.get('events'),
    })
  })
