/** Each buyer's line in the ledger, kept in step with the facts: written only when it is another, so that kept parts of the report last. */

import { type Placeholder, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { bind } from './compile.ts'
import { forgetDays, forgetDaysOf } from './rule132-days.ts'
import { customers, facts, ledgers, reportParts } from './schema.ts'

export interface KeptLedger {
  customerId: string
  /** Undefined for who has bought nothing that counts. */
  line: { purchases: string; contracts: string; firstProduct: string } | undefined
}

/** Buyers counted together: a 256th of them. */
const bucketOf = (customerId: string): string => customerId.slice(-2)

const found = (rows: Placeholder): SQL => sql`(
  select value ->> 0 as id, value ->> 1 as bucket, value ->> 2 as purchases, value ->> 3 as contracts, value ->> 4 as first_product
  from json_each(${rows}))`

const forgetParts = bind(
  (rows) => sql`
    delete from ${reportParts} where bucket in (
      select found.bucket from ${found(rows)} as found
      left join ${ledgers} as kept on kept.bucket = found.bucket and kept.customer_id = found.id
      where coalesce(kept.purchases, '') <> found.purchases or coalesce(kept.contracts, '') <> found.contracts
        or coalesce(kept.first_product, '') <> found.first_product)`,
)
const forgetRule132 = bind((rows) => forgetDays(found(rows)))
const dropEmpty = bind(
  (rows) => sql`
    delete from ${ledgers} where (bucket, customer_id) in (select bucket, id from ${found(rows)} where purchases = '')`,
)
const writeOthers = bind(
  (rows) => sql`
    insert into ${ledgers} (bucket, customer_id, purchases, contracts, first_product)
    select bucket, id, purchases, contracts, first_product from ${found(rows)} where purchases <> ''
    on conflict (bucket, customer_id) do update set
      purchases = excluded.purchases, contracts = excluded.contracts, first_product = excluded.first_product
    where ledgers.purchases <> excluded.purchases or ledgers.contracts <> excluded.contracts
      or ledgers.first_product <> excluded.first_product`,
)

/** To stand beside the new facts in one `atomically`. */
export function saveLedgers(rows: readonly KeptLedger[]): SQLWrapper[] {
  if (rows.length === 0) return []
  const values = rows.map(({ customerId, line }) => [
    ...[customerId, bucketOf(customerId), line?.purchases ?? '', line?.contracts ?? '', line?.firstProduct ?? ''],
  ])
  const json = JSON.stringify(values)
  const empty = rows.some(({ line }) => !line?.purchases) ? [dropEmpty(json)] : []
  return [forgetParts(json), forgetRule132(json), ...empty, writeOthers(json)]
}

/**
 * Takes away what was kept about those of them who are nobody: customers who turned out to be another, and the
 * placeholders of orders that name no one. Their orders count in the sales of nobody in the funnel (DOMAIN §2.1).
 * @param among a subquery of customers' ids
 */
export function forgetNobodies(among: SQL): SQL[] {
  const nobodies = sql`(
    select id from ${customers} where id in (${among}) and (merged_into is not null or anonymous))`
  return [
    sql`delete from ${reportParts} where bucket in (
      select bucket from ${ledgers} join ${nobodies} as nobody on bucket = substr(nobody.id, -2) and customer_id = nobody.id)`,
    forgetDaysOf(sql`select id from ${nobodies}`),
    sql`delete from ${ledgers} where (bucket, customer_id) in (select substr(id, -2), id from ${nobodies})`,
    sql`delete from ${facts} where customer_id in ${nobodies}`,
  ]
}

/** A subquery of these ids. */
export const idsIn = (customerIds: readonly string[]): SQL =>
  sql`select value from json_each(${JSON.stringify(customerIds)})`
