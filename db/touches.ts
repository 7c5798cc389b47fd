/** What has reached which customer, by LINE and by hand. */

import { and, asc, eq, inArray } from 'drizzle-orm'
import { type Db, isAnyOf } from './client.ts'
import { deliveries, requests } from './schema.ts'

export interface TouchRow {
  customerId: string
  revisionId: string
  /** As it was written down: the step's id, for repeated ones with a day behind it. */
  stepId: string
  /** sent, done or listed */
  status: string
  dueAt: Date
  /** When LINE accepted it; null for what people do by hand. */
  sentAt: Date | null
}

/** Oldest first. What was held, denied, skipped or failed has reached nobody; of what is only listed the flow decides. */
export async function touchesOf(db: Db, customerIds: string[]): Promise<TouchRow[]> {
  return db
    .select({
      customerId: deliveries.customerId,
      revisionId: deliveries.revisionId,
      stepId: deliveries.stepId,
      status: deliveries.status,
      dueAt: deliveries.dueAt,
      sentAt: requests.finishedAt,
    })
    .from(deliveries)
    .leftJoin(requests, eq(requests.id, deliveries.requestId))
    .where(and(isAnyOf(deliveries.customerId, customerIds), inArray(deliveries.status, ['sent', 'done', 'listed'])))
    .orderBy(asc(deliveries.dueAt))
}
