/** Whose kept facts must be looked at again? Written together with what made them stale, taken away together with the new facts. */

import { gt, type SQL, sql } from 'drizzle-orm'
import { type Db, insertAll } from './client.ts'
import { staleFacts } from './schema.ts'

/** `cause` is why a change of label will be said to have happened (DOMAIN §1.2). */
export interface Stale {
  customerId: string
  cause: string
}

export type StaleRow = typeof staleFacts.$inferSelect

/** A true reason is not lost to "we looked again"; whoever is marked anew is newer than before, even within a millisecond. */
const MARK_AGAIN = sql`on conflict (customer_id) do update set
  cause = case when excluded.cause = 'data_fix' then stale_facts.cause else excluded.cause end,
  at = max(excluded.at, stale_facts.at + 1)`

/** To be put into the same `db.atomically([...])` as the change itself: then no crash loses one. */
export const markStale = (rows: readonly Stale[], at: Date): SQL =>
  insertAll(
    staleFacts,
    rows.map(({ customerId, cause }) => ({ customerId, cause, at })),
    MARK_AGAIN,
  )

/** The next ones after this id, in order of ids. */
export const staleAfter = async (db: Db, after: string, limit: number): Promise<StaleRow[]> =>
  db.select().from(staleFacts).where(gt(staleFacts.customerId, after)).orderBy(staleFacts.customerId).limit(limit)

/** Only as they were read: who was marked again meanwhile stays. */
export const unmarkStale = (rows: readonly StaleRow[]): SQL => sql`
  delete from ${staleFacts} where (customer_id, at) in (
    select value ->> 0, value ->> 1 from json_each(${JSON.stringify(rows.map((row) => [row.customerId, row.at.getTime()]))}))`
