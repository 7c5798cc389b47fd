/** Orders and contracts as the shop reported them last. */

import { getTableColumns, type Placeholder, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { type Db, isIn, takeNew } from './client.ts'
import { bind, type Fixed, fixed } from './compile.ts'
import { InsertRows } from './insert-rows.ts'
import { orderLines, orders, subscriptions } from './schema.ts'
import { select } from './select.ts'

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

interface Numbered {
  source: string
  externalId: string
}
const isNumbered = (table: typeof orders | typeof subscriptions, numbers: Placeholder): SQL =>
  sql`(${table.source}, ${table.externalId}) in (select value ->> 0, value ->> 1 from json_each(${numbers}))`
const numbersOf = (ids: Numbered[]): string => JSON.stringify(ids.map((id) => [id.source, id.externalId]))
const byNumber = <Row extends Numbered>(rows: Row[]): Map<string, Row> =>
  new Map(rows.map((row) => [`${row.source}\u0000${row.externalId}`, row]))

const told = <Table extends typeof orders | typeof subscriptions>(table: Table) => ({
  id: table.id,
  source: table.source,
  externalId: table.externalId,
  customerId: table.customerId,
  fingerprint: table.fingerprint,
  updatedAt: table.updatedAt,
})
const knownOrders = select(told(orders), (numbers) => sql`from ${orders} where ${isNumbered(orders, numbers)}`)
const knownSubscriptions = select(
  told(subscriptions),
  (numbers) => sql`from ${subscriptions} where ${isNumbered(subscriptions, numbers)}`,
  // A contract that orders only let us infer gives way to any report of its own, however old.
  { updatedAt: sql`case when ${subscriptions.inferred} then null else ${subscriptions.updatedAt} end` },
)
const contracts = select(
  getTableColumns(subscriptions),
  (numbers) => sql`from ${subscriptions} where ${isNumbered(subscriptions, numbers)}`,
)

/** Which of these does the shop's earlier reports know already? */
export const findKnownOrders = async (db: Db, ids: Numbered[]): Promise<Map<string, Known>> =>
  byNumber(await knownOrders(db, numbersOf(ids)))
export const findKnownSubscriptions = async (db: Db, ids: Numbered[]): Promise<Map<string, Known>> =>
  byNumber(await knownSubscriptions(db, numbersOf(ids)))

/** Contracts as they stand, whole. */
export const findContracts = async (db: Db, ids: Numbered[]): Promise<Map<string, Subscription>> =>
  byNumber(await contracts(db, numbersOf(ids)))

/**
 * What a later report, of somebody who does not know it, does not take away: days a carrier told us, the day of payment
 * (Shopify's webhook has none) unless it waits for its payment again, whose number it was told under, and until when what
 * we know holds: a file has no such moment, and older news that come after it are old all the same.
 */
const KEPT = {
  orders: {
    shippedAt: 'shipped_at = coalesce(excluded.shipped_at, orders.shipped_at)',
    deliveredAt: 'delivered_at = coalesce(excluded.delivered_at, orders.delivered_at)',
    paidAt: "paid_at = coalesce(excluded.paid_at, case when excluded.status <> 'pending' then orders.paid_at end)",
    customerNumber: 'customer_number = coalesce(excluded.customer_number, orders.customer_number)',
    updatedAt: 'updated_at = coalesce(excluded.updated_at, orders.updated_at)',
    importId: "import_id = coalesce(excluded.import_id, case when excluded.updated_at is null then '' end)",
  },
  // What was only inferred gives way, with its moment.
  subscriptions: {
    customerNumber: 'customer_number = coalesce(excluded.customer_number, subscriptions.customer_number)',
    updatedAt:
      'updated_at = coalesce(excluded.updated_at, case when not subscriptions.inferred then subscriptions.updated_at end)',
  },
} as const

const neverUpdated = ['id', 'source', 'externalId', 'customerId', 'triggeredAt']
const keptOnUpdate = {
  orders: new Set([...neverUpdated, ...Object.keys(KEPT.orders)]),
  subscriptions: new Set([...neverUpdated, ...Object.keys(KEPT.subscriptions)]),
}

/** Whoever wrote a newer report in the meantime is not overwritten. */
const unlessOlder = (name: 'orders' | 'subscriptions') =>
  `where excluded.updated_at is null or ${name}.updated_at is null or excluded.updated_at >= ${name}.updated_at${
    name === 'subscriptions' ? ' or subscriptions.inferred' : ''
  }`
const tailOf = (name: 'orders' | 'subscriptions') => `, ${Object.values(KEPT[name]).join(', ')} ${unlessOlder(name)}`
const tails = { orders: tailOf('orders'), subscriptions: tailOf('subscriptions') }
/** By the columns that the rows tell of. */
const updates = new Map<string, Fixed>()

function takeNewest(name: 'orders' | 'subscriptions', rows: object[]): Fixed {
  const columns = Object.entries<{ name: string }>(getTableColumns(name === 'orders' ? orders : subscriptions)).flatMap(
    ([key, column]) => (!keptOnUpdate[name].has(key) && rows.some((row) => key in row) ? column : []),
  )
  const key = `${name} ${columns.map((column) => column.name).join()}`
  const known = updates.get(key) ?? fixed(sql`on conflict do update set ${takeNew(...columns)}${sql.raw(tails[name])}`)
  updates.set(key, known)
  return known
}

const isTaken = (id: SQLWrapper, mark: SQLWrapper): SQL =>
  sql`select id from ${orders} where id = ${id} and fingerprint = ${mark}`
const dropLines = bind(
  (marks) => sql`
    delete from ${orderLines} where order_id in (
      select orders.id from json_each(${marks}) as mark
      join ${orders} on orders.id = mark.value ->> 0 and orders.fingerprint = mark.value ->> 1)`,
)

/**
 * Upserts orders and replaces the lines of those that were taken, all or nothing.
 * @param more statements that stand or fall with them
 * @returns when it is written, what waits until it is on the disk
 */
export async function saveOrders(
  db: Db,
  rows: NewOrder[],
  lines: NewOrderLine[],
  more: SQLWrapper[] = [],
): Promise<() => Promise<void>> {
  const marks = new Map(rows.map((row) => [row.id, row.fingerprint]))
  const only = { key: 'orderId', marks: lines.map((line) => marks.get(line.orderId)), query: isTaken }
  if (rows.length === 0) return db.ahead([])
  return db.ahead([
    new InsertRows(orders, rows, { conflict: takeNewest('orders', rows) }),
    dropLines(JSON.stringify([...marks])),
    ...(lines.length > 0 ? [new InsertRows(orderLines, lines, { only })] : []),
    ...more,
  ])
}

/** @param more statements that stand or fall with them */
export async function saveSubscriptions(db: Db, rows: NewSubscription[], more: SQLWrapper[] = []): Promise<void> {
  if (rows.length === 0) return
  await db.atomically([new InsertRows(subscriptions, rows, { conflict: takeNewest('subscriptions', rows) }), ...more])
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

const { id, customerId, orderedAt, marketingAllowed } = orders
const untriggered = {
  orders: select(
    { id, customerId, orderedAt, marketingAllowed },
    (after, until, limit) => sql`
      from ${orders} where triggered_at is null and ordered_at > ${after} and ordered_at <= ${until}
      order by ordered_at limit ${limit}`,
  ),
  subscriptions: select(
    getTableColumns(subscriptions),
    (after, until, limit) => sql`
      from ${subscriptions} where triggered_at is null and started_at > ${after} and started_at <= ${until}
      order by started_at limit ${limit}`,
  ),
}

/** Orders of the last days that no trigger has looked at; index only, whatever the number of old orders. */
export const untriggeredOrders = (db: Db, after: Date, until: Date, limit: number) =>
  untriggered.orders(db, after.getTime(), until.getTime(), limit)

export const untriggeredSubscriptions = (db: Db, after: Date, until: Date, limit: number): Promise<Subscription[]> =>
  untriggered.subscriptions(db, after.getTime(), until.getTime(), limit)

const markTriggered = (table: typeof orders | typeof subscriptions) =>
  bind((at, ids) => sql`update ${table} set triggered_at = ${at} where ${isIn(table.id, ids)}`)
const mark = { orders: markTriggered(orders), subscriptions: markTriggered(subscriptions) }

export const markOrdersTriggered = (ids: string[], at: Date): SQL => mark.orders(at.getTime(), JSON.stringify(ids))
export const markSubscriptionsTriggered = (ids: string[], at: Date): SQL =>
  mark.subscriptions(at.getTime(), JSON.stringify(ids))
