/** Two customers are one: everything of the one becomes the other's, in one transaction, with a list of what moved. */

import { getTableColumns, is, type Placeholder, type SQL, sql } from 'drizzle-orm'
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { insertAudit } from './audit.ts'
import { type Db, insertAll } from './client.ts'
import { bind } from './compile.ts'
import { forgetDaysOf } from './rule132-days.ts'
import * as schema from './schema.ts'
import {
  customerMerges,
  customers,
  deliveries,
  enrollments,
  facts,
  friends,
  leases,
  ledgers,
  orders,
  referrals,
  referralUses,
  reportParts,
  staleFacts,
  subscriptions,
} from './schema.ts'

/** Made anew from everything else, so it is thrown away instead of moved. */
const MADE_ANEW: ReadonlySet<SQLiteTable> = new Set<SQLiteTable>([facts, ledgers, leases, staleFacts])

const customerIdOf = (table: SQLiteTable) => (getTableColumns(table) as Record<string, { name: string }>).customerId

/** Every table whose rows belong to a customer: read from the schema, so that a new one cannot be forgotten. */
export const OWNED: readonly SQLiteTable[] = Object.values(schema).flatMap((table) =>
  is(table, SQLiteTable) && customerIdOf(table) && !MADE_ANEW.has(table) ? [table] : [],
)

export const nameOf = (table: SQLiteTable): string => getTableConfig(table).name

/** What tells one row from another, besides whose it is. */
export function keyOf(table: SQLiteTable): string[] {
  if (table === referralUses) return ['code']
  const { primaryKeys, columns } = getTableConfig(table)
  const own = primaryKeys[0]?.columns ?? columns.filter(({ primary }) => primary)
  return own.map(({ name }) => name)
}

const names = (columns: string[]): SQL => sql.raw(columns.join(', '))
const jsonOf = (columns: string[]): SQL =>
  sql.raw(`json_object(${columns.map((name) => `'${name}', ${name}`).join(', ')})`)
const FACTS = getTableConfig(facts).columns.map(({ name }) => name)

/** Fields of a person that are taken over where the kept customer's are empty. */
export const FIELDS = ['name', 'kana', 'email', 'phone', 'birthday_on', 'prefecture']
const FLAGS = ['email_consent', 'marketing_allowed', 'open_complaint']

/** A step that a run of the same scenario has sent to the same person already. */
export const MERGED_STEP = {
  code: 'S_MERGED',
  reason: 'おひとりのお客さまとしてまとめる前に、同じ文面をお送りしていたため、お送りしませんでした。',
}

export interface NewMerge {
  id: string
  fromId: string
  intoId: string
  reason: string
  mergedBy: string
  at: Date
  /** Scenarios that a person goes through once in their life. */
  once: readonly string[]
}

const REACHED = sql`('sending', 'sent', 'unknown')`

/** Runs that end because the person goes on with another one; the kept customer's stays, and what it sent is remembered. */
function endingRuns({ fromId, intoId, once }: NewMerge): SQL {
  const sentBy = (other: string) => sql`exists (
    select 1 from ${enrollments} as other join ${deliveries} as step on step.enrollment_id = other.id
    where other.customer_id = ${other} and other.scenario_id = own.scenario_id and step.status in ${REACHED}
      and other.scenario_id in (select value from json_each(${JSON.stringify(once)})))`
  return sql`
    select own.id, own.next_due_at from ${enrollments} as own
    where own.status = 'active' and (
      own.customer_id = ${fromId} and (${sentBy(intoId)} or exists (
        select 1 from ${enrollments} as other
        where other.customer_id = ${intoId} and other.scenario_id = own.scenario_id
          and (other.status = 'active' or other.anchor = own.anchor)))
      or own.customer_id = ${intoId} and ${sentBy(fromId)} and not exists (
        select 1 from ${enrollments} as other
        where other.customer_id = ${fromId} and other.scenario_id = own.scenario_id and other.status = 'active'))`
}

/** Written down before anything moves, from what is there at that moment. */
function movedBy(merge: NewMerge): SQL {
  const { fromId, intoId } = merge
  const rows = OWNED.map(
    (table) => sql`${sql.raw(`'${nameOf(table)}'`)},
      json((select json_group_array(json_array(${names(keyOf(table))})) from ${table} where customer_id = ${fromId}))`,
  )
  const cardOf = (id: string) => sql`(select code from ${referrals} where customer_id = ${id})`
  const both = JSON.stringify([fromId, intoId])
  // Said in so many words: whether a subquery's JSON stays JSON differs between versions of SQLite.
  return sql`json_object(
    'rows', json_object(${sql.join(rows, sql`, `)}),
    'kept', json((select ${jsonOf([...FIELDS, ...FLAGS])} from ${customers} where id = ${intoId})),
    'given', json((select ${jsonOf(FLAGS)} from ${customers} where id = ${fromId})),
    'facts', json((select ${jsonOf(FACTS)} from ${facts} where customer_id = ${fromId})),
    'max_stage', (select max_stage from ${facts} where customer_id = ${intoId}),
    'gone_before', json((select json_group_array(id) from ${customers} where merged_into = ${fromId})),
    'ended', json((select json_group_array(json_array(id, next_due_at)) from (${endingRuns(merge)}))),
    'stopped_at', (select min(opted_out_at) from ${friends} where customer_id in (select value from json_each(${both}))),
    'not_stopped', json((select json_group_array(line_user_id) from ${friends}
      where opted_out_at is null and customer_id in (select value from json_each(${both})))),
    'card', case when ${cardOf(intoId)} is not null then ${cardOf(fromId)} end,
    'friends_of_card', json((select json_group_array(customer_id) from ${referralUses} where code = ${cardOf(fromId)})))`
}

/**
 * All or nothing, and nothing when either of them is gone: forgotten, or merged by somebody else a moment ago.
 * @returns whether it was done
 */
export async function merge(db: Db, wish: NewMerge): Promise<boolean> {
  const { id, fromId, intoId, at } = wish
  const done = sql`exists (select 1 from ${customerMerges} where id = ${id})`
  const ended = sql`(select value ->> 0 from ${customerMerges}, json_each(moved, '$.ended') where customer_merges.id = ${id})`
  const living = (who: string) =>
    sql`exists (select 1 from ${customers} where id = ${who} and merged_into is null and deleted_at is null)`
  await db.atomically([
    sql`insert into ${customerMerges} (id, from_id, into_id, reason, merged_by, moved, at)
        select ${id}, ${fromId}, ${intoId}, ${wish.reason}, ${wish.mergedBy}, ${movedBy(wish)}, ${at.getTime()}
        where ${fromId} <> ${intoId} and ${living(fromId)} and ${living(intoId)}`,
    ...mergeRuns(wish, done, ended),
    // An order that belonged to nobody has begun nothing for anybody.
    sql`update ${orders} set triggered_at = null
        where customer_id = ${fromId} and ${done} and exists (select 1 from ${customers} where id = ${fromId} and anonymous)`,
    sql`update ${referralUses} set code = (select code from ${referrals} where customer_id = ${intoId})
        where ${done} and code = (select moved ->> '$.card' from ${customerMerges} where id = ${id})`,
    ...OWNED.map(
      (table) => sql`update or ignore ${table} set customer_id = ${intoId} where customer_id = ${fromId} and ${done}`,
    ),
    // Who said stop on one account said it as a person.
    sql`update ${friends} set opted_out_at = (select moved ->> '$.stopped_at' from ${customerMerges} where id = ${id})
        where customer_id = ${intoId} and opted_out_at is null and ${done}`,
    sql`update ${customers} set ${sql.raw(FIELDS.map((name) => `${name} = coalesce(customers.${name}, lost.${name})`).join(', '))},
          marketing_allowed = min(customers.marketing_allowed, lost.marketing_allowed),
          open_complaint = max(customers.open_complaint, lost.open_complaint),
          email_consent = case when customers.email is null then lost.email_consent when lost.email is null then customers.email_consent
            else min(customers.email_consent, lost.email_consent) end
        from (select * from ${customers} where id = ${fromId}) as lost where customers.id = ${intoId} and ${done}`,
    sql`update ${customers} set merged_into = ${intoId} where (id = ${fromId} or merged_into = ${fromId}) and ${done}`,
    sql`update ${facts} set max_stage = max(max_stage, (select max_stage from ${facts} where customer_id = ${fromId}))
        where customer_id = ${intoId} and ${done} and exists (select 1 from ${facts} where customer_id = ${fromId})`,
    forgetDaysOf(sql`select value from json_each(${JSON.stringify([fromId, intoId])}) where ${done}`),
    // Who had no facts yet takes the other's, to be made anew from there.
    sql`update or ignore ${facts} set customer_id = ${intoId} where customer_id = ${fromId} and ${done}`,
    sql`delete from ${reportParts} where ${done} and bucket in (
          select bucket from ${ledgers} where customer_id = ${fromId} or customer_id = ${intoId})`,
    ...[facts, ledgers, staleFacts].map((table) => sql`delete from ${table} where customer_id = ${fromId} and ${done}`),
    mark([intoId], at, done),
    audit({ id, action: 'merge', actor: wish.mergedBy, subject: intoId, details: { from: fromId }, at }, done),
  ])
  return isThere(db, sql`select 1 from ${customerMerges} where id = ${id}`)
}

/** One run of each scenario goes on, and does not repeat what the other one sent. Whoever is deciding now decides again. */
const mergeRuns = ({ fromId, intoId, at }: NewMerge, done: SQL, ended: SQL): SQL[] => [
  sql`delete from ${leases} where customer_id in (${fromId}, ${intoId}) and ${done}`,
  sql`insert into ${deliveries} (enrollment_id, step_id, customer_id, scenario_id, revision_id, status, code, reason, due_at, decided_at)
      select staying.id, step.step_id, ${intoId}, staying.scenario_id, staying.revision_id, 'skipped', ${MERGED_STEP.code},
        ${MERGED_STEP.reason}, min(step.due_at), ${at.getTime()}
      from ${enrollments} as lost join ${deliveries} as step on step.enrollment_id = lost.id and step.status in ${REACHED}
        join ${enrollments} as staying on staying.customer_id = ${intoId} and staying.scenario_id = lost.scenario_id
          and staying.status = 'active'
      where lost.id in ${ended} and lost.customer_id = ${fromId} and ${done}
      group by staying.id, step.step_id
      on conflict (enrollment_id, step_id) do update set status = excluded.status, code = excluded.code,
        reason = excluded.reason, held_until = null, decided_at = excluded.decided_at where deliveries.status = 'held'`,
  sql`update ${enrollments} set status = 'ended', ended_reason = 'merged', ended_at = ${at.getTime()}, next_due_at = null
      where id in ${ended} and ${done}`,
]

/** Facts to be made anew. */
export const mark = (ids: string[], at: Date, when: SQL): SQL =>
  insertAll(
    staleFacts,
    ids.map((customerId) => ({ customerId, cause: 'data_fix', at, follow: true })),
    sql`and ${when} on conflict (customer_id) do update set at = max(excluded.at, stale_facts.at + 1), follow = 1`,
  )

export const audit = (entry: Parameters<typeof insertAudit>[0], when: SQL): SQL =>
  insertAll(schema.auditLog, [entry], sql`and ${when} on conflict do nothing`)

export async function isThere(db: Db, query: SQL): Promise<boolean> {
  return (await db.all(query)).length > 0
}

/** Who was merged away, and into whom. */
export async function mergedAway(db: Db, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db.all<{ id: string; into: string }>(sql`
    select id, merged_into as "into" from ${customers}
    where id in (select value from json_each(${JSON.stringify(ids)})) and merged_into is not null`)
  return new Map(rows.map((row) => [row.id, row.into]))
}

/** Longer than anybody takes from asking who a customer is to writing their order down. */
const MEANWHILE = 10 * 60_000

/**
 * Another value as soon as another connection has written, or two customers became one. For SQLite on this machine: D1 has
 * no connections.
 */
export async function peopleNow(db: Db): Promise<string> {
  const rows = await db.values(
    sql`select (select data_version from pragma_data_version), (select max(rowid) from ${customerMerges})`,
  )
  return rows.join()
}

/**
 * Orders or contracts just written for customers whom somebody merged away at that moment: they follow, and whose they are
 * now is looked at anew. To be put into the transaction that writes them. Reads the merges of the last minutes.
 */
export function followMerges(table: 'orders' | 'subscriptions', ids: string[], at: Date): SQL[] {
  const [now, since, those] = [at.getTime(), at.getTime() - MEANWHILE, JSON.stringify(ids)]
  return [markFollowed(now, since, those), follow[table](since, those)]
}
const goneSince = (since: Placeholder, ids: Placeholder) => sql`(
  select lost.id, lost.merged_into as target from ${customerMerges} as done
  join ${customers} as lost on lost.id = done.from_id and lost.merged_into is not null
  where done.at >= ${since} and +done.from_id in (select value from json_each(${ids})))`
const markFollowed = bind(
  (at, since, ids) => sql`
    insert into ${staleFacts} (customer_id, cause, at, follow) select target, 'data_fix', ${at}, 1 from ${goneSince(since, ids)} where true
    on conflict (customer_id) do update set at = max(excluded.at, stale_facts.at + 1), follow = 1`,
)
const followIn = (table: SQLiteTable) =>
  bind(
    (since, ids) => sql`
      update ${table} set customer_id = gone.target from ${goneSince(since, ids)} as gone where customer_id = gone.id`,
  )
const follow = { orders: followIn(orders), subscriptions: followIn(subscriptions) }
