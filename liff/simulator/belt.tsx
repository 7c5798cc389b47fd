/** The belt, small: a scenario's days from left to right, what was sent, what waits, what comes, and today. */

import { hueOf } from '../shared/chip.tsx'
import { daysAway } from '../shared/dates.ts'
import { Icon } from '../shared/icon.tsx'
import { purposeLook } from '../shared/words.ts'
import { useStore } from './context.ts'
import type { CustomerDetail, DecisionStatus, Enrollment } from './contract.ts'

const LENGTH = 60
const MARKS = [0, 15, 30, 45, 60]

interface Stop {
  step: string
  day: number
  purpose?: string
  state: 'sent' | 'waiting' | 'refused' | 'coming'
}

/** A picture of what 予定 and なぜ？ say in words, so it is silent for screen readers. */
export function Belt() {
  const { detail, now } = useStore()
  const who = detail.value
  const ride = who && rideOf(who)
  const length = Math.max(LENGTH, ride && ride.day < LENGTH * 2 ? ride.day : 0)
  const at = (day: number) => ({ left: `${(day / length) * 100}%` })
  return (
    <div class="belt" aria-hidden="true">
      {MARKS.map((day) => (
        <span key={day} class="belt-mark figure" style={at(day)}>
          {day === 0 ? '当日' : `${day}日`}
        </span>
      ))}
      {who && ride && ride.day <= length && (
        <>
          <span class="belt-passed" style={{ width: `${(ride.day / length) * 100}%` }} />
          <span class="belt-today" style={at(ride.day)} />
        </>
      )}
      {who &&
        ride &&
        stopsOf(who, ride, now.value).map((stop) => <StopMark key={stop.step} stop={stop} place={at(stop.day)} />)}
    </div>
  )
}

/** Of several under way, the one with most to show (one that waits for its first step is an empty belt), then the newest. */
function rideOf({ enrollments, decisions, upcoming }: CustomerDetail): Enrollment | undefined {
  const active = enrollments.filter(({ status }) => status === 'active')
  const shown = (one: Enrollment) =>
    [...decisions, ...upcoming].filter(({ scenario }) => scenario === one.scenario).length
  return (active.length > 0 ? active : enrollments).toSorted((a, b) => shown(b) - shown(a) || a.day - b.day)[0]
}

function StopMark({ stop, place }: { stop: Stop; place: { left: string } }) {
  const look = purposeLook(stop.purpose)
  const icon = stop.state === 'waiting' ? 'pause' : stop.state === 'refused' ? 'close' : look.icon
  return (
    <span
      class={`belt-stop belt-${stop.state}`}
      style={{ ...place, ...hueOf(look) }}
      title={`${stop.day}日目 ${look.word}`}
    >
      <Icon name={icon} size={13} />
    </span>
  )
}

/** Each step of this scenario once, at its newest place. */
function stopsOf({ decisions, upcoming }: CustomerDetail, { scenario, day: days }: Enrollment, now: string): Stop[] {
  const stops = new Map<string, Stop>()
  const add = (one: { scenario: string; step: string; at: string; purpose?: string }, state: Stop['state']) => {
    const day = days + daysAway(one.at, now)
    if (one.scenario === scenario && day >= 0 && day <= Math.max(LENGTH, days))
      stops.set(one.step, { step: one.step, purpose: one.purpose, day, state })
  }
  for (const one of [...decisions].reverse()) add(one, STATES[one.status] ?? 'refused')
  for (const one of upcoming) add(one, stops.get(one.step)?.state === 'waiting' ? 'waiting' : 'coming')
  return [...stops.values()]
}

const STATES: Partial<Record<DecisionStatus, Stop['state']>> = { held: 'waiting', sent: 'sent', sending: 'sent' }
