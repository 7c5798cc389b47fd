/** Answers while the customer is looking: the only file that uses a reply token, because replies are free (LINE §6.1). */

import { beginReply, type InboxEvent } from '../../db/inbox.ts'
import { isEssential, type ReplyKind, type ReplyOutcome } from '../core/reply-token.ts'
import type { Deps, LineMessage } from '../deps.ts'
import { type LineAnswer, LineBusy, LineRejected } from '../errors.ts'

const MOST_TRIES = 3

/** One call, so at most five messages. */
export interface Reply {
  kind: ReplyKind
  token: string
  messages: LineMessage[]
}

/**
 * Says something with the token of the event, while it is good. A token works once, so repeating an unclear try is
 * harmless. Never throws for what LINE does.
 */
export async function reply(deps: Deps, event: InboxEvent, reply: Reply): Promise<ReplyOutcome> {
  const { outcome, ...how } = await sayOnce(deps, event, reply)
  deps.log('reply', { eventId: event.eventId, kind: reply.kind, outcome, ...how })
  return outcome
}

interface Try {
  outcome: ReplyOutcome
  tries: number
  status?: number
  lineRequestId?: string
  message?: string
  details?: unknown
}

async function sayOnce(deps: Deps, event: InboxEvent, { kind, token, messages }: Reply): Promise<Try> {
  const until = event.replyUntil
  // Somebody has tried before us and then fell over: it may have been said.
  if (until === null) return { outcome: 'unclear', tries: 0 }
  let last: Try = { outcome: 'late', tries: 0 }
  if (deps.now() >= until) return last
  // Only what may be pushed instead has to survive a crash as "perhaps said".
  if (isEssential(kind) && !(await beginReply(deps.db, event))) return { outcome: 'unclear', tries: 0 }
  for (let tries = 1; tries <= MOST_TRIES && deps.now() < until; tries += 1) {
    try {
      const { requestId } = await deps.line.reply(token, messages)
      return { outcome: 'said', tries, lineRequestId: requestId }
    } catch (error) {
      const { outcome, ...answer } = readRefusal(error)
      last = { ...answer, outcome: last.outcome === 'unclear' ? 'unclear' : outcome, tries }
      if (error instanceof LineRejected) return last
    }
  }
  return last
}

/** What this one try says by itself: only 5xx, time-outs and broken connections leave it open. */
function readRefusal(error: unknown): Omit<Try, 'tries'> {
  const told = (outcome: ReplyOutcome, { status, requestId, message, details }: LineAnswer) => ({
    outcome,
    status,
    lineRequestId: requestId,
    message,
    details,
  })
  if (error instanceof LineRejected)
    return told(/invalid reply token/i.test(error.answer.message) ? 'late' : 'refused', error.answer)
  if (error instanceof LineBusy) return told('refused', error.answer)
  return { outcome: 'unclear', message: error instanceof Error ? error.message : String(error) }
}
