/** Who is meant by this number, and what happened to them that the histories do not tell? For one customer at a time. */

import { asc, eq, sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { coupons, customers, deliveries, externalIds, friends, labelHistory, voices } from './schema.ts'

/**
 * Our own id, a number in a shop system (also as `source:number`), or a LINE user id. Several when two shop systems use
 * the same number.
 */
export async function customersNamed(db: Db, name: string): Promise<string[]> {
  const [source = '', ...rest] = name.split(':')
  const rows = await db.all<{ id: string }>(sql`
    select distinct coalesce(${customers.mergedInto}, ${customers.id}) as id from ${customers}
    where ${customers.id} in (
      select ${name}
      union select customer_id from ${externalIds} where external_id = ${name}
      union select customer_id from ${externalIds} where source = ${source} and external_id = ${rest.join(':')}
      union select customer_id from ${friends} where line_user_id = ${name})
    order by 1`)
  return rows.map(({ id }) => id)
}

export const externalIdsOf = (db: Db, customerId: string) =>
  db
    .select({ source: externalIds.source, externalId: externalIds.externalId })
    .from(externalIds)
    .where(eq(externalIds.customerId, customerId))
    .orderBy(asc(externalIds.source), asc(externalIds.externalId))

export type LabelChangeRow = typeof labelHistory.$inferSelect

/** Of label or stage, oldest first; two of one moment in the order of writing. */
export const labelChangesOf = (db: Db, customerId: string): Promise<LabelChangeRow[]> =>
  db
    .select()
    .from(labelHistory)
    .where(eq(labelHistory.customerId, customerId))
    .orderBy(asc(labelHistory.at), sql`rowid`)

/** What was decided for them, whether it went out or not. */
export const decisionsOf = (db: Db, customerId: string) =>
  db.select().from(deliveries).where(eq(deliveries.customerId, customerId)).orderBy(asc(deliveries.decidedAt))

export const couponsOf = (db: Db, customerId: string) =>
  db.select().from(coupons).where(eq(coupons.customerId, customerId)).orderBy(asc(coupons.issuedAt))

export const voicesOf = (db: Db, customerId: string) =>
  db.select().from(voices).where(eq(voices.customerId, customerId)).orderBy(asc(voices.at))
