/** How did each request end? Marks them in groups, with everything that is counted, so that a crash leaves few in doubt. */

import type { Count } from '../../db/counters.ts'
import { type Attempt, saveAttempts } from '../../db/requests.ts'
import { type Withdrawal, withdrawRequests } from '../../db/withdraw.ts'
import type { Deps } from '../deps.ts'
import type { Sendable, SendTally } from './send.ts'

const MARK_EVERY = 250

/** `withdrawn`: LINE has certainly not sent it, and its steps are to be decided again at `nextTryAt`. */
export type Mark = Omit<Attempt, 'requestId' | 'status'> & { status: Attempt['status'] | 'withdrawn' }

/** One book for one batch. */
export function markBook(deps: Deps) {
  const tally: SendTally = { sent: 0, failed: 0, unknown: 0, held: 0, apiCalls: 0 }
  let attempts: Attempt[] = []
  let withdrawn: (Withdrawal & { requestId: string })[] = []
  let counts = new Map<string, Count>()
  let onDisk: () => Promise<void> = async () => {}

  const count = (name: string, label: string, value: number) => {
    const known = counts.get(`${name} ${label}`)
    if (known) known.value += value
    else if (value > 0) counts.set(`${name} ${label}`, { name, label, value })
  }
  const countCall = (request: Sendable, { tried, httpStatus }: Mark) => {
    if (!tried) return
    tally.apiCalls += 1
    count('line_calls', `${request.kind} ${httpStatus ?? 'none'}`, 1)
  }
  const flush = async () => {
    const done = attempts
    const back = withdrawn
    const counted = [...counts.values()]
    attempts = []
    withdrawn = []
    counts = new Map()
    const now = deps.now()
    onDisk = await saveAttempts(deps.db, done, now, counted)
    for (const group of Map.groupBy(back, ({ code, until }) => `${code} ${until.getTime()}`).values()) {
      const ids = group.map(({ requestId }) => requestId)
      if (group[0]) await deps.db.atomically(withdrawRequests(ids, group[0], now))
    }
  }

  return {
    async add(request: Sendable, mark: Mark): Promise<void> {
      const { status, ...about } = mark
      const requestId = request.id
      countCall(request, mark)
      if (status === 'withdrawn') {
        tally.held += request.deliveries
        count('deliveries', 'withdrawn', request.deliveries)
        // What LINE said stays on record with the request itself.
        if (mark.tried) attempts.push({ requestId, ...about, status: 'sending' })
        withdrawn.push({ requestId, code: mark.code ?? '', reason: mark.error ?? '', until: mark.nextTryAt })
      } else {
        if (status !== 'sending') {
          tally[status] += request.deliveries
          count('deliveries', status, request.deliveries)
        }
        if (status === 'sent') count('people_reached', '', request.recipients)
        attempts.push({ requestId, ...about, status })
      }
      if (attempts.length + withdrawn.length >= MARK_EVERY) await flush()
    },
    /** Smaller ones took its place and are already written down. */
    split: countCall,
    async close(): Promise<SendTally> {
      await flush()
      // The last is there when all are.
      await onDisk()
      return tally
    },
  }
}
