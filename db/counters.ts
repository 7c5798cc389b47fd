/** How often something has happened since the first day, by name and label: what `/metrics` shows, on both runtimes. */

import type { SQL } from 'drizzle-orm'
import { asc, sql } from 'drizzle-orm'
import { type Db, insertAll } from './client.ts'
import { counters, enrollments, inbox, requests } from './schema.ts'

export type Count = typeof counters.$inferInsert

/**
 * As a statement, so that a count stands or falls with what it counts. `value` is added to what is there.
 * @param only a further condition, as `and …`
 */
export const addCounts = (counts: Count[], only: SQL = sql``): SQL =>
  insertAll(counters, counts, sql`${only} on conflict (name, label) do update set value = value + excluded.value`)

export async function readCounts(db: Db): Promise<Count[]> {
  return db.select().from(counters).orderBy(asc(counters.name), asc(counters.label))
}

export interface Standing {
  /** Events of LINE ever stored. */
  received: number
  /** The oldest moment that has come and has not been worked off. */
  oldestDueAt: Date | undefined
  /** Requests to LINE whose end is not known yet. */
  openRequests: number
}

/** What no counter keeps, each from the end or the open part of an index: no table is read through. */
export async function readStanding(db: Db, now: Date): Promise<Standing> {
  // Events get the numbers 1, 2, 3 … and are only ever forgotten oldest first, so the newest number is their count.
  const rows = await db.all<{ received: number | null; oldestDue: number | null; open: number }>(sql`
    select (select max(rowid) from ${inbox}) as received,
      (select min(next_due_at) from ${enrollments} where status = 'active' and next_due_at <= ${now.getTime()}) as oldestDue,
      (select count(*) from ${requests} where status = 'sending') as open`)
  const { received, oldestDue, open } = rows[0] ?? { received: 0, oldestDue: null, open: 0 }
  return {
    received: received ?? 0,
    oldestDueAt: oldestDue === null ? undefined : new Date(oldestDue),
    openRequests: open,
  }
}
