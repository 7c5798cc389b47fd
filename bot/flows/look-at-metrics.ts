/** What has been done since the first day, and how much waits: the numbers of `/metrics` (SPEC §4.2). */

import { type Count, readCounts, readStanding } from '../../db/counters.ts'
import { inboxBacklog } from '../../db/inbox.ts'
import { readStates } from '../../db/state.ts'
import { isOpen, NOTES, readCall, readNotes, secondsSince } from '../core/notes.ts'
import { type Family, histogram, type Sample } from '../core/prometheus.ts'
import type { Deps } from '../deps.ts'

/** Upper ends of the histogram's buckets, in seconds: from a tick with nothing to do up to one that outlives its lease. */
export const TICK_SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300]

interface Counter {
  /** Its name in the table `counters`. */
  of: string
  name: string
  help: string
  /** Shown from the first day, at 0: a number that appears out of nowhere has no rate. */
  known?: string[]
  labels: (label: string) => Record<string, string>
}

const as = (name: string) => (label: string) => ({ [name]: label })

const COUNTERS: Counter[] = [
  {
    of: 'events',
    name: 'fanbelt_events_total',
    help: 'Events of LINE that were worked on, by outcome.',
    known: ['done', 'ignored', 'failed', 'retried'],
    labels: as('outcome'),
  },
  {
    of: 'replies',
    name: 'fanbelt_replies_total',
    help: 'Answers with a reply token, by outcome.',
    known: ['said', 'late', 'unclear', 'refused'],
    labels: as('outcome'),
  },
  {
    of: 'deliveries',
    name: 'fanbelt_deliveries_total',
    help: 'Steps, by outcome. A step that is held counts again when it goes out.',
    known: ['sent', 'failed', 'unknown', 'held', 'denied', 'skipped', 'listed', 'withdrawn'],
    labels: as('outcome'),
  },
  { of: 'holds', name: 'fanbelt_holds_total', help: 'Steps that had to wait, by reason.', labels: as('reason') },
  {
    of: 'line_calls',
    name: 'fanbelt_line_calls_total',
    help: 'Calls to LINE by the status it answered; "none" when no answer came.',
    labels: (label) => ({ call: readCall(label).call, status: readCall(label).status }),
  },
  {
    of: 'people_reached',
    name: 'fanbelt_people_reached_total',
    help: 'People LINE took a push or multicast for: what its quota counts.',
    known: [''],
    labels: () => ({}),
  },
  {
    of: 'ticks',
    name: 'fanbelt_ticks_total',
    help: 'Runs of the clock, by result.',
    known: ['ok', 'failed'],
    labels: as('result'),
  },
]

type Counts = Map<string, Map<string, number>>

const byName = (counts: Count[]): Counts =>
  new Map(
    [...Map.groupBy(counts, ({ name }) => name)].map(([name, some]) => [
      name,
      new Map(some.map(({ label = '', value }) => [label, value])),
    ]),
  )

function counter({ of, name, help, known = [], labels }: Counter, counts: Counts): Family {
  const mine = counts.get(of) ?? new Map<string, number>()
  const samples = [...new Set([...known, ...mine.keys()])].map(
    (label): Sample => ({ labels: labels(label), value: mine.get(label) ?? 0 }),
  )
  return { name, help, type: 'counter', samples }
}

/** @param value undefined when it is not known: then it is not shown */
const gauge = (name: string, help: string, value: number | undefined): Family => ({
  name,
  help,
  type: 'gauge',
  samples: value === undefined ? [] : [{ value }],
})

export async function lookAtMetrics(deps: Deps): Promise<Family[]> {
  const now = deps.now()
  const [rows, standing, backlog, values] = await Promise.all([
    readCounts(deps.db),
    readStanding(deps.db, now),
    inboxBacklog(deps.db),
    readStates(deps.db, Object.values(NOTES)),
  ])
  const counts = byName(rows)
  const notes = readNotes(values, now)
  const { lastTick, quota } = notes
  return [
    {
      name: 'fanbelt_events_received_total',
      help: 'Events of LINE that were stored.',
      type: 'counter',
      samples: [{ value: standing.received }],
    },
    ...COUNTERS.map((one) => counter(one, counts)),
    histogram(
      { name: 'fanbelt_tick_duration_seconds', help: 'How long a run of the clock took.' },
      TICK_SECONDS,
      counts.get('tick_seconds_bucket') ?? new Map(),
      counts.get('tick_seconds')?.get('') ?? 0,
    ),
    gauge(
      'fanbelt_last_tick_age_seconds',
      'Time since the clock last ran.',
      lastTick && secondsSince(lastTick.at, now),
    ),
    gauge('fanbelt_due_lag_seconds', 'How late the oldest due step is.', secondsSince(standing.oldestDueAt, now)),
    gauge('fanbelt_events_waiting', 'Events of LINE that wait to be worked on.', backlog.waiting),
    gauge(
      'fanbelt_events_oldest_seconds',
      'How long the oldest of them has waited.',
      secondsSince(backlog.oldestAt, now),
    ),
    gauge('fanbelt_requests_open', 'Requests to LINE whose end is not known yet.', standing.openRequests),
    gauge('fanbelt_quota_used', "Messages used in LINE's month, as last read.", quota?.used),
    gauge('fanbelt_quota_limit', "Messages in LINE's month; absent when the plan has no limit.", quota?.limit),
    gauge('fanbelt_marketing_paused', '1 while the shop has paused marketing.', Number(notes.paused)),
    gauge(
      'fanbelt_line_circuit_open',
      '1 while LINE is left alone because it did not answer.',
      Number(isOpen(notes, now)),
    ),
  ]
}
