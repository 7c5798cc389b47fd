/** The counts behind the shop's numbers that are not about purchases (DOMAIN §1.9). */

import { and, asc, eq, gt, gte, isNull, lt, type SQL, sql } from 'drizzle-orm'
import { countAnswers } from './answers.ts'
import type { Db } from './client.ts'
import { isOfShop } from './customers.ts'
import { customers, friends, orders, surveys } from './schema.ts'

/** Not another customer's old row, and not one that stands for an order of nobody. */
const isSomebody = and(isNull(customers.mergedInto), eq(customers.anonymous, false))

/** Ids after this one, in order. Who turned out to be another customer is nobody; who was forgotten has still bought. */
export async function customersAfter(db: Db, after: string, limit: number, alive = false): Promise<string[]> {
  const rows = await db
    .select({ id: customers.id })
    .from(customers)
    .where(and(gt(customers.id, after), isSomebody, alive ? isNull(customers.deletedAt) : undefined))
    .orderBy(asc(customers.id))
    .limit(limit)
  return rows.map(({ id }) => id)
}

export async function countCustomers(db: Db): Promise<number> {
  const [row] = await db.select({ count: sql<number>`count(*)` }).from(customers).where(isSomebody)
  return row?.count ?? 0
}

const count = (condition: SQL): SQL<number> => sql<number>`coalesce(sum(${condition}), 0)`

/**
 * Friends there were before `end`. Who blocked later was reachable still.
 * @param apart counted while others are asked here
 */
export async function countFriends(
  db: Db,
  end: Date,
  apart = false,
): Promise<{ all: number; reachable: number; linked: number }> {
  const reachable = sql`(${friends.following} or ${friends.changedAt} >= ${end.getTime()})`
  const linked = isOfShop(friends.customerId)
  const query = sql`
    select count(*), ${count(reachable)}, ${count(sql`${reachable} and ${linked}`)}
    from ${friends} where ${lt(friends.createdAt, end)}`
  const [rows] = apart ? await db.valuesApart([query]) : [await db.values(query)]
  const [[all, reached, known] = [0, 0, 0]] = rows as [number, number, number][]
  return { all, reachable: reached, linked: known }
}

/**
 * Orders of `[from, end)` that name nobody (DOMAIN §2.1): sales, but no buyer. Their customers' ids begin with `anonymous:`, so
 * the index finds them. Money as `amountOf` counts it.
 */
export async function countNobodys(
  db: Db,
  from: Date,
  end: Date,
  { tax, include_shipping }: { tax: string; include_shipping: boolean },
): Promise<{ purchases: number; yen: number }> {
  const goods = sql`case when total_yen is null then coalesce(subtotal_yen, 0) - abs(discount_yen) - abs(points_used_yen)
    else total_yen - shipping_yen - fee_yen end`
  const included = sql`max(0, ${goods} + ${include_shipping ? sql`shipping_yen` : 0} - abs(refunded_yen))`
  const part = sql`case when tax_yen is not null and total_yen > 0 then 1 - 1.0 * tax_yen / total_yen else 1 / 1.1 end`
  const [row] = await db
    .select({
      purchases: sql<number>`count(*)`,
      yen: sql<number>`coalesce(sum(${tax === 'included' ? included : sql`round(${included} * (${part}))`}), 0)`,
    })
    .from(orders)
    .where(sql`
      customer_id >= 'anonymous:' and customer_id < 'anonymous;'
      and ordered_at >= ${from.getTime()} and ordered_at < ${end.getTime()}
      and status not in ('cancelled', 'returned', 'refunded')
      and (total_yen is null or abs(refunded_yen) < total_yen + max(0, points_used_yen))`)
  return row ?? { purchases: 0, yen: 0 }
}

/** How many gave which number in `[from, end)`, on this scale only: two scales are never mixed (DOMAIN §1.3). */
export async function countNps(
  db: Db,
  from: Date,
  end: Date,
  scale: string,
): Promise<{ score: number; count: number }[]> {
  const scores = new Map<number, number>()
  for (const { nps, scale: asked, count } of await countAnswers(db, [{ name: '', from, end }]))
    if (nps !== null && (asked ?? scale) === scale) scores.set(nps, (scores.get(nps) ?? 0) + count)
  return [...scores].map(([score, count]) => ({ score, count }))
}

/** Invitations of `[from, end)`, and how many of them were answered by then. */
export async function countSurveys(db: Db, from: Date, end: Date): Promise<{ invited: number; answered: number }> {
  const [row] = await db
    .select({
      invited: sql<number>`count(*)`,
      answered: count(sql`${surveys.answeredAt} is not null and ${surveys.answeredAt} < ${end.getTime()}`),
    })
    .from(surveys)
    .where(and(gte(surveys.invitedAt, from), lt(surveys.invitedAt, end)))
  return row ?? { invited: 0, answered: 0 }
}
