/** Two views of one contract: what do they say together? */

import type { SubscriptionInput } from './order.ts'

/** It began with its first delivery; whatever else is known of it, the newer view says. */
export function oneContract(one: SubscriptionInput, other: SubscriptionInput): SubscriptionInput {
  const [older, newer] = seenAt(other) >= seenAt(one) ? [one, other] : [other, one]
  return {
    ...newer,
    started_at: older.started_at < newer.started_at ? older.started_at : newer.started_at,
    count: Math.max(one.count ?? 0, other.count ?? 0) || undefined,
  }
}

const seenAt = ({ updated_at, started_at }: SubscriptionInput) => (updated_at ?? started_at).getTime()
