/** What did an earlier tick begin and not finish? The same requests again, with the same key and body: retry is recovery. */

import { countDeliveries } from '../../db/deliveries.ts'
import {
  type Attempt,
  beginTries,
  claimOpenRequests,
  type Request,
  saveAttempts,
  unwantedRequests,
} from '../../db/requests.ts'
import { withdrawRequests } from '../../db/withdraw.ts'
import type { Allowance } from '../core/allowance.ts'
import { addMinutes } from '../core/calendar.ts'
import { openFrom } from '../core/due.ts'
import type { Deps } from '../deps.ts'
import type { Content } from './content.ts'
import { marketingPause } from './pause-marketing.ts'
import { type Door, NOT_KNOWN, NOT_TAKEN, type Sendable, type SendTally } from './send.ts'

const BATCH = 500
const LEASE_MINUTES = 5
/** What was right to send so long ago need not be right any more: the customer has bought, or complained, since. */
const DECIDED_AGAIN_MINUTES = 60
/** Clocks may differ so much. What is further ahead was written before the clock was set back. */
const AHEAD_MINUTES = 10

/** @param add takes what came of each batch */
export async function repeatOpen(
  deps: Deps,
  content: Content,
  door: Door,
  allowance: Allowance,
  add: (tally: SendTally) => void,
): Promise<void> {
  for (let batches = 0; batches < deps.limits.batchesPerTick && !door.shutUntil(); batches += 1) {
    const now = deps.now()
    const claim = { leaseId: deps.newId(), now, leaseUntil: addMinutes(now, LEASE_MINUTES), limit: BATCH }
    const open = await claimOpenRequests(deps.db, claim)
    if (open.length === 0) return
    // One click stops a tick under way, too.
    allowance.pause = await marketingPause(deps)
    const wanted = await setAside(deps, content, allowance, open, add)
    const ours = await beginTries(
      deps.db,
      claim.leaseId,
      wanted.map(({ id }) => id),
    )
    add(await door.send(wanted.filter(({ id }) => ours.has(id))))
  }
}

/** Those that may go now; the others are put off, given back or given up. */
async function setAside(
  deps: Deps,
  content: Content,
  allowance: Allowance,
  open: Request[],
  add: (tally: SendTally) => void,
): Promise<Sendable[]> {
  const now = deps.now()
  const ids = open.map(({ id }) => id)
  const unwanted = await unwantedRequests(deps.db, ids)
  const counts = await countDeliveries(deps.db, ids)
  const putOff: Attempt[] = []
  const givenBack: string[] = []
  const givenUp: Attempt[] = []
  const wanted: Sendable[] = []
  for (const request of open) {
    const { id: requestId, refused } = request
    const later = (nextTryAt: Date): Attempt => ({ requestId, status: 'sending', nextTryAt, tried: false, refused })
    const paused = allowance.pause !== undefined && !request.service
    // A quiet night does not end a retry key's life, so the repetition waits for the morning like everything else.
    const opens = openFrom(now, content.shop.guard, request.service)
    const isOld = now >= addMinutes(request.createdAt, DECIDED_AGAIN_MINUTES)
    // How old its key is nobody knows any more.
    const isAhead = request.createdAt > addMinutes(now, AHEAD_MINUTES)
    if (refused && (paused || unwanted.has(requestId) || opens > now || isOld || isAhead) && counts.has(requestId))
      givenBack.push(requestId)
    else if (isAhead) givenUp.push({ ...later(now), ...UNKNOWN })
    else if (unwanted.has(requestId)) givenUp.push({ ...later(now), ...UNWANTED })
    else if (paused) putOff.push(later(addMinutes(now, 60)))
    else if (opens > now) putOff.push(later(opens))
    else wanted.push({ ...request, certain: refused, deliveries: counts.get(requestId) ?? 0 })
  }
  const unknown = givenUp.reduce((sum, { requestId }) => sum + (counts.get(requestId) ?? 0), 0)
  const counted = unknown > 0 ? [{ name: 'deliveries', label: 'unknown', value: unknown }] : []
  const onDisk = await saveAttempts(deps.db, [...putOff, ...givenUp], now, counted)
  await onDisk()
  if (givenBack.length > 0) await deps.db.atomically(withdrawRequests(givenBack, { ...AGAIN, until: now }, now))
  add({ sent: 0, failed: 0, unknown, held: 0, apiCalls: 0 })
  return wanted
}

/** Who said stop (or blocked us, or cancelled) after the first try is not sent a second one; whether the first arrived stays unknown. */
const UNWANTED = {
  status: 'unknown',
  code: 'R_OPT_OUT',
  error:
    'そのあと「配信停止」やブロック、ご注文の取り消しなどがあったため、送り直しませんでした。届いたかどうかは確認できていません。',
} as const

const UNKNOWN = { status: 'unknown', code: 'LINE_UNKNOWN', error: NOT_KNOWN } as const

const AGAIN = { code: 'R_LINE', reason: NOT_TAKEN }
