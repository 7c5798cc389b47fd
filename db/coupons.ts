/** Coupons in customers' wallets, and the codes the shop's system made for them. */

import { and, eq, gt, isNotNull, isNull, lt, type SQL, sql } from 'drizzle-orm'
import { type Db, insertAll, isAnyOf } from './client.ts'
import { couponCodes, coupons, state } from './schema.ts'

export type CouponRow = typeof coupons.$inferSelect
/** Without a code it takes the next one of its pool. */
export type NewCoupon = Omit<typeof coupons.$inferInsert, 'code'> & { code?: string }

/**
 * The one way into a wallet: the same cause issues once, however often it is tried, and a code is given to one customer.
 * Statements, to be one with what promises the coupons. While a pool is empty its coupons are left out; see `assertIssued`.
 */
export function issueCoupons(rows: NewCoupon[]): SQL[] {
  const fixed = rows.flatMap(({ code, ...row }) => (code === undefined ? [] : { ...row, code }))
  const pooled = Map.groupBy(once(rows.filter(({ code }) => code === undefined)), ({ couponId }) => couponId)
  return [
    ...(fixed.length > 0 ? [insertAll(coupons, fixed, sql`on conflict do nothing`)] : []),
    ...[...pooled].flatMap(([couponId, wanted]) => fromPool(couponId, wanted)),
  ]
}

/** Nobody takes two codes for one coupon. */
const once = (rows: NewCoupon[]): NewCoupon[] => [
  ...new Map(rows.map((row) => [[row.customerId, row.couponId, row.cause].join('\n'), row])).values(),
]

/** Codes leave in the order in which they came. What is read and written here is one transaction. */
function fromPool(couponId: string, rows: NewCoupon[]): SQL[] {
  const values = rows.map((row) => [
    ...[row.id, row.customerId, row.cause, row.issuedAt.getTime(), row.expiresAt?.getTime() ?? null],
  ])
  const wanted = sql`(
    select value ->> 0 as id, value ->> 1 as customer, value ->> 2 as cause, value ->> 3 as issued, value ->> 4 as expires
    from json_each(${JSON.stringify(values)}))`
  return [
    sql`update ${couponCodes} set taken_by = pair.id from (
        select want.id, free.place from (
          select id, row_number() over () as n from ${wanted} as w where not exists (
            select 1 from ${coupons} as had where had.customer_id = w.customer and had.coupon_id = ${couponId} and had.cause = w.cause)
        ) as want join (
          select place, row_number() over (order by place) as n from (
            select rowid as place from ${couponCodes} where coupon_id = ${couponId} and taken_by is null
            order by rowid limit ${rows.length})
        ) as free on free.n = want.n) as pair
      where coupon_codes.rowid = pair.place`,
    sql`insert into ${coupons} (id, customer_id, coupon_id, cause, code, issued_at, expires_at)
      select w.id, w.customer, ${couponId}, w.cause, taken.code, w.issued, w.expires
      from ${wanted} as w join ${couponCodes} as taken on taken.coupon_id = ${couponId} and taken.taken_by = w.id
      where true on conflict do nothing`,
  ]
}

/**
 * Fails the transaction it stands in when one of these coupons is in nobody's wallet: what is no JSON is an error.
 * Never inserts anything. A promise that cannot be kept must not leave.
 */
export const assertIssued = (rows: NewCoupon[]): SQL => sql`
  insert into ${state} (key, value) select 'coupon', 'missing' where json(case when exists (
    select 1 from json_each(${JSON.stringify(rows.map((row) => [row.customerId, row.couponId, row.cause]))}) as want
    where not exists (
      select 1 from ${coupons} where customer_id = want.value ->> 0 and coupon_id = want.value ->> 1
        and cause = want.value ->> 2)) then 'a coupon is missing' else '1' end) <> '1'`

/**
 * Who has one of these already, unused, is told a later day by a letter that is decided again, or by another one: then it
 * can be used until that day, and what was said of its last day is over.
 */
export const prolongCoupons = (rows: NewCoupon[]): SQL => sql`
  update ${coupons} set expires_at = told.until, triggered_at = null
  from (select value ->> 0 as customer, value ->> 1 as coupon, value ->> 2 as cause, value ->> 3 as until
        from json_each(${JSON.stringify(rows.map((row) => [row.customerId, row.couponId, row.cause, row.expiresAt?.getTime() ?? null]))})) as told
  where coupons.customer_id = told.customer and coupons.coupon_id = told.coupon and coupons.cause = told.cause
    and coupons.used_at is null and coupons.expires_at < told.until`

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

export async function couponsById(db: Db, ids: string[]): Promise<CouponRow[]> {
  return db.select().from(coupons).where(isAnyOf(coupons.id, ids))
}

/** Not used, over before that moment but not yet, and no trigger has looked at them: index only, soonest first. */
export async function untriggeredCoupons(db: Db, now: Date, before: Date, limit: number): Promise<CouponRow[]> {
  const open = and(isNull(coupons.usedAt), isNull(coupons.triggeredAt))
  return db
    .select()
    .from(coupons)
    .where(and(open, gt(coupons.expiresAt, now), lt(coupons.expiresAt, before)))
    .orderBy(coupons.expiresAt)
    .limit(limit)
}

export const markCouponsTriggered = (ids: string[], at: Date): SQL => sql`
  update ${coupons} set triggered_at = ${at.getTime()} where ${isAnyOf(coupons.id, ids)}`

/** Who of these customers has these coupons already, for coupons that each gets but once. */
export async function holdersOf(db: Db, customerIds: string[], couponIds: string[]) {
  return db
    .select({ customerId: coupons.customerId, couponId: coupons.couponId })
    .from(coupons)
    .where(
      and(isAnyOf(coupons.customerId, customerIds), isAnyOf(coupons.couponId, couponIds), eq(coupons.cause, 'once')),
    )
}

/** Who of these customers has used up what each gets but once. */
export async function usedUp(db: Db, customerIds: string[], couponIds: string[]) {
  const forOnce = and(eq(coupons.cause, 'once'), isNotNull(coupons.usedAt))
  return db
    .select({ customerId: coupons.customerId, couponId: coupons.couponId })
    .from(coupons)
    .where(and(isAnyOf(coupons.customerId, customerIds), isAnyOf(coupons.couponId, couponIds), forOnce))
}

// ── codes ───────────────────────────────────────────────────────────────────────────────────────────────

/** @returns the codes that are new; known ones stay with whoever has them */
export async function addCodes(db: Db, couponId: string, codes: string[]): Promise<string[]> {
  if (codes.length === 0) return []
  const rows = codes.map((code) => ({ couponId, code }))
  const added = await db.all<{ code: string }>(insertAll(couponCodes, rows, sql`on conflict do nothing returning code`))
  return added.map(({ code }) => code)
}

/** Which of these codes are in the pool of one of these coupons? */
export async function codesOfOthers(db: Db, couponIds: string[], codes: string[]): Promise<Set<string>> {
  const rows = await db
    .select({ code: couponCodes.code })
    .from(couponCodes)
    .where(and(isAnyOf(couponCodes.couponId, couponIds), isAnyOf(couponCodes.code, codes)))
  return new Set(rows.map(({ code }) => code))
}

/** How many codes there are to give, counted up to `most`. */
export async function codesLeft(db: Db, couponIds: string[], most: number): Promise<Map<string, number>> {
  const rows = await db.all<{ id: string; left: number }>(sql`
    select value as id, (select count(*) from (
      select 1 from ${couponCodes} where coupon_id = value and taken_by is null limit ${most})) as left
    from json_each(${JSON.stringify(couponIds)})`)
  return new Map(rows.map(({ id, left }) => [id, left]))
}

/** How many there have ever been. */
export async function codesEver(db: Db, couponId: string): Promise<number> {
  const rows = await db
    .select({ count: sql<number>`count(*)` })
    .from(couponCodes)
    .where(eq(couponCodes.couponId, couponId))
  return rows[0]?.count ?? 0
}
