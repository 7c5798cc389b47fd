/** Who did what, for the shop's people to read later. Rows are only ever added. */

import { eq, sql } from 'drizzle-orm'
import { type Db, insertAll } from './client.ts'
import { auditLog } from './schema.ts'

export type AuditEntry = typeof auditLog.$inferInsert

/** As a statement. Fails the whole batch it stands in when its id is there: what may happen once is told once. */
export const insertAudit = (entry: AuditEntry) => insertAll(auditLog, [entry])

/** The same, but a second one with its id is left out and stops nothing. */
export const insertAuditOnce = (entry: AuditEntry) => insertAll(auditLog, [entry], sql`on conflict do nothing`)

export async function isAudited(db: Db, id: string): Promise<boolean> {
  const rows = await db.select({ id: auditLog.id }).from(auditLog).where(eq(auditLog.id, id))
  return rows.length > 0
}
