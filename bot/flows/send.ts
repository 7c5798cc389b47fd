/** The one door out: the only file that lets LINE send a push or a multicast. */

import { type Attempt, countDeliveries, type NewRequest, type Request, saveAttempts } from '../../db/deliveries.ts'
import { addMinutes } from '../core/calendar.ts'
import type { Deps } from '../deps.ts'
import { LineBusy, LineRejected, LineUnreachable } from '../errors.ts'

/** LINE takes 2,000 pushes a second; a few at once keep one slow answer from holding up the rest. */
const AT_ONCE = 16
/** Marked in groups, so that a crash leaves few to be repeated. */
const MARK_EVERY = 100
/** LINE takes nothing more for now: too fast, the month's quota is used up, or our token is refused. The rest waits too. */
const STOPPING: ReadonlySet<string | undefined> = new Set(['LINE_BUSY', 'LINE_401'])
/** LINE remembers a retry key for 24 hours from the first try; after that the same key would send again (LINE §6.3). */
const KEY_LIVES_MINUTES = 23 * 60 + 30

export interface SendTally {
  sent: number
  failed: number
  unknown: number
  apiCalls: number
}

type Sendable = Pick<Request, 'id' | 'kind' | 'body' | 'createdAt' | 'tries'> | (NewRequest & { tries: number })

/**
 * Sends requests that stand in the database with their body and retry key, and writes down how each ended.
 * A request that LINE could not be reached for stays open: the next tick repeats it with the same key. When LINE is busy
 * the rest waits for a later tick.
 * @param requests rows with status `sending`, leased by the caller
 */
export async function sendRequests(deps: Deps, requests: Sendable[]): Promise<SendTally> {
  const tally: SendTally = { sent: 0, failed: 0, unknown: 0, apiCalls: 0 }
  const counts = await countDeliveries(
    deps.db,
    requests.map((request) => request.id),
  )
  const queue = [...requests]
  let attempts: Attempt[] = []
  let busyUntil: Date | undefined

  const flush = async () => {
    const done = attempts
    attempts = []
    await saveAttempts(deps.db, done, deps.now())
  }
  const work = async () => {
    for (let request = queue.shift(); request; request = queue.shift()) {
      const attempt = busyUntil ? waiting(request, busyUntil) : await attemptOne(deps, request)
      if (attempt.tried) tally.apiCalls += 1
      if (STOPPING.has(attempt.code)) busyUntil ??= attempt.nextTryAt
      if (attempt.status !== 'sending') tally[attempt.status] += counts.get(request.id) ?? 0
      attempts.push(attempt)
      if (attempts.length >= MARK_EVERY) await flush()
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, work))
  await flush()
  return tally
}

const waiting = (request: Sendable, until: Date): Attempt => ({
  requestId: request.id,
  status: 'sending',
  nextTryAt: until,
  tried: false,
})

async function attemptOne(deps: Deps, request: Sendable): Promise<Attempt> {
  const now = deps.now()
  const about = { requestId: request.id, nextTryAt: now, tried: true }
  if (now >= addMinutes(request.createdAt, KEY_LIVES_MINUTES)) {
    deps.log('delivery_unknown', { requestId: request.id })
    return {
      ...about,
      status: 'unknown',
      tried: false,
      code: 'LINE_UNKNOWN',
      error: 'LINEに届いたかどうか確認できませんでした。',
    }
  }
  try {
    const accepted = await (request.kind === 'multicast' ? deps.line.multicast : deps.line.push)(
      request.body,
      request.id,
    )
    return { ...about, status: 'sent', httpStatus: accepted.repeated ? 409 : 200, lineRequestId: accepted.requestId }
  } catch (error) {
    return failedAttempt(deps, request, error, about)
  }
}

function failedAttempt(
  deps: Deps,
  request: Sendable,
  error: unknown,
  about: { requestId: string; nextTryAt: Date; tried: boolean },
): Attempt {
  const now = deps.now()
  if (error instanceof LineRejected) {
    const { status, requestId, message, details } = error.answer
    deps.log('line_rejected', { requestId: request.id, status, lineRequestId: requestId, message, details })
    const answer = { code: `LINE_${status}`, error: message, httpStatus: status, lineRequestId: requestId }
    // A refused token says nothing against the message: it goes out once the shop has mended the settings.
    if (status === 401) return { ...about, ...answer, status: 'sending', nextTryAt: addMinutes(now, 10) }
    return { ...about, ...answer, status: 'failed' }
  }
  if (error instanceof LineBusy) {
    deps.log('line_busy', { requestId: request.id, quota: error.quota, lineRequestId: error.answer.requestId })
    const nextTryAt = addMinutes(now, error.quota ? 60 : 1)
    return { ...about, status: 'sending', nextTryAt, code: 'LINE_BUSY', error: error.message, httpStatus: 429 }
  }
  if (error instanceof LineUnreachable) {
    deps.log('line_unreachable', { requestId: request.id, message: error.message })
    const nextTryAt = addMinutes(now, backoff(request))
    return { ...about, status: 'sending', nextTryAt, error: error.message, httpStatus: error.answer?.status }
  }
  // A bug, or a body that cannot be sent: unclear like a lost answer, and nobody else's message waits for it.
  deps.log('delivery_failed', { requestId: request.id, error })
  const message = error instanceof Error ? error.message : String(error)
  return { ...about, status: 'sending', nextTryAt: addMinutes(now, backoff(request)), error: message }
}

const backoff = ({ tries }: Sendable): number => Math.min(2 ** tries, 30)
