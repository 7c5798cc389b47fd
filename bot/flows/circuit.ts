/** Is LINE to be left alone for a while? Kept in the database, so that every process and the next tick know (LINE §7). */

import { clearState, readState, writeState } from '../../db/state.ts'
import { addMinutes, unlessFar } from '../core/calendar.ts'
import { circuitMinutes } from '../core/line-outcome.ts'
import type { Deps } from '../deps.ts'

const KEY = 'line_circuit'

export interface Circuit {
  /** Ticks in a row in which LINE could not be reached; 0 when all is well. */
  failures: number
  openUntil?: Date
}

export async function readCircuit(deps: Deps): Promise<Circuit> {
  const text = await readState(deps.db, KEY)
  if (text === undefined) return { failures: 0 }
  const kept = JSON.parse(text) as { failures: number; openUntil: string }
  const openUntil = unlessFar(new Date(kept.openUntil), deps.now(), circuitMinutes(kept.failures))
  return { failures: kept.failures, openUntil }
}

/** LINE could not be reached so often that asking again would only cost time. */
export async function openCircuit(deps: Deps, before: Circuit): Promise<Date> {
  const failures = before.failures + 1
  const openUntil = addMinutes(deps.now(), circuitMinutes(failures))
  deps.log('circuit_opened', { failures, until: openUntil.toISOString() })
  await writeState(deps.db, KEY, JSON.stringify({ failures, openUntil }))
  return openUntil
}

export async function closeCircuit(deps: Deps): Promise<void> {
  deps.log('circuit_closed')
  await clearState(deps.db, KEY)
}
