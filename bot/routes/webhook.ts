/** LINE speaks: verify, store, answer 200; the work follows. */

import { Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { userOf, WebhookBody } from '../core/line-event.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { receiveEvents } from '../flows/receive-events.ts'
import type { Logged } from './log-requests.ts'

/** LINE sends at most a few hundred events in a call. */
const LARGEST_BODY = 2 * 1024 * 1024

export type Verify = (secrets: readonly string[], body: ArrayBuffer, header: string | undefined) => Promise<boolean>

const tooLarge = (): never => {
  throw new AppError('too_large', 'the body is too large')
}
const countBytes = bodyLimit({ maxSize: LARGEST_BODY, onError: tooLarge })

/** LINE says how long its body is, and then the server reads no more: Hono's counting costs more than all our own work. */
const limit: MiddlewareHandler = (c, next) => {
  const length = c.req.header('content-length')
  if (length === undefined || c.req.header('transfer-encoding') !== undefined) return countBytes(c, next)
  return Number(length) > LARGEST_BODY ? tooLarge() : next()
}

export function webhook(deps: Deps, verify: Verify) {
  return new Hono<Logged>().post('/webhook', limit, async (c) => {
    const raw = await c.req.arrayBuffer()
    if (!(await verify(deps.config.line.secrets, raw, c.req.header('x-line-signature'))))
      throw new AppError('unauthorized', 'the signature does not match')
    const { events } = readBody(raw)
    c.set('events', events.length)
    await receiveEvents(
      deps,
      events.map((event) => ({ event, userId: userOf(event) })),
    )
    return c.body(null, 200)
  })
}

function readBody(raw: ArrayBuffer): WebhookBody {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(raw))
  } catch {
    throw new AppError('invalid', 'the body is not JSON')
  }
  const body = WebhookBody.safeParse(json)
  if (!body.success) throw new AppError('invalid', 'the body is not a webhook call of LINE')
  return body.data
}
