/** Two customers were not one after all: what a merge moved goes back, and what came later stays where it is. */

import { type SQL, sql } from 'drizzle-orm'
import { getTableConfig } from 'drizzle-orm/sqlite-core'
import type { Db } from './client.ts'
import { audit, FIELDS, isThere, keyOf, MERGED_STEP, mark, nameOf, OWNED } from './merges.ts'
import { forgetDaysOf } from './rule132-days.ts'
import {
  customerMerges,
  customers,
  deliveries,
  enrollments,
  externalIds,
  facts,
  friends,
  leases,
  ledgers,
  orders,
  referralUses,
  reportParts,
  subscriptions,
} from './schema.ts'

export type Merge = typeof customerMerges.$inferSelect

/** What can be counted of a merge, without anybody's data. */
export interface MergeLine {
  id: string
  fromId: string
  intoId: string
  reason: string
  mergedBy: string
  at: Date
  undoneAt: Date | null
}

/** Newest first. */
export async function listMerges(db: Db, limit: number): Promise<MergeLine[]> {
  const { id, fromId, intoId, reason, mergedBy, at, undoneAt } = customerMerges
  return db
    .select({ id, fromId, intoId, reason, mergedBy, at, undoneAt })
    .from(customerMerges)
    .orderBy(sql`${at} desc, rowid desc`)
    .limit(limit)
}

/** How often were two customers joined so far, undone or not? */
export async function countMerges(db: Db): Promise<number> {
  const [row] = await db.all<{ count: number }>(sql`select count(*) as count from ${customerMerges}`)
  return row?.count ?? 0
}

/** By its own id, or the newest standing one that took this customer away. */
export async function findMerge(db: Db, name: string): Promise<Merge | undefined> {
  const rows = await db
    .select()
    .from(customerMerges)
    .where(sql`id = ${name} or (from_id = ${name} and undone_at is null)`)
    .orderBy(sql`${customerMerges.at} desc, rowid desc`)
    .limit(1)
  return rows[0]
}

/** Who says so, and when; the id is of this one try. */
export interface Word {
  id: string
  by: string
  at: Date
}

/**
 * All or nothing, and nothing when the kept customer was merged further or forgotten meanwhile.
 * @returns whether it was done
 */
export async function unmerge(db: Db, found: Merge, word: Word): Promise<boolean> {
  const { id, fromId, intoId, at: mergedAt } = found
  const { by, at } = word
  const now = at.getTime()
  const of = (path: string) => sql`(select moved ->> ${`$.${path}`} from ${customerMerges} where id = ${id})`
  const list = (path: string) =>
    sql`(select value from ${customerMerges}, json_each(moved, ${`$.${path}`}) where customer_merges.id = ${id})`
  // Only whoever takes it back, and not somebody who tries the same at that very moment.
  const mine = sql`select 1 from ${customerMerges} where id = ${id} and moved ->> '$.undone' = ${word.id}`
  const done = sql`exists (${mine})`
  const both = sql`(${fromId}, ${intoId})`
  await db.atomically([
    sql`update ${customerMerges} set undone_at = ${now}, moved = json_set(moved, '$.undone', ${word.id})
        where id = ${id} and undone_at is null and json_type(moved, '$.rows') is not null
          and exists (select 1 from ${customers} where id = ${fromId} and merged_into = ${intoId} and deleted_at is null)
          and exists (select 1 from ${customers} where id = ${intoId} and merged_into is null and deleted_at is null)`,
    ...fieldsBack(fromId, intoId, of, done),
    sql`update ${customers} set merged_into = null where id = ${fromId} and ${done}`,
    sql`update ${customers} set merged_into = ${fromId} where id in ${list('gone_before')} and merged_into = ${intoId} and ${done}`,
    ...OWNED.map((table) => {
      const key = keyOf(table)
      const values = sql.raw(key.map((_, place) => `value ->> ${place}`).join(', '))
      return sql`update ${table} set customer_id = ${fromId} where customer_id = ${intoId} and ${done}
        and (${sql.raw(key.join(', '))}) in (
          select ${values} from ${customerMerges}, json_each(moved, ${`$.rows.${nameOf(table)}`}) where customer_merges.id = ${id})`
    }),
    // What came later goes where its number says.
    ...[orders, subscriptions].map(
      (table) => sql`update ${table} set customer_id = ${fromId} where customer_id = ${intoId} and ${done}
        and customer_number in (select source || ' ' || external_id from ${externalIds} where customer_id = ${fromId})`,
    ),
    sql`update ${referralUses} set code = ${of('card')} where customer_id in ${list('friends_of_card')} and ${of('card')} is not null and ${done}`,
    sql`update ${friends} set opted_out_at = null
        where line_user_id in ${list('not_stopped')} and opted_out_at = ${of('stopped_at')} and ${done}`,
    ...runsBack({ id, both, mergedAt, now }, done),
    ...factsBack(fromId, intoId, of, done),
    mark([fromId, intoId], at, done),
    audit(
      { id: word.id, action: 'unmerge', actor: by, subject: fromId, details: { into: intoId, merge: id }, at },
      done,
    ),
  ])
  return isThere(db, mine)
}

/** A field that was empty before and holds the other's value now is emptied; what was written since then stays. */
function fieldsBack(fromId: string, intoId: string, of: (path: string) => SQL, done: SQL): SQL[] {
  const other = (name: string) => sql`(select ${sql.raw(name)} from ${customers} as lost where lost.id = ${fromId})`
  const fields = FIELDS.map(
    (name) => sql`${sql.raw(name)} = case when ${of(`kept.${name}`)} is null and ${sql.raw(name)} is ${other(name)}
      then null else ${sql.raw(name)} end`,
  )
  const flag = (name: string, merged: SQL) =>
    sql`${sql.raw(name)} = case when ${sql.raw(name)} = ${merged} then ${of(`kept.${name}`)} else ${sql.raw(name)} end`
  const kept = (name: string) => of(`kept.${name}`)
  const given = (name: string) => of(`given.${name}`)
  return [
    sql`update ${customers} set ${sql.join(fields, sql`, `)},
          ${flag('marketing_allowed', sql`min(${kept('marketing_allowed')}, ${given('marketing_allowed')})`)},
          ${flag('open_complaint', sql`max(${kept('open_complaint')}, ${given('open_complaint')})`)},
          email_consent = case when ${kept('email')} is null then ${kept('email_consent')}
            when email_consent = min(${kept('email_consent')}, ${given('email_consent')}) then ${kept('email_consent')}
            else email_consent end
        where id = ${intoId} and ${done}`,
  ]
}

/** Runs that the merge ended go on; steps it took for sent are open again, and looked at now. */
const runsBack = (
  { id, both, mergedAt, now }: { id: string; both: SQL; mergedAt: Date; now: number },
  done: SQL,
): SQL[] => [
  sql`delete from ${leases} where customer_id in ${both} and ${done}`,
  sql`update ${enrollments} set next_due_at = min(coalesce(next_due_at, ${now}), ${now}) where status = 'active' and ${done} and id in (
        select enrollment_id from ${deliveries}
        where customer_id in ${both} and code = ${MERGED_STEP.code} and decided_at = ${mergedAt.getTime()})`,
  sql`delete from ${deliveries} where customer_id in ${both} and code = ${MERGED_STEP.code} and decided_at = ${mergedAt.getTime()} and ${done}`,
  sql`update ${enrollments} set status = 'active', ended_reason = null, ended_at = null, next_due_at = run.due
      from (select value ->> 0 as id, value ->> 1 as due from ${customerMerges}, json_each(moved, '$.ended') where customer_merges.id = ${id}) as run
      where enrollments.id = run.id and enrollments.ended_reason = 'merged' and ${done}`,
]

/** The other's facts as they were, with how far they had come; both are looked at anew. */
function factsBack(fromId: string, intoId: string, of: (path: string) => SQL, done: SQL): SQL[] {
  const columns = getTableConfig(facts).columns.map(({ name }) => name)
  return [
    sql`insert into ${facts} (${sql.raw(columns.join(', '))}) select ${sql.join(
      columns.map((name) => of(`facts.${name}`)),
      sql`, `,
    )}
        where ${done} and ${of('facts.label')} is not null on conflict do nothing`,
    forgetDaysOf(sql`select value from json_each(${JSON.stringify([fromId, intoId])}) where ${done}`),
    sql`delete from ${facts} where customer_id = ${intoId} and ${of('max_stage')} is null and ${done}`,
    sql`update ${facts} set max_stage = ${of('max_stage')}
        where customer_id = ${intoId} and ${of('max_stage')} is not null and max_stage = max(${of('max_stage')}, coalesce(${of('facts.max_stage')}, 0)) and ${done}`,
    sql`delete from ${reportParts} where ${done} and bucket in (select bucket from ${ledgers} where customer_id in (${fromId}, ${intoId}))`,
  ]
}
