/** Small facts about the process itself. */

import { eq, type SQL, sql } from 'drizzle-orm'
import { type Db, insertAll, isAnyOf } from './client.ts'
import { state } from './schema.ts'

export async function readState(db: Db, key: string): Promise<string | undefined> {
  const rows = await db.select().from(state).where(eq(state.key, key))
  return rows[0]?.value
}

export async function writeState(db: Db, key: string, value: string): Promise<void> {
  await db.insert(state).values({ key, value }).onConflictDoUpdate({ target: state.key, set: { value } })
}

/** As a statement, so that a note stands or falls with what it is about. */
export const putState = (key: string, value: string): SQL =>
  insertAll(state, [{ key, value }], sql`on conflict (key) do update set value = excluded.value`)

/** Those that are there. */
export async function readStates(db: Db, keys: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.select().from(state).where(isAnyOf(state.key, keys))
  return new Map(rows.map(({ key, value }) => [key, value]))
}

export async function clearState(db: Db, key: string): Promise<void> {
  await db.delete(state).where(eq(state.key, key))
}
