/** The one door out: the only file that lets LINE send a push or a multicast. */

import { addMinutes } from '../core/calendar.ts'
import {
  FAILURES_TO_OPEN,
  HASTY_TO_STOP,
  KEY_LIVES_MINUTES,
  type Outcome,
  outcomeOf,
  tryAgainAt,
} from '../core/line-outcome.ts'
import type { Deps } from '../deps.ts'
import { type LineAnswer, LineBusy, LineRejected, LineUnreachable } from '../errors.ts'
import { closeCircuit, openCircuit, readCircuit } from './circuit.ts'
import { type Mark, markBook } from './mark.ts'
import { quotaIsFull } from './month-quota.ts'
import { splitRequest } from './split-request.ts'

/**
 * Slow start: a few at once, one more for each success, so that a LINE that does not answer holds up only a few. The next
 * batch begins where the last one was; whatever is no success begins anew.
 */
const AT_ONCE_FIRST = 8
/** Of each batch that leaves. */
const AT_ONCE_MOST = 128

/** A request that stands in the database with its body and retry key. */
export interface Sendable {
  id: string
  kind: string
  body: string
  recipients: number
  service: boolean
  status: string
  createdAt: Date
  nextTryAt: Date
  tries: number
  /** No earlier try can have arrived. */
  certain: boolean
  /** How many steps it carries. */
  deliveries: number
}

export interface SendTally {
  sent: number
  failed: number
  unknown: number
  /** Given back, to be decided again. */
  held: number
  apiCalls: number
}

export interface Door {
  /** Until when LINE takes nothing more; undefined while it does. */
  shutUntil(): Date | undefined
  /**
   * Sends, and writes down how each ended. What cannot leave now stays open for a later tick, or is given back.
   * @param resting the shop has stopped its marketing since these were decided
   */
  send(requests: readonly Sendable[], resting?: boolean): Promise<SendTally>
  /** How many requests it takes in this tick, besides those it has. */
  room(): number
  /** People reached through this door so far. */
  reached(): number
}

interface Shut {
  until: Date
  because: Outcome | 'limit'
}

/** One door for one tick: what it learns about LINE in one batch holds for the next. */
export async function openDoor(deps: Deps): Promise<Door> {
  const circuit = await readCircuit(deps)
  const waits = circuit.openUntil && circuit.openUntil > deps.now()
  let shut: Shut | undefined = waits && circuit.openUntil ? { until: circuit.openUntil, because: 'unclear' } : undefined
  let trusted = circuit.failures === 0
  const inARow = { unclear: 0, hasty: 0 }
  let atOnce = AT_ONCE_FIRST
  let calls = 0
  /** Neither sent nor set aside yet. */
  let waiting = 0
  let people = 0

  const learn = async (outcome: Outcome | undefined, retryAt: Date): Promise<void> => {
    if (outcome === undefined) return
    atOnce = outcome === 'sent' ? Math.min(atOnce + 1, AT_ONCE_MOST) : AT_ONCE_FIRST
    inARow.unclear = outcome === 'unclear' ? inARow.unclear + 1 : 0
    inARow.hasty = outcome === 'hasty' ? inARow.hasty + 1 : 0
    if (outcome !== 'unclear' && !trusted) {
      trusted = true
      await closeCircuit(deps)
    }
    if (shut) return
    if (outcome === 'locked' || outcome === 'quota' || inARow.hasty >= HASTY_TO_STOP)
      shut = { until: retryAt, because: outcome }
    if (outcome === 'quota') await quotaIsFull(deps)
    if (inARow.unclear >= (trusted ? FAILURES_TO_OPEN : 1)) {
      shut = { until: retryAt, because: 'unclear' }
      shut.until = await openCircuit(deps, circuit)
    }
  }

  const send = async (requests: readonly Sendable[], resting = false): Promise<SendTally> => {
    const book = markBook(deps)
    const queue = [...requests]
    waiting += queue.length
    const runners = new Set<Promise<void>>()
    let failure: unknown
    const addRunner = () => {
      const runner = run()
        .catch((error) => {
          // The database is gone: nobody begins another one.
          failure ??= error
          queue.length = 0
        })
        .finally(() => runners.delete(runner))
      runners.add(runner)
    }
    const run = async (): Promise<void> => {
      for (let request = queue.shift(); request; request = queue.shift()) {
        if (!shut && calls >= deps.limits.callsPerTick) shut = { until: deps.now(), because: 'limit' }
        waiting -= 1
        // Whoever slept so long has lost it: others may have sent it or decided again, and the night may have come.
        if (deps.now() >= request.nextTryAt) continue
        const found = shut ? unsent(request, shut) : resting ? rests(deps, request) : isTooOld(deps, request)
        if (found) {
          await book.add(request, found)
          continue
        }
        calls += 1
        const { outcome, mark, answer } = await attempt(deps, request)
        await learn(outcome, mark.nextTryAt)
        const smaller = outcome === 'refused' && answer ? await splitRequest(deps, request, answer) : []
        if (smaller.length > 0) {
          queue.unshift(...smaller)
          waiting += smaller.length
          book.split(request, mark)
        } else await book.add(request, outcome === 'quota' && request.certain ? { ...mark, ...NO_MORE } : mark)
        if (outcome !== 'sent') continue
        people += request.recipients
        if (runners.size < AT_ONCE_MOST && queue.length > 0) addRunner()
      }
    }
    for (let n = 0; n < Math.min(trusted ? atOnce : 1, requests.length); n += 1) addRunner()
    while (runners.size > 0) await Promise.all(runners)
    if (failure) throw failure
    return book.close()
  }

  const room = () => deps.limits.callsPerTick - calls - waiting
  return { shutUntil: () => shut?.until, send, room, reached: () => people }
}

const NO_MORE = {
  status: 'withdrawn',
  code: 'R_QUOTA',
  error: '今月の配信数の上限に達したとLINEから返事がありました。',
} as const

/** Not tried: it waits with its key, or goes back to be decided again when the month is over for it. */
function unsent(request: Sendable, { until, because }: Shut): Mark {
  const about = { nextTryAt: until, tried: false, refused: request.certain }
  return because === 'quota' && request.certain ? { ...about, ...NO_MORE } : { ...about, status: 'sending' }
}

/** Not tried: its steps are decided again later, as they would have been held in the first place. */
const rests = (deps: Deps, { service }: Sendable): Mark | undefined =>
  service ? undefined : { status: 'withdrawn', tried: false, nextTryAt: addMinutes(deps.now(), 60), ...RESTING }

const RESTING = {
  code: 'R_ALL_PAUSED',
  error: 'ご案内の配信をすべて止めています。再開しましたらお送りします。',
} as const

export const NOT_TAKEN = 'LINEに受け付けてもらえなかったため、あらためて送るかどうかを決めます。'
export const NOT_KNOWN = 'LINEに届いたかどうか確認できませんでした。'

/** LINE would take an old key for a new one: what may have arrived is left alone, what cannot have is decided again. */
function isTooOld(deps: Deps, request: Sendable): Mark | undefined {
  const now = deps.now()
  if (now < addMinutes(request.createdAt, KEY_LIVES_MINUTES)) return undefined
  const about = { nextTryAt: now, tried: false }
  if (request.certain) return { ...about, status: 'withdrawn', code: 'R_LINE', error: NOT_TAKEN }
  deps.log('delivery_unknown', { requestId: request.id })
  return { ...about, status: 'unknown', code: 'LINE_UNKNOWN', error: NOT_KNOWN }
}

interface Attempted {
  /** Undefined when it was our own mistake, which says nothing about LINE. */
  outcome?: Outcome
  mark: Mark
  answer?: LineAnswer
}

async function attempt(deps: Deps, request: Sendable): Promise<Attempted> {
  const { push, multicast } = deps.line
  try {
    const accepted = await (request.kind === 'multicast' ? multicast : push)(request.body, request.id)
    const httpStatus = accepted.repeated ? 409 : 200
    const about = { nextTryAt: deps.now(), tried: true, httpStatus, lineRequestId: accepted.requestId }
    return { outcome: 'sent', mark: { ...about, status: 'sent' } }
  } catch (error) {
    return notSent(deps, request, error)
  }
}

const EVENTS: Record<Outcome, string> = {
  sent: 'line_accepted',
  refused: 'line_rejected',
  locked: 'line_rejected',
  hasty: 'line_busy',
  quota: 'line_busy',
  unclear: 'line_unreachable',
}

function notSent(deps: Deps, request: Sendable, error: unknown): Attempted {
  const ours = error instanceof LineRejected || error instanceof LineBusy || error instanceof LineUnreachable
  const answer = ours ? error.answer : undefined
  const outcome = outcomeOf({ status: answer?.status, quota: error instanceof LineBusy && error.quota })
  const message = error instanceof Error ? error.message : String(error)
  const about = { requestId: request.id, status: answer?.status, lineRequestId: answer?.requestId }
  // A bug, or a body that cannot be sent, is unclear too; the log says where.
  if (ours) deps.log(EVENTS[outcome], { ...about, message, details: answer?.details })
  else deps.log('delivery_failed', { ...about, error })
  const nextTryAt =
    outcome === 'quota'
      ? addMinutes(deps.now(), 60)
      : outcome === 'locked'
        ? addMinutes(deps.now(), 10)
        : tryAgainAt(deps.now(), request.tries, request.id)
  return {
    outcome: ours ? outcome : undefined,
    answer,
    mark: {
      status: outcome === 'refused' ? 'failed' : 'sending',
      tried: true,
      nextTryAt,
      refused: request.certain && outcome !== 'unclear',
      code: outcome === 'hasty' || outcome === 'quota' ? 'LINE_BUSY' : answer && `LINE_${answer.status}`,
      error: answer?.message ?? message,
      httpStatus: answer?.status,
      lineRequestId: answer?.requestId,
    },
  }
}
