/** Orders that people say are theirs: found now, or kept hashed until the shop reports them. */

import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import { type Db, insertAll, isAnyOf } from './client.ts'
import { bind } from './compile.ts'
import { customers, linkClaims, orders } from './schema.ts'

export type Claim = typeof linkClaims.$inferSelect
export type NewClaim = typeof linkClaims.$inferInsert

/** Whose orders carry one of these numbers, as the shop system counts or as the customer knows it, with what can prove it. */
export async function ordersByNumber(db: Db, numbers: string[]) {
  // Two searches by index; a single condition with `or` would read through the orders.
  const carrying = sql`(select id from ${orders} where ${isAnyOf(orders.externalId, numbers)}
    union select id from ${orders} where ${isAnyOf(orders.number, numbers)})`
  return db
    .selectDistinct({ customerId: orders.customerId, phone: customers.phone, email: customers.email })
    .from(orders)
    .innerJoin(customers, eq(customers.id, orders.customerId))
    .where(and(sql`${orders.id} in ${carrying}`, isNull(customers.deletedAt), isNull(customers.mergedInto)))
}

export const insertClaims = (rows: NewClaim[]) => insertAll(linkClaims, rows, sql`on conflict do nothing`)

/** Claims that wait for one of these orders. */
export async function waitingClaims(db: Db, orderHashes: string[], now: Date): Promise<Claim[]> {
  return db
    .select()
    .from(linkClaims)
    .where(
      and(isAnyOf(linkClaims.orderHash, orderHashes), isNull(linkClaims.resolvedAt), gt(linkClaims.expiresAt, now)),
    )
}

export async function hasWaitingClaim(db: Db, lineUserId: string, now: Date): Promise<boolean> {
  const rows = await db
    .select({ id: linkClaims.id })
    .from(linkClaims)
    .where(and(eq(linkClaims.lineUserId, lineUserId), isNull(linkClaims.resolvedAt), gt(linkClaims.expiresAt, now)))
    .limit(1)
  return rows.length > 0
}

const waiting = bind(
  (now) => sql`select 1 from ${linkClaims} where resolved_at is null and expires_at > ${now} limit 1`,
)

export async function anyClaimWaits(db: Db, now: Date): Promise<boolean> {
  return (await db.values(waiting(now.getTime()))).length > 0
}

export async function resolveClaims(db: Db, ids: string[], at: Date): Promise<void> {
  await db.update(linkClaims).set({ resolvedAt: at }).where(isAnyOf(linkClaims.id, ids))
}
