/** Who might be one with whom, and how much would move? */

import { sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { nameOf, OWNED } from './merges.ts'
import { customerMerges, customers, externalIds, friends } from './schema.ts'

export interface CandidateRow {
  id: string
  anonymous: boolean
  accounts: number
  numbered: boolean
  createdAt: Date
}

/** In the order asked for; without those who are gone: merged away or forgotten. */
export async function candidates(db: Db, ids: string[]): Promise<CandidateRow[]> {
  const rows = await db.all<{
    id: string
    anonymous: number
    accounts: number
    numbered: number
    createdAt: number
  }>(sql`
    select ${customers.id}, anonymous, created_at as "createdAt",
      (select count(*) from ${friends} where customer_id = ${customers.id}) as accounts,
      exists (select 1 from ${externalIds} where customer_id = ${customers.id}) as numbered
    from json_each(${JSON.stringify(ids)}) as wanted join ${customers} on ${customers.id} = wanted.value
    where merged_into is null and deleted_at is null order by wanted.key`)
  return rows.map((row) => ({
    ...row,
    anonymous: row.anonymous === 1,
    numbered: row.numbered === 1,
    createdAt: new Date(row.createdAt),
  }))
}

/** Rows of this customer by table; tables without any are left out. */
export async function countMoved(db: Db, customerId: string): Promise<Record<string, number>> {
  const counts = OWNED.map(
    (table) => sql`select ${nameOf(table)} as name, count(*) as n from ${table} where customer_id = ${customerId}`,
  )
  const rows = await db.all<{ name: string; n: number }>(sql.join(counts, sql` union all `))
  return Object.fromEntries(rows.filter(({ n }) => n > 0).map(({ name, n }) => [name, n]))
}

/** Whom a report was taken for, and what else it says of them. */
export interface Reported {
  id: string
  index: number
  email?: string
  phone?: string
}

export interface Other {
  /** Of the report. */
  index: number
  other: string
  by: 'email' | 'phone'
  phone: string | null
  name: string | null
  kana: string | null
}

/** A company's telephone may be everybody's. */
const MOST_OTHERS = 2000

/** Living customers other than the reported ones who have their address or telephone number; by index. */
export async function othersWith(db: Db, reported: readonly Reported[]): Promise<Other[]> {
  const having = (by: 'email' | 'phone') => {
    const wanted = reported.flatMap((one) => (one[by] === undefined ? [] : [[one.index, one.id, one[by]]]))
    return sql`
      select wanted.value ->> 0 as "index", person.id as other, ${by} as by, person.phone, person.name, person.kana
      from json_each(${JSON.stringify(wanted)}) as wanted cross join ${customers} as person
      where person.${sql.raw(by)} = wanted.value ->> 2 and person.id <> wanted.value ->> 1
        and person.merged_into is null and person.deleted_at is null`
  }
  return db.all<Other>(sql`${having('email')} union all ${having('phone')} limit ${MOST_OTHERS}`)
}

/** Were they one before, and did somebody part them, or each of them from the same third? Then they are two. */
export async function wereParted(db: Db, one: string, other: string): Promise<boolean> {
  const rows = await db.all(sql`
    select 1 from ${customerMerges} where undone_at is not null
      and ((from_id = ${one} and into_id = ${other}) or (from_id = ${other} and into_id = ${one})
        or from_id = ${one} and into_id in (
          select into_id from ${customerMerges} where from_id = ${other} and undone_at is not null)) limit 1`)
  return rows.length > 0
}
