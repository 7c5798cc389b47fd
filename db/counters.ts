/** How often something has happened since the first day, by name and label: what `/metrics` shows, on both runtimes. */

import type { SQL } from 'drizzle-orm'
import { asc, sql } from 'drizzle-orm'
import { type Db, insertAll } from './client.ts'
import { counters } from './schema.ts'

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
