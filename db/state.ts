/** Small facts about the process itself. */

import { eq } from 'drizzle-orm'
import type { Db } from './client.ts'
import { state } from './schema.ts'

export async function readState(db: Db, key: string): Promise<string | undefined> {
  const rows = await db.select().from(state).where(eq(state.key, key))
  return rows[0]?.value
}

export async function writeState(db: Db, key: string, value: string): Promise<void> {
  await db.insert(state).values({ key, value }).onConflictDoUpdate({ target: state.key, set: { value } })
}
