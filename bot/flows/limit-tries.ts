/** Has this been tried too often? Counted in the database, so that every process and Worker counts the same (DOMAIN §3.3). */

import { addAttempt, attemptsSince } from '../../db/attempts.ts'
import { addMinutes } from '../core/calendar.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'

/** Minutes. */
const A_DAY = 24 * 60

/** `minutes` below a day, or whole days: the customer is told how long to wait. */
export interface TryLimit {
  tries: number
  minutes: number
}

/**
 * Counts this try before it is made.
 * @param subject who and what, such as `link:U1234…`
 * @throws AppError `too_many`
 */
export async function limitTries(deps: Deps, subject: string, limits: readonly TryLimit[]): Promise<void> {
  const now = deps.now()
  await addAttempt(deps.db, { id: deps.newId(), subject, at: now })
  for (const { tries, minutes } of limits.toSorted((a, b) => b.minutes - a.minutes)) {
    const made = await attemptsSince(deps.db, subject, addMinutes(now, -minutes))
    if (made <= tries) continue
    deps.log('too_many_tries', { what: subject.split(':')[0], minutes })
    const wait = minutes < A_DAY ? `${minutes}分` : `${minutes / A_DAY}日`
    throw new AppError('too_many', `お試しの回数が多くなっています。${wait}ほどおいて、もう一度お試しください。`)
  }
}
