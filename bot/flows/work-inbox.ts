/** Works off what LINE told us: in order for each customer, one bad event never harming the rest. */

import type { Count } from '../../db/counters.ts'
import { claimEvents, finishEvent, type InboxEvent, releaseEvents, returnEvent } from '../../db/inbox.ts'
import { addMinutes } from '../core/calendar.ts'
import type { Deps } from '../deps.ts'
import { reasonOf } from '../errors.ts'
import { type Content, loadContent } from './content.ts'
import { handleEvent } from './handle-event.ts'

const BATCH = 200
const LEASE_MINUTES = 5
/** The longest one event may take: LINE asked for a profile and three times for a reply, ten seconds each, and room besides. */
const ONE_EVENT_MINUTES = 1
const USERS_AT_ONCE = 8
const MOST_TRIES = 5

export interface InboxSummary {
  done: number
  ignored: number
  retried: number
  failed: number
}

/**
 * Until nothing waits, or as many events were taken as one run may: then the next run goes on. Safe to run twice at once,
 * and to be killed at any point.
 */
export async function workInbox(deps: Deps): Promise<InboxSummary> {
  const summary: InboxSummary = { done: 0, ignored: 0, retried: 0, failed: 0 }
  for (let left = deps.limits.eventsPerRun; left > 0; ) {
    const content = await loadContent(deps)
    const now = deps.now()
    const leaseUntil = addMinutes(now, LEASE_MINUTES)
    const limit = Math.min(BATCH, left)
    const events = await claimEvents(deps.db, { leaseId: deps.newId(), now, leaseUntil, limit })
    if (events.length === 0) return summary
    left -= events.length
    const beginUntil = addMinutes(leaseUntil, -ONE_EVENT_MINUTES)
    // Events of no user have no order to keep.
    const queue = [...Map.groupBy(events, (event) => event.userId || event.eventId).values()]
    const work = async () => {
      for (let own = queue.shift(); own; own = queue.shift()) await workInOrder(deps, content, own, beginUntil, summary)
    }
    await Promise.all(Array.from({ length: Math.min(USERS_AT_ONCE, queue.length) }, work))
  }
  deps.wake('inbox')
  return summary
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
      const { status, reply, push } = await handleEvent(deps, content, event)
      const counts = [ended(status), ...(reply ? [{ name: 'replies', label: reply, value: 1 }] : [])]
      await finishEvent(deps.db, event, status, deps.now(), { counts, requests: push ? [push] : [] })
      if (push) deps.wake('tick')
      summary[status] += 1
    } catch (error) {
      const now = deps.now()
      const outcome = event.tries >= MOST_TRIES ? 'failed' : 'retried'
      deps.log(`event_${outcome}`, { eventId: event.eventId, tries: event.tries, error })
      summary[outcome] += 1
      await returnEvent(
        deps.db,
        event,
        {
          status: outcome === 'failed' ? 'failed' : 'pending',
          error: reasonOf(error),
          nextTryAt: addMinutes(now, 2 ** event.tries),
        },
        { counts: [ended(outcome)] },
      )
      if (outcome === 'failed') continue
      await releaseEvents(deps.db, events.slice(index + 1), now)
      return
    }
  }
}

const ended = (label: keyof InboxSummary): Count => ({ name: 'events', label, value: 1 })
