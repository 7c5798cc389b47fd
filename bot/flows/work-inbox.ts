/** Works off what LINE told us: in order for each customer, one bad event never harming the rest. */

import { claimEvents, finishEvents, type InboxEvent, releaseEvents, returnEvent } from '../../db/inbox.ts'
import { addMinutes } from '../core/calendar.ts'
import { readEvent } from '../core/line-event.ts'
import type { Deps } from '../deps.ts'
import { type Content, loadContent } from './content.ts'
import { handleEvent } from './handle-event.ts'

const BATCH = 200
const LEASE_MINUTES = 5
/** The longest one event may take: LINE asked for a profile and twice for a reply, ten seconds each, and room besides. */
const ONE_EVENT_MINUTES = 1
const USERS_AT_ONCE = 8
const MOST_TRIES = 5

export interface InboxSummary {
  done: number
  ignored: number
  failed: number
}

/** Until nothing waits. Safe to run twice at once, and to be killed at any point. */
export async function workInbox(deps: Deps): Promise<InboxSummary> {
  const summary: InboxSummary = { done: 0, ignored: 0, failed: 0 }
  for (;;) {
    const content = await loadContent(deps)
    const now = deps.now()
    const leaseUntil = addMinutes(now, LEASE_MINUTES)
    const events = await claimEvents(deps.db, { leaseId: deps.newId(), now, leaseUntil, limit: BATCH })
    if (events.length === 0) return summary
    const beginUntil = addMinutes(leaseUntil, -ONE_EVENT_MINUTES)
    // Events of no user have no order to keep.
    const queue = [...Map.groupBy(events, (event) => event.userId || event.eventId).values()]
    const work = async () => {
      for (let own = queue.shift(); own; own = queue.shift()) await workInOrder(deps, content, own, beginUntil, summary)
    }
    await Promise.all(Array.from({ length: Math.min(USERS_AT_ONCE, queue.length) }, work))
  }
}

/**
 * One customer's events. A failing one is tried again later, and those behind it wait for it. None is begun after
 * `beginUntil`: the lease ends soon, and then they are anybody's.
 */
async function workInOrder(
  deps: Deps,
  content: Content,
  events: InboxEvent[],
  beginUntil: Date,
  summary: InboxSummary,
): Promise<void> {
  for (const [index, event] of events.entries()) {
    if (deps.now() >= beginUntil) return
    try {
      const outcome = await handleEvent(deps, content, readEvent(JSON.parse(event.body)), event.eventId)
      await finishEvents(deps.db, [event.eventId], outcome, deps.now())
      summary[outcome] += 1
    } catch (error) {
      const now = deps.now()
      const giveUp = event.tries >= MOST_TRIES
      deps.log(giveUp ? 'event_failed' : 'event_retried', { eventId: event.eventId, tries: event.tries, error })
      summary.failed += 1
      await returnEvent(deps.db, event, {
        status: giveUp ? 'failed' : 'pending',
        error: error instanceof Error ? error.message : String(error),
        nextTryAt: addMinutes(now, 2 ** event.tries),
      })
      if (giveUp) continue
      await releaseEvents(deps.db, events.slice(index + 1), now)
      return
    }
  }
}
