/** Coupons in customers' wallets. */

import { sql } from 'drizzle-orm'
import { insertAll } from './client.ts'
import { coupons } from './schema.ts'

export type NewCoupon = typeof coupons.$inferInsert

/** The same cause issues once, however often it is tried. */
export const saveCoupons = (rows: NewCoupon[]) => insertAll(coupons, rows, sql`on conflict do nothing`)
