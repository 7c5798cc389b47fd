/** Who held which fan label at an instant, and how did they move since? By index, never customer by customer. */

import { type SQL, sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { facts, labelHistory } from './schema.ts'

export interface ChangeRow {
  customerId: string
  from: string | null
  to: string
  cause: string
  at: Date
  /** Only of who became a supporter: the facts are long, and no other rule reads them. */
  subscribedOn: string | null
  rowId: number
}

/** Who turned out to be another customer, or names nobody, has no facts and is counted nowhere. */
const isSomebody = (customerId: SQL): SQL =>
  sql`exists (select 1 from ${facts} where ${facts.customerId} = ${customerId})`

/** Changes of label in `[from, end)` after the last one read, oldest first; two of one instant in the order of writing. */
export async function labelChanges(
  db: Db,
  from: Date,
  end: Date,
  limit: number,
  last?: Pick<ChangeRow, 'at' | 'rowId'>,
): Promise<ChangeRow[]> {
  const since = (last?.at ?? from).getTime()
  const rows = await db.all<Omit<ChangeRow, 'at'> & { at: number }>(sql`
    select h.customer_id as "customerId", h.from_label as "from", h.to_label as "to", h.cause, h.at,
      case when h.to_label = 'supporter' then h.facts_after ->> 'subscribedOn' end as "subscribedOn", h.rowid as "rowId"
    from ${labelHistory} as h
    where h.at >= ${since} and h.at < ${end.getTime()} and (h.at > ${since} or h.rowid > ${last?.rowId ?? -1})
      and h.from_label is not h.to_label and ${isSomebody(sql`h.customer_id`)}
    order by h.at, h.rowid limit ${limit}`)
  return rows.map((row) => ({ ...row, at: new Date(row.at) }))
}

/**
 * Customers by the label they held just before this instant: what they hold now, less every change since then.
 * The work grows with the changes since, and with the number of labels.
 */
export async function holdersAt(db: Db, at: Date): Promise<{ label: string; count: number }[]> {
  const changes = sql`${labelHistory} as h where h.at >= ${at.getTime()}
    and h.from_label is not h.to_label and ${isSomebody(sql`h.customer_id`)}`
  return db.all<{ label: string; count: number }>(sql`
    select label, sum(n) as count from (
      select ${facts.label} as label, count(*) as n from ${facts} group by ${facts.label}
      union all select h.to_label, -count(*) from ${changes} group by 1
      union all select h.from_label, count(*) from ${changes} and h.from_label is not null group by 1)
    group by label having sum(n) <> 0 order by label`)
}
