/** What stands in the database before a parcel's first byte leaves: a request with its key, in our hands for a while. */

import { addMinutes } from '../core/calendar.ts'
import type { Parcel } from '../core/parcels.ts'
import type { Deps } from '../deps.ts'
import type { Sendable } from './send.ts'

/** Until the outcome is marked nobody else touches it; a crash leaves it to a later tick. */
const LEASE_MINUTES = 5

export function newRequest(deps: Deps, { kind, body, recipients, service, carries }: Parcel<unknown>): Sendable {
  const now = deps.now()
  const row = { id: deps.newId(), kind, body, recipients, service, status: 'sending', tries: 0, createdAt: now }
  return { ...row, nextTryAt: addMinutes(now, LEASE_MINUTES), certain: true, deliveries: carries.length }
}
