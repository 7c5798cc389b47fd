/** What the rules know about each customer, kept; and every change of label or stage, with its cause. */

import { getTableColumns, lte, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { type Db, DO_NOTHING, insertAll, isIn, takeNew } from './client.ts'
import { fixed } from './compile.ts'
import { customers, facts, labelHistory, staleFacts } from './schema.ts'
import { select } from './select.ts'

export type FactsRow = typeof facts.$inferSelect
export type NewFactsRow = typeof facts.$inferInsert
/** One statement of an `atomically`. */
export type Write = SQLWrapper
export type NewLabelChange = typeof labelHistory.$inferInsert

/** A damaged body reads as null, and stops nobody else. */
const BODY = sql`case when json_valid(${facts.body}) then ${facts.body} else 'null' end`

const factsOf = select(getTableColumns(facts), (ids) => sql`from ${facts} where ${isIn(facts.customerId, ids)}`, {
  body: BODY,
})

export async function findFacts(db: Db, customerIds: string[]): Promise<Map<string, FactsRow>> {
  const rows = await factsOf(db, JSON.stringify(customerIds))
  return new Map(rows.map((row) => [row.customerId, row]))
}

const { customerId: _key, ...changing } = getTableColumns(facts)
const takeAll = fixed(sql`on conflict (customer_id) do update set ${takeNew(...Object.values(changing))}`)

/**
 * @param more statements that stand or fall with the changes: what they set going
 * @param isFoundAgain whether a mark, on the disk until this is done, has all of it done again should it be lost
 */
export async function saveFacts(
  db: Db,
  rows: NewFactsRow[],
  changes: NewLabelChange[],
  more: Write[] = [],
  isFoundAgain = false,
): Promise<void> {
  await (isFoundAgain ? db.repeatably : db.atomically)([
    ...(rows.length > 0 ? [insertAll(facts, rows, takeAll)] : []),
    ...(changes.length > 0 ? [insertAll(labelHistory, changes, DO_NOTHING)] : []),
    ...more,
  ])
}

/** How many hold which label and stage; whoever was forgotten is not counted. */
export async function countPlaces(db: Db): Promise<{ label: string; stage: number; count: number }[]> {
  return db.all(sql`
    select label, stage, count(*) as count from ${facts} join ${customers} on ${customers.id} = customer_id
    where deleted_at is null group by label, stage`)
}

/** Kept facts whose label changes by time alone. */
export interface Aging {
  customerId: string
  label: string
  stage: number
  maxStage: number
  labelChangesOn: string
  body: unknown
  knownUntil: Date
  updatedAt: Date
  place: number
}

/**
 * The next ones up to this Tokyo day; by index, whatever the number of customers. Not who is marked stale: more has
 * happened to them than that time went by.
 * @param after the last one seen
 */
export async function agingFacts(db: Db, today: string, after: Aging | undefined, limit: number): Promise<Aging[]> {
  const rows = await db.values<[string, string, number, number, string, string, number, number, number]>(sql`
    select customer_id, label, stage, max_stage, label_changes_on, ${BODY}, known_until, updated_at, rowid from ${facts}
    where label_changes_on <= ${today} and (label_changes_on, rowid) > (${after?.labelChangesOn ?? ''}, ${after?.place ?? 0})
      and not exists (select 1 from ${staleFacts} where stale_facts.customer_id = ${facts.customerId})
    order by label_changes_on, rowid limit ${limit}`)
  return rows.map(([customerId, label, stage, maxStage, labelChangesOn, body, knownUntil, updatedAt, place]) => ({
    ...{ customerId, label, stage, maxStage, labelChangesOn, place, body: JSON.parse(body) },
    ...{ knownUntil: new Date(knownUntil), updatedAt: new Date(updatedAt) },
  }))
}

/** What time made of the facts of one customer; the body stays as it is. */
export interface Aged {
  /** Of the row in the history. */
  changeId: string
  before: Aging
  label: string
  stage: number
  maxStage: number
  labelChangesOn: string | undefined
}

/** Only where nothing has happened since they were read. */
export function ageFacts(aged: readonly Aged[], now: Date): SQL[] {
  const rows = aged.map(({ changeId, before, label, stage, maxStage, labelChangesOn }) => [
    ...[before.customerId, before.updatedAt.getTime(), changeId, label, stage, maxStage, labelChangesOn ?? null],
  ])
  const found = sql`(
    select value ->> 0 as id, value ->> 1 as seen_at, value ->> 2 as change_id, value ->> 3 as label, value ->> 4 as stage,
      value ->> 5 as max_stage, value ->> 6 as changes_on
    from json_each(${JSON.stringify(rows)}))`
  return [
    sql`insert into ${labelHistory} (
        id, customer_id, from_label, to_label, from_stage, to_stage, cause, facts_before, facts_after, at)
      select change_id, facts.customer_id, facts.label, found.label, facts.stage, found.stage, 'aging', body, body,
        ${now.getTime()}
      from ${found} as found join ${facts} on facts.customer_id = found.id and facts.updated_at = found.seen_at
      where facts.label <> found.label or facts.stage <> found.stage`,
    sql`update ${facts} set label = found.label, stage = found.stage, max_stage = found.max_stage,
        label_changes_on = found.changes_on, updated_at = ${now.getTime()}
      from ${found} as found where facts.customer_id = found.id and facts.updated_at = found.seen_at`,
  ]
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
