/** What the month's forecast counts. Each reads whole tables once: for a command or a page, never for a tick. */

import { and, eq, gte, lt, ne, sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { deliveries, enrollments, subscriptions } from './schema.ts'

const DAY = 24 * 60 * 60_000
const count = sql<number>`count(*)`

/**
 * Customers on their way, by revision and by the days they hang on.
 * @param midnight the end of the merchant's day from which `daysAgo` counts: 0 is that day, 1 the one before
 */
export async function runningGroups(db: Db, midnight: Date) {
  // A bound number is a real one, and so is what it divides.
  const daysAgo = sql<number>`cast((${midnight.getTime() - 1} - ${enrollments.anchorAt}) / ${DAY} as integer)`
  const columns = {
    revisionId: enrollments.revisionId,
    daysAgo,
    deliveredOn: enrollments.deliveredOn,
    nextDeliveryOn: subscriptions.nextDeliveryOn,
    parcels: subscriptions.count,
    cycleDays: subscriptions.cycleDays,
  }
  return db
    .select({ ...columns, count })
    .from(enrollments)
    .leftJoin(
      subscriptions,
      sql`${enrollments.anchor} like 'subscription:%' and ${subscriptions.id} = substr(${enrollments.anchor}, 14)
        and ${subscriptions.status} = 'active'`,
    )
    .where(eq(enrollments.status, 'active'))
    .groupBy(...Object.values(columns))
}

/** Of a notice that comes again, every time of it. */
const stepId = sql<string>`substr(${deliveries.stepId}, 1, instr(${deliveries.stepId} || '@', '@') - 1)`

/** Steps decided since then, and how many of them were sent or may have been. */
export async function stepExperience(db: Db, since: Date) {
  return db
    .select({
      revisionId: deliveries.revisionId,
      stepId,
      decided: count,
      sent: sql<number>`sum(${deliveries.status} in ('sending', 'sent', 'unknown'))`,
    })
    .from(deliveries)
    .where(and(gte(deliveries.decidedAt, since), ne(deliveries.status, 'held')))
    .groupBy(deliveries.revisionId, stepId)
}

/** Steps that wait for somebody on their way, and are looked at again before then. */
export async function heldGroups(db: Db, until: Date) {
  return db
    .select({ revisionId: enrollments.revisionId, stepId, count })
    .from(deliveries)
    .innerJoin(enrollments, and(eq(enrollments.id, deliveries.enrollmentId), eq(enrollments.status, 'active')))
    .where(and(eq(deliveries.status, 'held'), lt(deliveries.heldUntil, until)))
    .groupBy(enrollments.revisionId, stepId)
}

/** Of each scenario: how many began since then, and when the first one ever did. */
export async function beginnings(db: Db, since: Date) {
  return db
    .select({
      scenarioId: enrollments.scenarioId,
      lately: sql<number>`sum(${enrollments.startedAt} >= ${since.getTime()})`,
      firstAt: sql`min(${enrollments.startedAt})`.mapWith(enrollments.startedAt),
    })
    .from(enrollments)
    .groupBy(enrollments.scenarioId)
}
