/** When known orders were shipped and when they arrived: only these columns are touched. */

import { type SQLWrapper, sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { orders } from './schema.ts'

const known = {
  id: orders.id,
  source: orders.source,
  externalId: orders.externalId,
  number: orders.number,
  customerId: orders.customerId,
  status: orders.status,
  isRenewal: orders.isRenewal,
  paidAt: orders.paidAt,
  shippedAt: orders.shippedAt,
  deliveredAt: orders.deliveredAt,
}

export interface KnownOrder {
  id: string
  source: string
  externalId: string
  number: string | null
  customerId: string
  status: string
  isRenewal: boolean
  paidAt: Date | null
  shippedAt: Date | null
  deliveredAt: Date | null
}

/** Orders of any system with one of these numbers: the system's own, or the one the customer knows. Two look-ups by index. */
export async function findOrdersByNumber(db: Db, numbers: string[], shown: string[]): Promise<KnownOrder[]> {
  const own = sql`(select value from json_each(${JSON.stringify(numbers)}))`
  const told = sql`(select value from json_each(${JSON.stringify(shown)}))`
  const rows = await db
    .select(known)
    .from(orders)
    .where(
      sql`${orders.id} in (select id from orders where external_id in ${own} union select id from orders where number in ${told} and number is not null)`,
    )
  return rows
}

/** @param more statements that stand or fall with them */
export async function saveArrivals(
  db: Db,
  rows: Pick<KnownOrder, 'id' | 'status' | 'shippedAt' | 'deliveredAt'>[],
  more: SQLWrapper[],
): Promise<void> {
  if (rows.length === 0) return
  const values = rows.map((row) => [row.id, row.status, row.shippedAt?.getTime(), row.deliveredAt?.getTime()])
  await db.atomically([
    sql`update ${orders} set status = found.status, shipped_at = found.shipped, delivered_at = found.delivered
      from (select value ->> 0 as id, value ->> 1 as status, value ->> 2 as shipped, value ->> 3 as delivered
        from json_each(${JSON.stringify(values)})) as found
      where ${orders.id} = found.id`,
    ...more,
  ])
}
