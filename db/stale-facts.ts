/** Whose kept facts must be looked at again? Written together with what made them stale, taken away together with the new facts. */

import { and, count, gt, lte, type SQL, sql } from 'drizzle-orm'
import { type Db, insertAll } from './client.ts'
import { bind, fixed } from './compile.ts'
import { customers, enrollments, staleFacts } from './schema.ts'

/** `cause` is why a change of label will be said to have happened (DOMAIN §1.2). */
export interface Stale {
  customerId: string
  cause: string
}

export type StaleRow = Pick<typeof staleFacts.$inferSelect, 'customerId' | 'cause' | 'at'>

/** A true reason is not lost to "we looked again"; whoever is marked anew is newer than before, even within a millisecond. */
const MARK_AGAIN = fixed(sql`on conflict (customer_id) do update set
  cause = case when excluded.cause = 'data_fix' then stale_facts.cause else excluded.cause end,
  at = max(excluded.at, stale_facts.at + 1), follow = max(excluded.follow, stale_facts.follow)`)

/** To be put into the same `db.atomically([...])` as the change itself: then no crash loses one. */
export const markStale = (rows: readonly Stale[], at: Date): SQL =>
  insertAll(
    staleFacts,
    rows.map(({ customerId, cause }) => ({ customerId, cause, at, follow: true })),
    MARK_AGAIN,
  )

/** Everybody who is somebody: a rule they are all counted by is another now. */
export const markEverybody = (cause: string, at: Date): SQL => sql`
  insert into ${staleFacts} (customer_id, cause, at)
  select id, ${cause}, ${at.getTime()} from ${customers} where merged_into is null and not anonymous ${MARK_AGAIN}`

/** A record of theirs changed, and they follow a scenario now. */
const FOLLOWING = sql`${staleFacts.follow} and exists (
  select 1 from ${enrollments} where ${enrollments.customerId} = ${staleFacts.customerId} and ${enrollments.status} = 'active')`

/**
 * Those marked after one id up to another, in order of ids.
 * @param range.following only those whose scenarios may hang on what changed
 */
export const staleWithin = async (
  db: Db,
  range: { after: string; upTo: string; following: boolean },
  limit: number,
): Promise<StaleRow[]> =>
  db
    .select({ customerId: staleFacts.customerId, cause: staleFacts.cause, at: staleFacts.at })
    .from(staleFacts)
    .where(
      and(
        gt(staleFacts.customerId, range.after),
        lte(staleFacts.customerId, range.upTo),
        range.following ? FOLLOWING : undefined,
      ),
    )
    .orderBy(staleFacts.customerId)
    .limit(limit)

/** Only as they were read: who was marked again meanwhile stays. */
export const unmarkStale = (rows: readonly StaleRow[]): SQL =>
  unmark(JSON.stringify(rows.map((row) => [row.customerId, row.at.getTime()])))
const unmark = bind(
  (marks) => sql`
    delete from ${staleFacts} where (customer_id, at) in (select value ->> 0, value ->> 1 from json_each(${marks}))`,
)

/** How many wait to be looked at. */
export async function countStale(db: Db): Promise<number> {
  const [row] = await db.select({ count: count() }).from(staleFacts)
  return row?.count ?? 0
}
