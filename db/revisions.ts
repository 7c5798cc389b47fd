/** Published texts. A revision never changes; the newest of a (kind, name) that is not retired is in force. */

import { and, eq, getTableColumns, isNull, sql } from 'drizzle-orm'
import { type Db, insertAll, isAnyOf } from './client.ts'
import { auditLog, revisions } from './schema.ts'

export type Revision = typeof revisions.$inferSelect
export type RevisionKind = 'scenario' | 'shop' | 'coupons' | 'replies' | 'survey' | 'richmenu'

const newest = sql`(select max(r.number) from ${revisions} as r where r.kind = ${revisions.kind} and r.name = ${revisions.name})`
const inForce = and(eq(revisions.number, newest), isNull(revisions.retiredAt))

/** A damaged body reads as null, and hides no other revision. */
const columns = {
  ...getTableColumns(revisions),
  body: sql<unknown>`case when json_valid(${revisions.body}) then ${revisions.body} else 'null' end`.mapWith(
    revisions.body,
  ),
}

/** What is in force now, one revision for each (kind, name). */
export async function currentRevisions(db: Db): Promise<Revision[]> {
  return db.select(columns).from(revisions).where(inForce)
}

/** Only which ones: cheap enough to ask at every tick whether anything was published. */
export async function currentRevisionIds(db: Db): Promise<string[]> {
  const rows = await db.select({ id: revisions.id }).from(revisions).where(inForce).orderBy(revisions.id)
  return rows.map((row) => row.id)
}

export async function findRevisions(db: Db, ids: string[]): Promise<Revision[]> {
  return db.select(columns).from(revisions).where(isAnyOf(revisions.id, ids))
}

/** All of them or none, together with the line in the audit log. */
export async function addRevisions(
  db: Db,
  rows: (typeof revisions.$inferInsert)[],
  audit: typeof auditLog.$inferInsert,
): Promise<void> {
  await db.atomically([insertAll(revisions, rows), insertAll(auditLog, [audit])])
}
