/** What do the small notes in the table `state` say about how things stand? Another version may have written them. */

import { z } from 'zod'
import { monthAt } from './months.ts'

const instant = z.union([z.string(), z.number()]).pipe(z.coerce.date())
const amount = z.number().nonnegative()

const LastTick = z.object({ at: instant, seconds: amount, result: z.enum(['ok', 'failed']).catch('ok') })
const Quota = z.object({
  /** `2026-06`: what `used` is about. */
  month: z.string(),
  used: amount,
  /** Undefined when the plan has none. */
  limit: amount.optional().catch(undefined),
  readAt: instant.optional().catch(undefined),
  fullUntil: instant.optional().catch(undefined),
})
const Circuit = z.object({ failures: amount.catch(0), openUntil: instant.optional().catch(undefined) })

export const NOTES = {
  lastTick: 'last_tick',
  quota: 'line_quota',
  pause: 'marketing_pause',
  circuit: 'line_circuit',
} as const

export interface Notes {
  lastTick?: z.infer<typeof LastTick>
  quota?: z.infer<typeof Quota>
  circuit?: z.infer<typeof Circuit>
  paused: boolean
}

/** A note that cannot be read is a note that is not there. A pause is in force by being there, whatever it says. */
export function readNotes(values: ReadonlyMap<string, string>, now: Date): Notes {
  const quota = read(Quota, values.get(NOTES.quota))
  return {
    lastTick: read(LastTick, values.get(NOTES.lastTick)),
    // Nobody has asked or sent since the month began: nothing of it is used yet.
    quota: quota && quota.month !== monthAt(now) ? { ...quota, used: 0, fullUntil: undefined } : quota,
    circuit: read(Circuit, values.get(NOTES.circuit)),
    paused: values.has(NOTES.pause),
  }
}

function read<T>(schema: z.ZodType<T>, text: string | undefined): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text ?? '')).data
  } catch {
    return undefined
  }
}

export const isOpen = ({ circuit }: Notes, now: Date): boolean =>
  circuit?.openUntil !== undefined && circuit.openUntil > now

/**
 * As far as our own calls tell; LINE is not asked for this.
 * @param succeeded whether any call ever did
 */
export function lineSeems({ circuit, quota }: Notes, succeeded: boolean): 'ok' | 'unreachable' | 'unknown' {
  // Once open it counts as unreachable until a call succeeds, also after the pause is over.
  if (circuit && circuit.failures > 0) return circuit.openUntil ? 'unreachable' : 'unknown'
  return succeeded || quota?.readAt ? 'ok' : 'unknown'
}

/** `push 200` → push and 200; 409 says that an earlier try had arrived. */
export function readCall(label: string): { call: string; status: string; succeeded: boolean } {
  const [, call, status] = /^(.*) (\S+)$/.exec(label) ?? ['', label, 'none']
  return { call: call ?? '', status: status ?? '', succeeded: /^(2\d\d|409)$/.test(status ?? '') }
}

export const secondsSince = (at: Date | undefined, now: Date): number =>
  at ? Math.max(0, Math.round((now.getTime() - at.getTime()) / 1000)) : 0
