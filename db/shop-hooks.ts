/** What did a shop system tell us by webhook already, and what of it still waits for its order? */

import { and, eq, lt, sql } from 'drizzle-orm'
import { type Db, insertAll } from './client.ts'
import { customers, orders, shopHooks } from './schema.ts'
import { markStale } from './stale-facts.ts'

export type NewHook = typeof shopHooks.$inferInsert

export async function isHeard(db: Db, source: string, hookId: string): Promise<boolean> {
  const rows = await db
    .select({ id: shopHooks.hookId })
    .from(shopHooks)
    .where(and(eq(shopHooks.source, source), eq(shopHooks.hookId, hookId)))
  return rows.length > 0
}

/** Written down after what it asks for is done: a crash in between does it again, which changes nothing. */
export async function noteHook(db: Db, hook: NewHook, forgetBefore: Date): Promise<void> {
  await db.atomically([
    insertAll(shopHooks, [hook], sql`on conflict do nothing`),
    db.delete(shopHooks).where(lt(shopHooks.receivedAt, forgetBefore)),
  ])
}

/** Money given back that nobody has counted yet. */
export interface WaitingRefund {
  hookId: string
  yen: number
  at: number
}

export async function waitingRefunds(db: Db, source: string, orderId: string): Promise<WaitingRefund[]> {
  const rows = await db
    .select({ hookId: shopHooks.hookId, body: shopHooks.body })
    .from(shopHooks)
    .where(and(eq(shopHooks.source, source), eq(shopHooks.waitsFor, orderId)))
  return rows
    .map(({ hookId, body }) => ({ hookId, ...(body as { yen: number; at: number }) }))
    .sort((one, other) => one.at - other.at)
}

/** The order's owner, once it is there. */
export async function ownerOfOrder(db: Db, source: string, externalId: string): Promise<string | undefined> {
  const rows = await db
    .select({ customerId: orders.customerId })
    .from(orders)
    .where(and(eq(orders.source, source), eq(orders.externalId, externalId)))
  return rows[0]?.customerId
}

/**
 * Counts refunds into their order. A report that is as new as the refund says it already; one whose time nobody knows
 * may say it. Safe to repeat, and to run twice at once: afterwards the order is as new as its refund.
 */
export async function countRefunds(
  db: Db,
  order: { source: string; externalId: string; customerId: string },
  refunds: WaitingRefund[],
  now: Date,
): Promise<void> {
  const paid = sql`(total_yen + max(0, points_used_yen))`
  const back = (yen: number) =>
    sql`case when updated_at is null or import_id is not null then max(refunded_yen, ${yen}) else refunded_yen + ${yen} end`
  await db.atomically([
    ...refunds.map(
      ({ hookId, yen, at }) => sql`
        update ${orders} set refunded_yen = ${back(yen)},
          status = case when status in ('cancelled', 'returned', 'refunded') then status
            when ${back(yen)} >= ${paid} then 'refunded' else 'partially_refunded' end,
          updated_at = ${at}, import_id = null, fingerprint = ${`refund ${hookId}`}
        where source = ${order.source} and external_id = ${order.externalId} and coalesce(updated_at, 0) < ${at}`,
    ),
    sql`update ${shopHooks} set waits_for = null, body = null
      where source = ${order.source} and hook_id in (select value from json_each(${JSON.stringify(refunds.map(({ hookId }) => hookId))}))`,
    markStale([{ customerId: order.customerId, cause: 'data_fix' }], now),
  ])
}

/** The living customers behind a number, an address or orders of a shop system. */
export async function customersBehind(
  db: Db,
  person: { source: string; number?: string; email?: string; orderIds: string[] },
): Promise<string[]> {
  const rows = await db.all<{ id: string }>(sql`
    select distinct id from ${customers} where deleted_at is null and merged_into is null and id in (
      select customer_id from external_ids where source = ${person.source} and external_id = ${person.number ?? null}
      union select id from ${customers} where email = ${person.email ?? null}
      union select customer_id from ${orders} where source = ${person.source}
        and external_id in (select value from json_each(${JSON.stringify(person.orderIds)})))
    order by id`)
  return rows.map(({ id }) => id)
}
