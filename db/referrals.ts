/** Whose card is it, who came with it, and who of them has counted? */

import { and, eq, sql } from 'drizzle-orm'
import { type Db, insertAll, isAnyOf, isIn } from './client.ts'
import { bind } from './compile.ts'
import { customers, orders, referrals, referralUses } from './schema.ts'

export type ReferralUse = typeof referralUses.$inferSelect

export async function ownCode(db: Db, customerId: string): Promise<string | undefined> {
  const rows = await db.select({ code: referrals.code }).from(referrals).where(eq(referrals.customerId, customerId))
  return rows[0]?.code
}

/** The first one stays; a code that somebody has already changes nothing. */
export async function addOwnCode(db: Db, row: typeof referrals.$inferInsert): Promise<void> {
  await db.insert(referrals).values(row).onConflictDoNothing()
}

/** The living owner, under the code that counts for them: who turned out to be another customer may have had two. */
const OWNER = sql`
  ${referrals} as given join ${customers} as was on was.id = given.customer_id
  join ${customers} as owner on owner.id = coalesce(was.merged_into, was.id) and owner.deleted_at is null`
const CODE = sql`coalesce((select code from ${referrals} as own where own.customer_id = owner.id), given.code)`

/** @returns undefined for a code nobody has */
export async function ownerOf(db: Db, code: string): Promise<{ code: string; customerId: string } | undefined> {
  const rows = await db.all<{ code: string; customerId: string }>(
    sql`select ${CODE} as code, owner.id as customerId from ${OWNER} where given.code = ${code}`,
  )
  return rows[0]
}

export async function useOf(db: Db, customerId: string): Promise<ReferralUse | undefined> {
  const rows = await db.select().from(referralUses).where(eq(referralUses.customerId, customerId))
  return rows[0]
}

/** The first card stands. */
export const insertUse = (use: typeof referralUses.$inferInsert) =>
  insertAll(referralUses, [use], sql`on conflict do nothing`)

export interface WaitingUse {
  customerId: string
  acceptedAt: number
  email: string | null
  phone: string | null
  /** Null when the owner is gone. */
  ownerId: string | null
  ownerEmail: string | null
  ownerPhone: string | null
}

/** Those of these customers who came with a card and have not counted yet. */
export async function waitingUses(db: Db, customerIds: string[]): Promise<WaitingUse[]> {
  return db.all<WaitingUse>(waiting(JSON.stringify(customerIds)))
}
const waiting = bind(
  (ids) => sql`
    select used.customer_id as customerId, used.accepted_at as acceptedAt, friend.email as email, friend.phone as phone,
      owner.id as ownerId, owner.email as ownerEmail, owner.phone as ownerPhone
    from ${referralUses} as used join ${customers} as friend on friend.id = used.customer_id
      left join (${OWNER}) on given.code = used.code
    where ${isIn(sql`used.customer_id`, ids)} and used.counted_at is null and used.refused is null`,
)

/** What decides whether an order counts, of each of these customers. */
export async function ordersOf(db: Db, customerIds: string[]) {
  const { id, customerId, orderedAt, paidAt, shippedAt, status, totalYen, pointsUsedYen, refundedYen, isRenewal } =
    orders
  return db
    .select({ id, customerId, orderedAt, paidAt, shippedAt, status, totalYen, pointsUsedYen, refundedYen, isRenewal })
    .from(orders)
    .where(isAnyOf(customerId, customerIds))
}

const open = (customerId: string) => sql`customer_id = ${customerId} and counted_at is null and refused is null`

export const countUse = (customerId: string, orderId: string, at: Date) =>
  sql`update ${referralUses} set counted_at = ${at.getTime()}, order_id = ${orderId} where ${open(customerId)}`

export const refuseUse = (customerId: string, why: string) =>
  sql`update ${referralUses} set refused = ${why} where ${open(customerId)}`

/** Friends who came with this customer's card and bought. */
export async function countReferred(db: Db, customerId: string): Promise<number> {
  const rows = await db
    .select({ count: sql<number>`count(*)` })
    .from(referralUses)
    .innerJoin(referrals, eq(referrals.code, referralUses.code))
    .where(and(eq(referrals.customerId, customerId), sql`${referralUses.countedAt} is not null`))
  return rows[0]?.count ?? 0
}
