/** Orders and contracts as the shop reported them last. */

import { and, gt, isNull, lte, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { type Db, isAnyOf, takeNew } from './client.ts'
import { InsertRows } from './insert-rows.ts'
import { orderLines, orders, subscriptions } from './schema.ts'

export type NewOrder = typeof orders.$inferInsert
export type NewOrderLine = typeof orderLines.$inferInsert
export type Subscription = typeof subscriptions.$inferSelect
export type NewSubscription = typeof subscriptions.$inferInsert

/** What was kept of an order or a contract that was reported before. */
export interface Known {
  id: string
  source: string
  externalId: string
  customerId: string
  fingerprint: string
  updatedAt: Date | null
}

/** A contract that orders only let us infer gives way to any report of its own, however old. */
const TOLD_AT =
  sql<Date | null>`case when ${subscriptions.inferred} then null else ${subscriptions.updatedAt} end`.mapWith(
    subscriptions.updatedAt,
  )

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
      updatedAt: table === subscriptions ? TOLD_AT : table.updatedAt,
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

/** Contracts as they stand, whole. */
export async function findContracts(db: Db, ids: { source: string; externalId: string }[]) {
  const rows: Subscription[] = await db
    .select()
    .from(subscriptions)
    .where(
      sql`(${subscriptions.source}, ${subscriptions.externalId}) in
        (select value ->> 0, value ->> 1 from json_each(${JSON.stringify(ids.map((id) => [id.source, id.externalId]))}))`,
    )
  return new Map(rows.map((row) => [`${row.source}\u0000${row.externalId}`, row]))
}

const keptOnUpdate = new Set([
  'id',
  'source',
  'externalId',
  'customerId',
  'triggeredAt',
  'importId',
  'shippedAt',
  'deliveredAt',
])
/** A carrier told us these days; a later report of the cart, which may not know them, does not take them away. */
const KEPT = sql.raw(
  'shipped_at = coalesce(excluded.shipped_at, orders.shipped_at), delivered_at = coalesce(excluded.delivered_at, orders.delivered_at)',
)
const updatable = (table: typeof orders | typeof subscriptions, rows: object[]) =>
  takeNew(
    ...Object.entries(table)
      .filter(([key]) => !keptOnUpdate.has(key) && rows.some((row) => key in row))
      .map(([, column]) => column as { name: string }),
  )

/** Whoever wrote a newer report in the meantime is not overwritten. */
const unlessOlder = (name: 'orders' | 'subscriptions') =>
  sql.raw(
    `where excluded.updated_at is null or ${name}.updated_at is null or excluded.updated_at >= ${name}.updated_at${
      name === 'subscriptions' ? ' or subscriptions.inferred' : ''
    }`,
  )

/**
 * Upserts orders and replaces the lines of those that were taken, all or nothing.
 * @param more statements that stand or fall with them
 */
export async function saveOrders(
  db: Db,
  rows: NewOrder[],
  lines: NewOrderLine[],
  more: SQLWrapper[] = [],
): Promise<void> {
  if (rows.length === 0) return
  const fingerprints = new Map(rows.map((row) => [row.id, row.fingerprint]))
  const taken = sql`(select orders.id from json_each(${JSON.stringify([...fingerprints])}) as mark join ${orders}
    on orders.id = mark.value ->> 0 and orders.fingerprint = mark.value ->> 1)`
  const only = {
    key: 'orderId',
    marks: lines.map((line) => fingerprints.get(line.orderId)),
    query: (id: SQL, mark: SQL) => sql`select id from ${orders} where id = ${id} and fingerprint = ${mark}`,
  }
  const newest = sql`on conflict do update set ${updatable(orders, rows)}, ${KEPT} ${unlessOlder('orders')}`
  await db.atomically([
    new InsertRows(orders, rows, { conflict: newest }),
    sql`delete from ${orderLines} where order_id in ${taken}`,
    ...(lines.length > 0 ? [new InsertRows(orderLines, lines, { only })] : []),
    ...more,
  ])
}

/** @param more statements that stand or fall with them */
export async function saveSubscriptions(db: Db, rows: NewSubscription[], more: SQLWrapper[] = []): Promise<void> {
  if (rows.length === 0) return
  const newest = sql`on conflict do update set ${updatable(subscriptions, rows)} ${unlessOlder('subscriptions')}`
  await db.atomically([new InsertRows(subscriptions, rows, { conflict: newest }), ...more])
}

/** The same report came again with a later time: what is older than that is old news. */
async function saveUpdatedAt(
  db: Db,
  table: typeof orders | typeof subscriptions,
  rows: { id: string; updatedAt: Date }[],
): Promise<void> {
  if (rows.length === 0) return
  const values = JSON.stringify(rows.map((row) => [row.id, row.updatedAt.getTime()]))
  await db.run(sql`update ${table} set updated_at = found.at
    from (select value ->> 0 as id, value ->> 1 as at from json_each(${values})) as found
    where ${table.id} = found.id and coalesce(${table.updatedAt}, 0) < found.at`)
}

export const saveOrdersUpdatedAt = (db: Db, rows: { id: string; updatedAt: Date }[]) => saveUpdatedAt(db, orders, rows)
export const saveSubscriptionsUpdatedAt = (db: Db, rows: { id: string; updatedAt: Date }[]) =>
  saveUpdatedAt(db, subscriptions, rows)

/** Orders of the last days that no trigger has looked at; index only, whatever the number of old orders. */
export async function untriggeredOrders(db: Db, after: Date, until: Date, limit: number) {
  return db
    .select({
      id: orders.id,
      customerId: orders.customerId,
      orderedAt: orders.orderedAt,
      marketingAllowed: orders.marketingAllowed,
    })
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
