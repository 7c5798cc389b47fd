/** Orders and contracts as the shop reported them last. */

import { and, eq, gt, isNull, lte, sql } from 'drizzle-orm'
import { type Db, insertAll, isAnyOf, takeNew } from './client.ts'
import { orderLines, orders, subscriptions } from './schema.ts'

export type Order = typeof orders.$inferSelect
export type NewOrder = typeof orders.$inferInsert
export type NewOrderLine = typeof orderLines.$inferInsert
export type OrderLine = typeof orderLines.$inferSelect
export type Subscription = typeof subscriptions.$inferSelect
export type NewSubscription = typeof subscriptions.$inferInsert

type Known = {
  id: string
  source: string
  externalId: string
  customerId: string
  fingerprint: string
  updatedAt: Date | null
}

/** Which of these does the shop's earlier reports know already? */
async function findKnown(
  db: Db,
  table: typeof orders | typeof subscriptions,
  ids: { source: string; externalId: string }[],
) {
  const rows: Known[] = await db
    .select({
      id: table.id,
      source: table.source,
      externalId: table.externalId,
      customerId: table.customerId,
      fingerprint: table.fingerprint,
      updatedAt: table.updatedAt,
    })
    .from(table)
    .where(
      sql`(${table.source}, ${table.externalId}) in
        (select value ->> 0, value ->> 1 from json_each(${JSON.stringify(ids.map((id) => [id.source, id.externalId]))}))`,
    )
  return new Map(rows.map((row) => [`${row.source}\u0000${row.externalId}`, row]))
}

export const findKnownOrders = (db: Db, ids: { source: string; externalId: string }[]) => findKnown(db, orders, ids)
export const findKnownSubscriptions = (db: Db, ids: { source: string; externalId: string }[]) =>
  findKnown(db, subscriptions, ids)

const keptOnUpdate = new Set(['id', 'source', 'externalId', 'customerId', 'triggeredAt', 'importId'])
const updatable = (table: typeof orders | typeof subscriptions, rows: object[]) =>
  takeNew(
    ...Object.entries(table)
      .filter(([key]) => !keptOnUpdate.has(key) && rows.some((row) => key in row))
      .map(([, column]) => column as { name: string }),
  )

/** Upserts orders and replaces their lines, all or nothing. */
export async function saveOrders(db: Db, rows: NewOrder[], lines: NewOrderLine[]): Promise<void> {
  if (rows.length === 0) return
  await db.atomically([
    insertAll(orders, rows, sql`on conflict (source, external_id) do update set ${updatable(orders, rows)}`),
    sql`delete from ${orderLines} where ${isAnyOf(
      orderLines.orderId,
      rows.map((row) => row.id),
    )}`,
    ...(lines.length > 0 ? [insertAll(orderLines, lines)] : []),
  ])
}

export async function saveSubscriptions(db: Db, rows: NewSubscription[]): Promise<void> {
  if (rows.length === 0) return
  await db.run(
    insertAll(
      subscriptions,
      rows,
      sql`on conflict (source, external_id) do update set ${updatable(subscriptions, rows)}`,
    ),
  )
}

/** Orders of the last days that no trigger has looked at; index only, whatever the number of old orders. */
export async function untriggeredOrders(db: Db, after: Date, until: Date, limit: number): Promise<Order[]> {
  return db
    .select()
    .from(orders)
    .where(and(isNull(orders.triggeredAt), gt(orders.orderedAt, after), lte(orders.orderedAt, until)))
    .orderBy(orders.orderedAt)
    .limit(limit)
}

export async function untriggeredSubscriptions(
  db: Db,
  after: Date,
  until: Date,
  limit: number,
): Promise<Subscription[]> {
  return db
    .select()
    .from(subscriptions)
    .where(
      and(isNull(subscriptions.triggeredAt), gt(subscriptions.startedAt, after), lte(subscriptions.startedAt, until)),
    )
    .orderBy(subscriptions.startedAt)
    .limit(limit)
}

export const markOrdersTriggered = (ids: string[], at: Date) =>
  sql`update ${orders} set triggered_at = ${at.getTime()} where ${isAnyOf(orders.id, ids)}`

export const markSubscriptionsTriggered = (ids: string[], at: Date) =>
  sql`update ${subscriptions} set triggered_at = ${at.getTime()} where ${isAnyOf(subscriptions.id, ids)}`

export async function ordersOf(db: Db, customerIds: string[]): Promise<(Order & { lines: OrderLine[] })[]> {
  const rows = await db.select().from(orders).where(isAnyOf(orders.customerId, customerIds)).orderBy(orders.orderedAt)
  const lines = await db
    .select({ line: orderLines })
    .from(orders)
    .innerJoin(orderLines, eq(orderLines.orderId, orders.id))
    .where(isAnyOf(orders.customerId, customerIds))
    .orderBy(orderLines.orderId, orderLines.no)
  const byOrder = Map.groupBy(lines, (row) => row.line.orderId)
  return rows.map((row) => ({ ...row, lines: (byOrder.get(row.id) ?? []).map((found) => found.line) }))
}

export async function subscriptionsOf(db: Db, customerIds: string[]): Promise<Subscription[]> {
  return db.select().from(subscriptions).where(isAnyOf(subscriptions.customerId, customerIds))
}
