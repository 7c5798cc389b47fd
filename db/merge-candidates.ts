/** Who might be one with whom, and how much would move? */

import { sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { nameOf, OWNED } from './merges.ts'
import { customers, externalIds, friends } from './schema.ts'

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
