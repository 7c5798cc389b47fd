/** People in the shop's records, and the numbers other systems know them by. */

import { and, desc, eq, isNull, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { type Db, isAnyOf } from './client.ts'
import { bind } from './compile.ts'
import { InsertRows } from './insert-rows.ts'
import { customers, externalIds, friends, orders, subscriptions } from './schema.ts'

export type Customer = typeof customers.$inferSelect
export type NewCustomer = typeof customers.$inferInsert

export interface ExternalId {
  source: string
  externalId: string
}

export const externalKey = (id: ExternalId) => `${id.source}\u0000${id.externalId}`

const bound = bind(
  (pairs) => sql`
    select ${externalIds.source}, ${externalIds.externalId}, ${externalIds.customerId} from ${externalIds}
    where (${externalIds.source}, ${externalIds.externalId}) in (select value ->> 0, value ->> 1 from json_each(${pairs}))`,
)

/** @returns customer ids by `externalKey` */
export async function findByExternalIds(db: Db, ids: ExternalId[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const pairs = JSON.stringify(ids.map((id) => [id.source, id.externalId]))
  const rows = await db.values<[source: string, externalId: string, customerId: string]>(bound(pairs))
  return new Map(rows.map(([source, externalId, customerId]) => [externalKey({ source, externalId }), customerId]))
}

/** In which systems do these customers have a number? */
export async function sourcesOf(db: Db, customerIds: string[]): Promise<Map<string, Set<string>>> {
  const sources = new Map<string, Set<string>>()
  if (customerIds.length === 0) return sources
  const rows = await db.values<[string, string]>(
    sql`select distinct ${externalIds.customerId}, ${externalIds.source} from ${externalIds} where ${isAnyOf(externalIds.customerId, customerIds)}`,
  )
  for (const [id, source] of rows) sources.set(id, (sources.get(id) ?? new Set()).add(source))
  return sources
}

/** Binds numbers to customers; a number that is bound already keeps its customer. */
export async function bindExternalIds(db: Db, rows: (ExternalId & { customerId: string })[]): Promise<void> {
  if (rows.length === 0) return
  await db.atomically([new InsertRows(externalIds, rows, { conflict: sql`on conflict do nothing` })])
}

/** Living customers with one of these normalised addresses or telephone numbers, those we knew first before the others. */
export async function findByContacts(db: Db, contacts: { emails: string[]; phones: string[] }) {
  const columns = {
    id: customers.id,
    name: customers.name,
    kana: customers.kana,
    email: customers.email,
    phone: customers.phone,
  }
  const alive = and(isNull(customers.mergedInto), isNull(customers.deletedAt))
  const byEmail = contacts.emails.length
    ? await db
        .select(columns)
        .from(customers)
        .where(and(isAnyOf(customers.email, contacts.emails), alive))
        .orderBy(sql`rowid`)
    : []
  const byPhone = contacts.phones.length
    ? await db
        .select(columns)
        .from(customers)
        .where(and(isAnyOf(customers.phone, contacts.phones), alive))
        .orderBy(sql`rowid`)
    : []
  return { byEmail, byPhone }
}

/** What the shop may tell of a person later than it told of the person. */
export const DETAILS = ['name', 'kana', 'email', 'phone', 'birthdayOn', 'prefecture'] as const
export type Detail = (typeof DETAILS)[number]

/**
 * Of these customers, who lacks one of these details? Whoever was forgotten lacks nothing; whoever has no row at all lacks
 * it: a crash came between their number and their row.
 */
export async function customersLacking(db: Db, ids: string[], details: readonly Detail[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const isEmpty = details.map((detail) => sql`(${customers[detail]} is null and ${isNull(customers.deletedAt)})`)
  const rows = await db.values<[string]>(sql`
    select wanted.value from json_each(${JSON.stringify(ids)}) as wanted left join ${customers} on ${customers.id} = wanted.value
    where ${sql.join([isNull(customers.id), ...isEmpty], sql` or `)}`)
  return new Set(rows.map(([id]) => id))
}

/** Inserts new customers; for known ones fills what was empty and never overwrites. Who was forgotten stays forgotten. */
export async function saveCustomers(db: Db, rows: NewCustomer[]): Promise<void> {
  if (rows.length === 0) return
  const fill = (name: string) => sql.raw(`${name} = coalesce(customers.${name}, excluded.${name})`)
  const filled = sql.join(
    DETAILS.map((detail) => fill(customers[detail].name)),
    sql`, `,
  )
  const known = sql`on conflict (id) do update set ${filled} where customers.deleted_at is null`
  await db.atomically([new InsertRows(customers, rows, { conflict: known })])
}

/** Rows that stand for orders nobody can be found for; one that is there stays. */
export async function saveAnonymous(db: Db, rows: Pick<NewCustomer, 'id' | 'name' | 'createdAt'>[]): Promise<void> {
  if (rows.length === 0) return
  const nobody = rows.map((row) => ({ ...row, anonymous: true }))
  await db.atomically([new InsertRows(customers, nobody, { conflict: sql`on conflict do nothing` })])
}

/** Customers that turned out to be others: made at the same moment by somebody else, and nothing hangs on them yet. */
export async function giveWay(db: Db, rows: { id: string; to: string }[]): Promise<void> {
  if (rows.length === 0) return
  const found = sql`(select value ->> 0 as id, value ->> 1 as target
    from json_each(${JSON.stringify(rows.map((row) => [row.id, row.to]))})) as found`
  await db.atomically([
    sql`update ${customers} set merged_into = found.target from ${found} where customers.id = found.id`,
    sql`update ${externalIds} set customer_id = found.target from ${found} where customer_id = found.id`,
  ])
}

export async function findCustomers(db: Db, ids: string[]): Promise<Customer[]> {
  return db.select().from(customers).where(isAnyOf(customers.id, ids))
}

/** The shop told us of them: a number in its system, an order or a contract. What "linked" means for a friend. */
export const isOfShop = (id: SQLWrapper): SQL => sql`(
  exists (select 1 from ${externalIds} where ${externalIds.customerId} = ${id})
  or exists (select 1 from ${orders} where ${orders.customerId} = ${id})
  or exists (select 1 from ${subscriptions} where ${subscriptions.customerId} = ${id}))`

/** Which of these does the shop know? */
export async function linkedCustomerIds(db: Db, ids: string[]): Promise<Set<string>> {
  const rows = await db.values<[string]>(sql`
    select wanted.value from json_each(${JSON.stringify(ids)}) as wanted where ${isOfShop(sql`wanted.value`)}`)
  return new Set(rows.map(([id]) => id))
}

/** The customers that can be reached on LINE, newest friend first. */
export async function listLinkedFriends(db: Db, limit: number) {
  return db
    .select({
      id: customers.id,
      name: customers.name,
      displayName: friends.displayName,
      lineUserId: friends.lineUserId,
    })
    .from(friends)
    .innerJoin(customers, eq(customers.id, friends.customerId))
    .orderBy(desc(friends.createdAt), friends.lineUserId)
    .limit(limit)
}
