/** What the rules know about each customer, kept; and every change of label or stage, with its cause. */

import { and, asc, getTableColumns, isNull, lte, type SQLWrapper, sql } from 'drizzle-orm'
import { type Db, insertAll, isAnyOf, takeNew } from './client.ts'
import { customers, facts, friends, labelHistory, responses, signals } from './schema.ts'

export type FactsRow = typeof facts.$inferSelect
export type NewFactsRow = typeof facts.$inferInsert
export type NewLabelChange = typeof labelHistory.$inferInsert

export async function findFacts(db: Db, customerIds: string[]): Promise<Map<string, FactsRow>> {
  const rows = await db.select().from(facts).where(isAnyOf(facts.customerId, customerIds))
  return new Map(rows.map((row) => [row.customerId, row]))
}

const { customerId: _key, ...changing } = getTableColumns(facts)

/** @param more statements that stand or fall with the changes: what they set going */
export async function saveFacts(
  db: Db,
  rows: NewFactsRow[],
  changes: NewLabelChange[],
  more: SQLWrapper[] = [],
): Promise<void> {
  if (rows.length === 0) return
  await db.atomically([
    insertAll(facts, rows, sql`on conflict (customer_id) do update set ${takeNew(...Object.values(changing))}`),
    ...(changes.length > 0 ? [insertAll(labelHistory, changes, sql`on conflict do nothing`)] : []),
    ...more,
  ])
}

/** Everything about these customers that is not an order or a contract. */
export async function loadAnswers(db: Db, customerIds: string[]) {
  const [people, accounts, surveyAnswers, raised] = [
    // A customer who turned out to be another one has no standing of their own.
    await db
      .select()
      .from(customers)
      .where(and(isAnyOf(customers.id, customerIds), isNull(customers.mergedInto))),
    await db.select().from(friends).where(isAnyOf(friends.customerId, customerIds)).orderBy(asc(friends.createdAt)),
    await db.select().from(responses).where(isAnyOf(responses.customerId, customerIds)).orderBy(asc(responses.at)),
    await db.select().from(signals).where(isAnyOf(signals.customerId, customerIds)).orderBy(asc(signals.at)),
  ]
  return { people, accounts, responses: surveyAnswers, signals: raised }
}

/** Whose label changes by time alone, up to this Tokyo day; by index, whatever the number of customers. */
export async function agingCustomers(db: Db, today: string, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: facts.customerId })
    .from(facts)
    .where(lte(facts.labelChangesOn, today))
    .orderBy(facts.labelChangesOn, facts.customerId)
    .limit(limit)
  return rows.map((row) => row.id)
}
