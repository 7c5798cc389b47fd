/** Which coupons have been used, by which order? */

import { and, ne, sql } from 'drizzle-orm'
import { type Db, isAnyOf } from './client.ts'
import { couponCodes, coupons, orders } from './schema.ts'

export interface Wanted {
  /** One code in every spelling. */
  spellings: string[]
  customerId?: string
}

export interface Coupon {
  id: string
  issuedAt: Date
  expiresAt?: Date
  usedAt?: Date
  orderId?: string
}

export interface Found {
  /** This customer's. */
  own: Coupon[]
  /** The one in the world that has this code. */
  pooled?: Coupon
  /** Somebody has a coupon with this code. */
  known: boolean
}

type Values = [id: string, issued: number, expires: number | null, used: number | null, order: string | null]

const couponOf = ([id, issued, expires, used, orderId]: Values): Coupon => ({
  id,
  issuedAt: new Date(issued),
  expiresAt: expires === null ? undefined : new Date(expires),
  usedAt: used === null ? undefined : new Date(used),
  orderId: orderId ?? undefined,
})

const VALUES = sql.raw('json_array(c.id, c.issued_at, c.expires_at, c.used_at, c.order_id)')

/**
 * One statement whatever their number. A code that everybody has may stand in a hundred thousand rows, so its rows are found
 * by customer.
 * @param pools the coupons that give each customer a code of their own
 */
export async function findCoupons(db: Db, wanted: Wanted[], pools: string[]): Promise<Found[]> {
  if (wanted.length === 0) return []
  const values = JSON.stringify(wanted.map(({ spellings, customerId }) => [spellings, customerId ?? null]))
  const spellings = sql.raw('select value from json_each(w.value -> 0)')
  const rows = await db.values<[string, string | null, number]>(sql`
    select
      (select json_group_array(${VALUES}) from ${coupons} as c
        where c.customer_id = w.value ->> 1 and +c.code in (${spellings})),
      (select ${VALUES} from ${couponCodes} as p join ${coupons} as c on c.id = p.taken_by
        where ${isAnyOf(sql`p.coupon_id`, pools)} and p.code in (${spellings}) limit 1),
      exists (select 1 from ${coupons} as c where c.code in (${spellings}))
    from json_each(${values}) as w order by w.key`)
  return rows.map(([own, pooled, known]) => ({
    own: (JSON.parse(own) as Values[]).map(couponOf),
    pooled: pooled === null ? undefined : couponOf(JSON.parse(pooled)),
    known: Number(known) === 1,
  }))
}

/** When and by which order, each set once. */
export async function useCoupons(db: Db, uses: { id: string; usedAt: Date; orderId?: string }[]): Promise<void> {
  if (uses.length === 0) return
  const values = JSON.stringify(uses.map(({ id, usedAt, orderId }) => [id, usedAt.getTime(), orderId ?? null]))
  await db.run(sql`
    update ${coupons} set used_at = coalesce(coupons.used_at, found.at), order_id = coalesce(coupons.order_id, found.by_order)
    from (select value ->> 0 as id, value ->> 1 as at, value ->> 2 as by_order from json_each(${values})) as found
    where coupons.id = found.id and (coupons.used_at is null or coupons.order_id is null)`)
}

/** Their orders came to nothing. */
export async function giveBack(db: Db, orderIds: string[]): Promise<void> {
  await db.update(coupons).set({ usedAt: null, orderId: null }).where(isAnyOf(coupons.orderId, orderIds))
}

export interface OrderWithCodes {
  id: string
  customerId: string
  orderedAt: Date
  status: string
  couponCodes: unknown
}

/** The orders of these customers in which a code was typed. */
export async function ordersWithCodes(db: Db, customerIds: string[]): Promise<OrderWithCodes[]> {
  const { id, customerId, orderedAt, status, couponCodes: codes } = orders
  return db
    .select({ id, customerId, orderedAt, status, couponCodes: codes })
    .from(orders)
    .where(and(isAnyOf(customerId, customerIds), ne(codes, sql`'[]'`)))
}

/** By number in the shop's system. */
export async function ordersBySource(db: Db, ids: { source: string; externalId: string }[]) {
  const { id, source, externalId, customerId, status } = orders
  const pairs = JSON.stringify(ids.map((one) => [one.source, one.externalId]))
  return db
    .select({ id, source, externalId, customerId, status })
    .from(orders)
    .where(sql`(${source}, ${externalId}) in (select value ->> 0, value ->> 1 from json_each(${pairs}))`)
}
