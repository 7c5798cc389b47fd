/** Coupons in customers' wallets. */

import { and, eq, sql } from 'drizzle-orm'
import { type Db, insertAll, isAnyOf } from './client.ts'
import { coupons } from './schema.ts'

export type NewCoupon = typeof coupons.$inferInsert
export type CouponRow = typeof coupons.$inferSelect

/** The same cause issues once, however often it is tried. */
export const saveCoupons = (rows: NewCoupon[]) => insertAll(coupons, rows, sql`on conflict do nothing`)

/** What these causes have put into the wallet. */
export async function couponsByCause(db: Db, customerId: string, causes: string[]): Promise<CouponRow[]> {
  return db
    .select()
    .from(coupons)
    .where(and(eq(coupons.customerId, customerId), isAnyOf(coupons.cause, causes)))
}

export async function couponsOfCustomer(db: Db, customerId: string): Promise<CouponRow[]> {
  return db.select().from(coupons).where(eq(coupons.customerId, customerId))
}
