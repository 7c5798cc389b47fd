/** What would this customer get from this scenario, on which day, and why not the rest? The tick's own decisions, without its clock. */

import { addDays, type JstDate, jstInstant } from './calendar.ts'
import type { Coupon } from './coupons.ts'
import type { Handled } from './decide.ts'
import { type Life, lifeOf } from './life.ts'
import type { Act } from './life-acts.ts'
import type { LineMessage } from './message.ts'
import { fitted } from './persona-fit.ts'
import type { Persona } from './personas.ts'
import type { Scenario } from './scenario.ts'
import type { Shop } from './shop.ts'
import type { Start } from './start.ts'
import { Trip } from './trip.ts'

export interface Simulating {
  scenario: Scenario
  shop: Shop
  coupons: readonly Coupon[]
  /** A persona, or a real customer's records. */
  persona: Persona | Life
  /** The last day looked at; day 0 is the day the scenario begins. */
  days: number
  /** Day 0 in Tokyo. */
  start?: JstDate
  /** Goes on from here instead of from the beginning. */
  from?: { now: Date; running: readonly Running[] }
}

/** An enrollment as it stands in the database. */
export interface Running {
  start: Start
  handled: ReadonlyMap<string, Handled>
  /** Undefined while it waits for a report of the shop. */
  nextAt: Date | undefined
}

export interface Entry {
  day: number
  /** ISO 8601 with Tokyo's offset. */
  at: string
  step: string
  verdict: 'sent' | 'held' | 'denied' | 'skipped'
  code?: string
  /** Japanese, for the merchant. */
  reason?: string
  /** When a held step is looked at again. */
  until?: string
  /** What LINE would receive. */
  messages: LineMessage[]
}

export interface Simulation {
  scenario: string
  persona: string
  days: number
  /** Undefined when the scenario never begins for this customer. */
  startedAt?: string
  /** `exit_when` came true, the order was cancelled, or a newer order took its place. */
  ended?: { day: number; at: string; why: string }
  /** How often the engine looked. */
  looks: number
  entries: Entry[]
  /** What the customer does meanwhile. */
  acts: Act[]
}

/** A Monday; the next months have no leap day. Only dates in messages depend on it. */
export const DAY_ZERO = '2026-06-01' as JstDate

export function simulate(wish: Simulating): Simulation {
  const { scenario, persona, days, start = DAY_ZERO } = wish
  const life = isLife(persona) ? persona : lifeOf(fitted(persona, wish), { ...wish, from: start })
  const trip = new Trip(wish, copyOf(life), start)
  const until = jstInstant(addDays(start, days + 1))
  while (trip.advance(until));
  const { startedAt, ended, looks, entries } = trip
  return { scenario: scenario.id, persona: persona.id, days, startedAt, ended, looks, entries, acts: trip.acts(until) }
}

const isLife = (persona: Persona | Life): persona is Life => 'records' in persona

/** What happens on the way is written into the records, but never into the caller's. */
const copyOf = (life: Life): Life => ({
  ...life,
  sends: [...life.sends],
  records: {
    ...life.records,
    responses: [...life.records.responses],
    invitations: [...life.records.invitations],
    signals: [...life.records.signals],
  },
})
