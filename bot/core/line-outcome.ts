/** What does LINE's answer mean for a request, and for those behind it? (LINE §7) */

/** `status` is undefined when no answer came: time-out, broken connection. */
export interface Answer {
  status: number | undefined
  /** 429 because the month's messages are used up, not because of haste. */
  quota?: boolean
}

export type Outcome =
  /** 2xx, and 409: an earlier try had arrived. */
  | 'sent'
  /** Permanently wrong: repeating is useless, a smaller request may find out what is wrong. */
  | 'refused'
  /** Too fast. Certainly not sent. */
  | 'hasty'
  /** Nothing more this month. Certainly not sent. */
  | 'quota'
  /** Our account or token, not the message. Certainly not sent. */
  | 'locked'
  /** It may have been sent. */
  | 'unclear'

export function outcomeOf({ status, quota }: Answer): Outcome {
  if (status === undefined || status >= 500) return 'unclear'
  if (status === 429) return quota ? 'quota' : 'hasty'
  if (status === 401 || status === 403) return 'locked'
  return status === 409 || (status >= 200 && status < 300) ? 'sent' : 'refused'
}

/** LINE remembers a retry key for 24 hours from the first try; after that the same key would send again (LINE §6.3). */
export const KEY_LIVES_MINUTES = 23 * 60 + 30

/** LINE takes nothing at all: the rest waits, and so do the next ticks. */
export const FAILURES_TO_OPEN = 5
/** So many in haste, one after the other: the rest waits for a later tick. */
export const HASTY_TO_STOP = 3

/** Doubles from one minute to half an hour. */
const backoff = (tries: number): number => Math.min(2 ** tries, 30)

/**
 * When to try again. Spread by what is left to chance in the request's own id, so that a thousand requests refused
 * together do not come back together.
 * @param tries how often it was tried before this time
 */
export function tryAgainAt(now: Date, tries: number, requestId: string): Date {
  const spread = 0.75 + (Number.parseInt(requestId.slice(-4), 16) || 0) / 0xffff / 2
  return new Date(now.getTime() + backoff(tries) * spread * 60_000)
}

/** How long LINE is left alone after it could not be reached so often in a row; `times` counts such ticks. */
export const circuitMinutes = (times: number): number => Math.min(2 ** times, 30)
