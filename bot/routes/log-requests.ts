/** One line for each request when it is done: which, how it ended, how long it took. */

import type { Context } from 'hono'
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
    logAnswer(log, c, status, begun)
  })

const logAnswer = (log: Log, c: Context<Logged>, status: number, begun: number): void =>
  log('request', {
    requestId: c.get('requestId'),
    method: c.req.method,
    path: pathForLog(c.req.path),
    status,
    ms: Math.round((performance.now() - begun) * 10) / 10,
    events: c.get('events'),
  })

export type AnswerError = (error: Error, c: Context) => Response

/**
 * As `requestId()` and `logRequests` around a route, for one that is asked so often that going round costs too much.
 * @param work what is answered 200 without a body when it is done
 */
export async function answerLogged(
  log: Log,
  c: Context<Logged>,
  work: (c: Context<Logged>) => Promise<void>,
  answerError: AnswerError,
): Promise<Response> {
  const begun = performance.now()
  const named = c.req.header('x-request-id')
  const id = named && /^[\w\-=]{1,255}$/.test(named) ? named : crypto.randomUUID()
  c.set('requestId', id)
  const answer = await work(c).then(
    () => c.body(null, 200, { 'x-request-id': id }),
    (error) => {
      c.header('x-request-id', id)
      return answerError(error, c)
    },
  )
  logAnswer(log, c, answer.status, begun)
  return answer
}
