/** What customers said and tapped. Rows carry LINE's event id, so that an event handled twice leaves one. */

import { eq } from 'drizzle-orm'
import type { Db } from './client.ts'
import { signals, voices } from './schema.ts'

export async function addVoice(db: Db, voice: typeof voices.$inferInsert): Promise<void> {
  await db.insert(voices).values(voice).onConflictDoNothing()
}

/** LINE asks to hide what the customer took back (LINE §4 `unsend`): the text goes, the fact that something was said stays. */
export async function unsendVoice(db: Db, lineMessageId: string, at: Date): Promise<void> {
  await db.update(voices).set({ text: null, unsentAt: at }).where(eq(voices.lineMessageId, lineMessageId))
}

export async function addSignal(db: Db, signal: typeof signals.$inferInsert): Promise<void> {
  await db.insert(signals).values(signal).onConflictDoNothing()
}
