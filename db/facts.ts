/** What the rules know about each customer, kept; and every change of label or stage, with its cause. */

import { getTableColumns, lte, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { type Db, insertAll, isAnyOf, takeNew } from './client.ts'
import { facts, labelHistory } from './schema.ts'

export type FactsRow = typeof facts.$inferSelect
export type NewFactsRow = typeof facts.$inferInsert
/** One statement of an `atomically`. */
export type Write = SQLWrapper
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
  more: Write[] = [],
): Promise<void> {
  await db.atomically([
    ...(rows.length > 0
      ? [insertAll(facts, rows, sql`on conflict (customer_id) do update set ${takeNew(...Object.values(changing))}`)]
      : []),
    ...(changes.length > 0 ? [insertAll(labelHistory, changes, sql`on conflict do nothing`)] : []),
    ...more,
  ])
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

/** Whom the monthly survey may ask, up to this Tokyo day; by index, whatever the number of customers. */
export async function dueForSurvey(db: Db, today: string, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: facts.customerId })
    .from(facts)
    .where(lte(facts.surveyDueOn, today))
    .orderBy(facts.surveyDueOn, facts.customerId)
    .limit(limit)
  return rows.map((row) => row.id)
}

/** Their next day; whoever was given a later one meanwhile keeps it. */
export const moveSurveys = (rows: { customerId: string; dueOn: string | undefined }[], today: string): SQL => sql`
  update ${facts} set survey_due_on = found.due
  from (select value ->> 0 as id, value ->> 1 as due
        from json_each(${JSON.stringify(rows.map((row) => [row.customerId, row.dueOn ?? null]))})) as found
  where facts.customer_id = found.id and facts.survey_due_on <= ${today}`
