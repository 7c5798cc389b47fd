/** LINE speaks: verify, store, answer 200; the work follows. */

import { type Context, Hono } from 'hono'
import { isWebhookBody, userOf, type WebhookBody } from '../core/line-event.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { receiveEvents } from '../flows/receive-events.ts'
import { type AnswerError, answerLogged, type Logged } from './log-requests.ts'

/** LINE sends at most a few hundred events in a call. */
const LARGEST_BODY = 2 * 1024 * 1024

export type Verify = (secrets: readonly string[], body: ArrayBuffer, header: string | undefined) => Promise<boolean>

/** By itself, without what is done around all other routes: several hundred of these a second may come after a broadcast. */
export function webhook(deps: Deps, verify: Verify, answerError: AnswerError) {
  const hear = async (c: Context<Logged>) => {
    const raw = await bodyOf(c)
    if (!(await verify(deps.config.line.secrets, raw, c.req.header('x-line-signature'))))
      throw new AppError('unauthorized', 'the signature does not match')
    const { events } = readBody(raw)
    c.set('events', events.length)
    await receiveEvents(
      deps,
      events.map((event) => ({ event, userId: userOf(event) })),
    )
  }
  return new Hono<Logged>().post('/webhook', (c) => answerLogged(deps.log, c, hear, answerError))
}

/** LINE says how long its body is, and then the server reads no more. Who does not say is read no further than that. */
async function bodyOf({ req }: Context): Promise<ArrayBuffer> {
  const length = req.header('content-length')
  if (length !== undefined && req.header('transfer-encoding') === undefined) {
    if (Number(length) > LARGEST_BODY) throw tooLarge()
    return req.arrayBuffer()
  }
  const parts: Uint8Array<ArrayBuffer>[] = []
  let left = LARGEST_BODY
  for await (const part of req.raw.body ?? []) {
    left -= part.length
    if (left < 0) throw tooLarge()
    parts.push(part)
  }
  return new Blob(parts).arrayBuffer()
}

const tooLarge = () => new AppError('too_large', 'the body is too large')

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

function readBody(raw: ArrayBuffer): WebhookBody {
  let json: unknown
  try {
    json = JSON.parse(utf8.decode(raw))
  } catch {
    throw new AppError('invalid', 'the body is not JSON')
  }
  if (!isWebhookBody(json)) throw new AppError('invalid', 'the body is not a webhook call of LINE')
  return json
}
