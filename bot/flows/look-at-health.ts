/** Can it work? The database answers, something is published, the clock runs, and the inbox is being worked off. */

import { readCounts, readStanding } from '../../db/counters.ts'
import { inboxBacklog } from '../../db/inbox.ts'
import { currentRevisionIds, currentRevisions } from '../../db/revisions.ts'
import { readStates } from '../../db/state.ts'
import { jstIso } from '../core/calendar.ts'
import { lineSeems, NOTES, type Notes, readCall, readNotes, secondsSince } from '../core/notes.ts'
import type { Deps } from '../deps.ts'

const LATE_SECONDS = 300
const LATE_TICKS = 5

/** No secrets, and nothing about a customer: anybody may read it. */
export interface Health {
  ready: boolean
  database: 'ok' | 'failed'
  published: boolean
  last_tick: { at: string; age_seconds: number; seconds: number; result: 'ok' | 'failed' } | null
  inbox: { waiting: number; oldest_seconds: number }
  due: { late_seconds: number }
  line: 'ok' | 'unreachable' | 'unknown'
  marketing: 'on' | 'paused' | 'unknown'
  quota: { limit: number | null; used: number; read_at: string | null; full_until: string | null } | null
}

const UNKNOWN: Health = {
  ready: false,
  database: 'failed',
  published: false,
  last_tick: null,
  inbox: { waiting: 0, oldest_seconds: 0 },
  due: { late_seconds: 0 },
  line: 'unknown',
  marketing: 'unknown',
  quota: null,
}

export async function lookAtHealth(deps: Deps): Promise<Health> {
  try {
    return await look(deps)
  } catch (error) {
    deps.log('health_failed', { error })
    return UNKNOWN
  }
}

async function look(deps: Deps): Promise<Health> {
  const now = deps.now()
  const [backlog, revisions, values, counts, { oldestDueAt }] = await Promise.all([
    inboxBacklog(deps.db),
    currentRevisionIds(deps.db),
    readStates(deps.db, Object.values(NOTES)),
    readCounts(deps.db),
    readStanding(deps.db, now),
  ])
  const notes = readNotes(values, now)
  const published = revisions.length > 0
  const oldest = secondsSince(backlog.oldestAt, now)
  const succeeded = counts.some(({ name, label = '' }) => name === 'line_calls' && readCall(label).succeeded)
  return {
    // Not LINE: while it is down we still hear, keep and decide, and to be restarted or cut off would not bring it back.
    ready: published && oldest <= LATE_SECONDS && !(await isClockStopped(deps, notes.lastTick?.at)),
    database: 'ok',
    published,
    last_tick: tickOf(notes, now),
    inbox: { waiting: backlog.waiting, oldest_seconds: oldest },
    due: { late_seconds: secondsSince(oldestDueAt, now) },
    line: lineSeems(notes, succeeded),
    marketing: notes.paused ? 'paused' : 'on',
    quota: quotaOf(notes),
  }
}

/** With TICK_SECONDS=0 somebody else runs the clock, when they like. */
async function isClockStopped(deps: Deps, lastAt: Date | undefined): Promise<boolean> {
  const { tickSeconds } = deps.config
  if (tickSeconds === 0) return false
  const since = lastAt ?? (await publishedAt(deps))
  return secondsSince(since, deps.now()) > Math.max(LATE_SECONDS, LATE_TICKS * tickSeconds)
}

/** Where no tick was ever seen, the first one was to come after this. */
async function publishedAt(deps: Deps): Promise<Date | undefined> {
  const times = (await currentRevisions(deps.db)).map((revision) => revision.publishedAt.getTime())
  return times.length > 0 ? new Date(Math.min(...times)) : undefined
}

function tickOf({ lastTick }: Notes, now: Date): Health['last_tick'] {
  if (!lastTick) return null
  const { at, seconds, result } = lastTick
  return { at: jstIso(at), age_seconds: secondsSince(at, now), seconds, result }
}

const iso = (at: Date | undefined): string | null => (at ? jstIso(at) : null)

function quotaOf({ quota }: Notes): Health['quota'] {
  if (!quota) return null
  const { limit = null, used, readAt, fullUntil } = quota
  return { limit, used, read_at: iso(readAt), full_until: iso(fullUntil) }
}
