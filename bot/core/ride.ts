/** Which moment of a simulation comes next? One enrollment on its way, and the reports that move it. */

import type { JstDate } from './calendar.ts'
import type { Handled } from './decide.ts'
import type { Life } from './life.ts'
import type { Start } from './start.ts'

/** One enrollment on its way. */
export interface Ride {
  start: Start
  deliveredOn?: JstDate
  handled: Map<string, Handled>
  next?: Date
  endedAt?: Date
}

export const notBefore = (now: Date, look: Date | undefined): Date | undefined => (look && look < now ? now : look)

export const soonest = (rides: readonly Ride[]): Ride | undefined =>
  rides.reduce<Ride | undefined>(
    (first, ride) => (ride.next && (!first?.next || ride.next < first.next) ? ride : first),
    undefined,
  )

export const least = (...moments: (Date | undefined)[]): Date | undefined =>
  moments.reduce((first, at) => (at && (!first || at < first) ? at : first), undefined)

/** Every order names the next delivery; a dispatch, an arrival and a cancellation move days or end them. */
export function newsOf({ records }: Life, after: Date): Date[] {
  return [
    ...records.orders.flatMap((order) => [order.orderedAt, order.shippedAt, order.deliveredAt, order.cancelledAt]),
    ...records.subscriptions.map(({ cancelledAt }) => cancelledAt),
  ]
    .filter((at): at is Date => at !== undefined && at > after)
    .sort((one, other) => one.getTime() - other.getTime())
}
