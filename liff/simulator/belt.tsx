/** The belt, small: the days since the order from left to right, what was sent, what waits, what comes, and today. */

import { hueOf } from '../shared/chip.tsx'
import { daysAway } from '../shared/dates.ts'
import { Icon } from '../shared/icon.tsx'
import { purposeLook } from '../shared/words.ts'
import { useStore } from './context.ts'
import type { CustomerDetail } from './contract.ts'

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
  const days = who?.days ?? undefined
  if (!who || days === undefined || days > LENGTH * 1.5) return <div class="belt belt-empty" aria-hidden="true" />
  const length = Math.max(LENGTH, days)
  const at = (day: number) => ({ left: `${(day / length) * 100}%` })
  return (
    <div class="belt" aria-hidden="true">
      <span class="belt-passed" style={{ width: `${(days / length) * 100}%` }} />
      {MARKS.map((day) => (
        <span key={day} class="belt-mark figure" style={at(day)}>
          {day === 0 ? '当日' : `${day}日`}
        </span>
      ))}
      <span class="belt-today" style={at(days)} />
      {stopsOf(who, days, now.value).map((stop) => {
        const look = purposeLook(stop.purpose)
        return (
          <span
            key={stop.step}
            class={`belt-stop belt-${stop.state}`}
            style={{ ...at(stop.day), ...hueOf(look) }}
            title={`${stop.day}日目 ${look.word}`}
          >
            <Icon
              name={stop.state === 'waiting' ? 'pause' : stop.state === 'refused' ? 'close' : look.icon}
              size={13}
            />
          </span>
        )
      })}
    </div>
  )
}

/** Each step once, at its newest place; what lies before the last order has left the belt. */
function stopsOf({ decisions, upcoming }: CustomerDetail, days: number, now: string): Stop[] {
  const stops = new Map<string, Stop>()
  const dayOf = (at: string) => days + daysAway(at, now)
  for (const { step, at, purpose, status } of [...decisions].reverse())
    stops.set(step, {
      step,
      purpose,
      day: dayOf(at),
      state: status === 'held' ? 'waiting' : status === 'sent' || status === 'sending' ? 'sent' : 'refused',
    })
  for (const { step, at, purpose } of upcoming)
    stops.set(step, {
      step,
      purpose,
      day: dayOf(at),
      state: stops.get(step)?.state === 'waiting' ? 'waiting' : 'coming',
    })
  return [...stops.values()].filter(({ day }) => day >= 0 && day <= Math.max(LENGTH, days))
}
