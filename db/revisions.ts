/**
 * Published texts. A revision never changes and none is ever removed: going back, or taking a scenario out of use, is a
 * new row too. The newest of a (kind, name) is in force unless it says `retired`.
 */

import { and, desc, eq, getTableColumns, inArray, isNull, type SQLWrapper, sql } from 'drizzle-orm'
import { type Db, insertAll, isAnyOf } from './client.ts'
import { bind } from './compile.ts'
import { auditLog, enrollments, revisions } from './schema.ts'

export type Revision = typeof revisions.$inferSelect
export type NewRevision = typeof revisions.$inferInsert
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

/** The newest of each (kind, name), retired ones too. */
export async function newestRevisions(db: Db): Promise<Revision[]> {
  return db.select(columns).from(revisions).where(eq(revisions.number, newest))
}

/** Only which ones: cheap enough to ask at every tick whether anything was published. */
export async function currentRevisionIds(db: Db): Promise<string[]> {
  const rows = await db.values<[string]>(idsInForce())
  return rows.map(([id]) => id)
}
// The columns beside a max() are those of its row.
const idsInForce = bind(
  () => sql`
    select id from (select id, retired_at, max(number) from ${revisions} group by kind, name)
    where retired_at is null order by id`,
)

export async function findRevisions(db: Db, ids: string[]): Promise<Revision[]> {
  return db.select(columns).from(revisions).where(isAnyOf(revisions.id, ids))
}

/** One of a (kind, name) by its number. */
export async function findRevision(
  db: Db,
  about: { kind: string; name: string; number: number },
): Promise<Revision | undefined> {
  const { kind, name, number } = about
  const same = and(eq(revisions.kind, kind), eq(revisions.name, name), eq(revisions.number, number))
  return (await db.select(columns).from(revisions).where(same))[0]
}

/** Every text a (kind, name) has ever had. */
export async function textsOf(db: Db, kind: string, name: string): Promise<string[]> {
  const same = and(eq(revisions.kind, kind), eq(revisions.name, name))
  return (await db.select({ text: revisions.text }).from(revisions).where(same)).map((row) => row.text)
}

/** Since rows are only ever added, their number is the state of everything published. */
export async function countRevisions(db: Db): Promise<number> {
  const rows = await db.select({ count: sql<number>`count(*)` }).from(revisions)
  return rows[0]?.count ?? 0
}

/** Fails the whole batch it stands in when anything was published since `count` rows were counted. */
const assertCount = (count: number) => sql`
  update ${revisions} set name = name
  where id = (select id from ${revisions} limit 1) and json(case
    when (select count(*) from ${revisions}) = ${count} then '1' else 'published meanwhile' end) = '1'`

/**
 * All of them or none, together with the line in the audit log and what else follows from them, and only while exactly `count` revisions exist.
 * @returns false when somebody else published since they were counted; nothing is written then
 */
export async function addRevisions(
  db: Db,
  rows: NewRevision[],
  audit: typeof auditLog.$inferInsert,
  count: number,
  more: SQLWrapper[] = [],
): Promise<boolean> {
  try {
    // A statement for each: all texts of a shop together would be more than D1 binds at once.
    const inserts = rows.map((row) => insertAll(revisions, [row]))
    await db.atomically([assertCount(count), ...inserts, insertAll(auditLog, [audit]), ...more])
    return true
  } catch (error) {
    // Both databases word a failed statement in their own way; the count tells which failure it was.
    if ((await countRevisions(db)) !== count) return false
    throw error
  }
}

/** Which document was changed to which revision by one publish or undo. */
export interface AuditedChange {
  kind: RevisionKind
  name: string
  number: number
}

/** Every publish, retirement and undo, oldest first. */
export async function publishAudits(db: Db) {
  const rows = await db
    .select({ id: auditLog.id, action: auditLog.action, details: auditLog.details })
    .from(auditLog)
    .where(inArray(auditLog.action, ['publish', 'retire', 'undo']))
    // In the order of writing: two of one millisecond have no other.
    .orderBy(sql`rowid`)
  return rows.map(({ id, action, details }) => ({
    id,
    action: action as 'publish' | 'retire' | 'undo',
    changes: (details as { changes?: AuditedChange[] } | null)?.changes ?? [],
  }))
}

/** Every revision without its text, newest first, with how many customers run on it. */
export async function revisionHistory(db: Db) {
  const running = db
    .select({ revisionId: enrollments.revisionId, count: sql<number>`count(*)`.as('running') })
    .from(enrollments)
    .where(eq(enrollments.status, 'active'))
    .groupBy(enrollments.revisionId)
    .as('running')
  return db
    .select({
      id: revisions.id,
      kind: revisions.kind,
      name: revisions.name,
      number: revisions.number,
      publishedBy: revisions.publishedBy,
      publishedAt: revisions.publishedAt,
      retiredAt: revisions.retiredAt,
      running: sql<number>`coalesce(${running.count}, 0)`,
    })
    .from(revisions)
    .leftJoin(running, eq(running.revisionId, revisions.id))
    .orderBy(desc(sql`revisions.rowid`))
}

/** The line about customers who were moved; written again with each batch of the same move. As a statement. */
export const migrationAudit = (entry: typeof auditLog.$inferInsert) =>
  insertAll(auditLog, [entry], sql`on conflict (id) do update set details = excluded.details`)
