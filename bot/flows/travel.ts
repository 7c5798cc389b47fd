/** Time passes on the desk: what would have happened, happens, at its own moment. Simulator mode only. */

import { nextDueAt } from '../../db/enrollments.ts'
import { addMinutes } from '../core/calendar.ts'
import type { Deps } from '../deps.ts'
import { deliverDue, nothingYet, type TickSummary } from './deliver-due.ts'

/** A clock that can be moved, and the bot beside it. */
export interface Desk {
  clock: { now(): Date; set(at: Date): void }
  /** Resolves when nothing is being worked on: a tick under way must not find itself on another day. */
  settle(): Promise<void>
}

const MOST_TICKS = 2000

export type Journey = TickSummary & { ticks: number }

/** Moves the clock to `target`, stopping to tick at each moment anything is due. Never goes back. */
export async function travelTo(deps: Deps, { clock, settle }: Desk, target: Date): Promise<Journey> {
  const journey: Journey = { ...nothingYet(clock.now()), ticks: 0 }
  const tickAt = async (at: Date) => {
    await settle()
    if (at > clock.now()) clock.set(at)
    const { now, ...counts } = await deliverDue(deps)
    journey.ticks += 1
    for (const [name, count] of Object.entries(counts) as [keyof typeof counts, number][]) journey[name] += count
  }
  while (journey.ticks < MOST_TICKS) {
    const next = await nextDueAt(deps.db, clock.now(), target)
    if (!next) break
    await tickAt(next)
  }
  await tickAt(target)
  return { ...journey, now: clock.now() }
}

/** When a customer's (or anybody's) next step is due, within 90 days. */
export const nextMoment = (deps: Deps, customerId?: string): Promise<Date | undefined> =>
  nextDueAt(deps.db, deps.now(), addMinutes(deps.now(), 90 * 24 * 60), customerId)
