/** Who held which fan label at an instant, and how did they move since? By index, never customer by customer. */

import { type SQL, sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { customerMerges, facts, labelHistory } from './schema.ts'

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

/** As the partial indexes say it: who moved, and who was seen for the first time. */
const MOVED = sql`h.from_label <> h.to_label`
const BEGUN = sql`h.from_label is null`

const within = (from: Date, end: Date | undefined): SQL =>
  end ? sql`h.at >= ${from.getTime()} and h.at < ${end.getTime()}` : sql`h.at >= ${from.getTime()}`

const columns = sql`h.customer_id as "customerId", h.from_label as "from", h.to_label as "to", h.cause, h.at,
  case when h.to_label = 'supporter' then h.facts_after ->> 'subscribedOn' end as "subscribedOn", h.rowid as "rowId"`

const asChanges = (rows: readonly (Omit<ChangeRow, 'at'> & { at: number })[]): ChangeRow[] =>
  rows.map((row) => ({ ...row, at: new Date(row.at) }))

/** Moves from one label to another in `[from, end)` after the last one read, oldest first; two of one instant by customer, then in the order of writing. */
export async function labelChanges(
  db: Db,
  from: Date,
  end: Date,
  limit: number,
  last?: Pick<ChangeRow, 'at' | 'customerId' | 'rowId'>,
): Promise<ChangeRow[]> {
  const rows = await db.all<Omit<ChangeRow, 'at'> & { at: number }>(sql`
    select ${columns} from ${labelHistory} as h
    where ${MOVED} and ${within(last?.at ?? from, end)}
      and (h.at, h.customer_id, h.rowid) > (${(last?.at ?? from).getTime()}, ${last?.customerId ?? ''}, ${last?.rowId ?? -1})
      and ${isSomebody(sql`h.customer_id`)}
    order by h.at, h.customer_id, h.rowid limit ${limit}`)
  return asChanges(rows)
}

/** Of these customers: where they began in `[from, end)`. Who was joined with another may have begun twice. */
export async function beginningsOf(
  db: Db,
  customerIds: readonly string[],
  from: Date,
  end: Date,
): Promise<ChangeRow[]> {
  const rows = await db.all<Omit<ChangeRow, 'at'> & { at: number }>(sql`
    select ${columns}
    from json_each(${JSON.stringify(customerIds)}) as wanted cross join ${labelHistory} as h on h.customer_id = wanted.value
    where ${BEGUN} and ${within(from, end)}`)
  return asChanges(rows)
}

/**
 * How many began in `[from, end)` with one of these labels and have not moved since; each once.
 * @param without a cause that is no beginning
 */
export async function countBegun(
  db: Db,
  from: Date,
  end: Date,
  labels: readonly string[],
  without: string,
): Promise<number> {
  const begins = (line: SQL) => sql`${line}.from_label is null and ${line}.cause <> ${without}
    and ${line}.to_label in (select value from json_each(${JSON.stringify(labels)}))`
  const [row] = await db.all<{ count: number }>(sql`
    select count(*) as count from ${labelHistory} as h
    where ${begins(sql`h`)} and ${within(from, end)} and ${isSomebody(sql`h.customer_id`)} and not exists (
      select 1 from ${labelHistory} as other
      where other.customer_id = h.customer_id and other.at >= ${from.getTime()} and other.at < ${end.getTime()}
        and other.rowid <> h.rowid
        and (other.from_label <> other.to_label
          or ${begins(sql`other`)} and (other.at, other.rowid) < (h.at, h.rowid)))`)
  return row?.count ?? 0
}

export interface LabelCount {
  label: string
  count: number
}

/**
 * Customers who were joined with another or parted from one, each with a single line of labels: two records told of them
 * side by side, and counted back line by line one person would begin twice. The latest line holds; where joining or parting
 * wrote none, what is held now. They are few, and are read customer by customer.
 */
const JOINED = sql`
  joined as materialized (
    select f.customer_id, f.label, max(done.at) as at from (
      select into_id as customer_id, coalesce(undone_at, at) as at from ${customerMerges}
      union all select from_id, coalesce(undone_at, at) from ${customerMerges}) as done
    cross join ${facts} as f on f.customer_id = done.customer_id group by 1),
  line as materialized (
    select at, lag(to_label) over (partition by customer_id order by at, no) as from_label, to_label from (
      select h.customer_id, h.at, h.rowid as no, h.to_label
        from joined cross join ${labelHistory} as h on h.customer_id = joined.customer_id
      union all select customer_id, at, 9e18, label from joined where not exists (
        select 1 from ${labelHistory} as h where h.customer_id = joined.customer_id and h.at >= joined.at)))`

/**
 * Rows of `day`, `label` and `n`: what must be added to the holders after each day to get those before it. Everybody is
 * counted; of those who were joined that is taken out again, and their one line counted instead.
 */
const changesBack = (from: Date, end: Date | undefined, ahead: number): SQL => {
  const then = within(from, end)
  const day = dayOf(sql`h.at`, ahead)
  return sql`
  with ${JOINED},
  moved as materialized (select ${day} as day, from_label, to_label, count(*) as n from ${labelHistory} as h
    where ${MOVED} and ${then} and ${isSomebody(sql`h.customer_id`)} group by 1, h.from_label, h.to_label
    union all select ${day}, from_label, to_label, -1 from joined cross join ${labelHistory} as h on h.customer_id = joined.customer_id
    where h.from_label is not h.to_label and ${then}
    union all select ${day}, from_label, to_label, 1 from line as h where h.from_label is not h.to_label and ${then})
  select ${dayOf(sql`at`, ahead)} as day, to_label as label, n from (
    select h.at, h.to_label, -count(*) as n from ${labelHistory} as h
    where ${BEGUN} and ${then} and ${isSomebody(sql`h.customer_id`)} group by h.at, h.to_label)
  union all select day, to_label, -n from moved
  union all select day, from_label, n from moved where from_label is not null`
}

/** Number of the day since 1970, in a place whose clocks are so many milliseconds ahead. A bound number is not whole to SQLite. */
const dayOf = (at: SQL, ahead: number): SQL => sql`(${at} + cast(${ahead} as integer)) / 86400000`

/**
 * Customers by the label they held just before this instant: what they hold now, less every change since then.
 * The work grows with the changes since, and with the number of labels.
 */
export const holdersAt = async (db: Db, at: Date): Promise<LabelCount[]> =>
  db.all<LabelCount>(sql`
    select label, sum(n) as count from (
      select ${facts.label} as label, count(*) as n from ${facts} group by ${facts.label}
      union all select label, n from (${changesBack(at, undefined, 0)}))
    group by label having sum(n) <> 0 order by label`)

/**
 * By how many the holders of a label were more before a day than after it, for the days of `[from, end)`.
 * @param ahead of UTC, in milliseconds
 */
export const changesByDay = async (
  db: Db,
  from: Date,
  end: Date,
  ahead: number,
): Promise<(LabelCount & { day: number })[]> =>
  db.all<LabelCount & { day: number }>(sql`
    select day, label, sum(n) as count from (${changesBack(from, end, ahead)})
    group by day, label having sum(n) <> 0 order by day, label`)
