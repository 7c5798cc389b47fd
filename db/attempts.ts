/** Tries of things that may be tried only so often. */

import { and, eq, gt, sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { attempts } from './schema.ts'

export async function addAttempt(db: Db, attempt: typeof attempts.$inferInsert): Promise<void> {
  await db.insert(attempts).values(attempt)
}

export async function attemptsSince(db: Db, subject: string, after: Date): Promise<number> {
  const rows = await db
    .select({ count: sql<number>`count(*)` })
    .from(attempts)
    .where(and(eq(attempts.subject, subject), gt(attempts.at, after)))
  return rows[0]?.count ?? 0
}
