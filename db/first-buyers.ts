/** Who bought for the first time on these days? By index on the day, page by page. */

import { type SQL, sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { facts, ledgers, signals } from './schema.ts'

export interface FirstBuyerRow {
  customerId: string
  firstPurchaseOn: string
  /** Arrival of it; may lie ahead. */
  deliveredOn: string | null
  /** By e-mail they can be reached without LINE. */
  emailConsent: boolean
  /** The ledger's purchases (bot/core/ledger.ts); null while none is written yet. */
  purchases: string | null
  firstProduct: string | null
}

type Place = Pick<FirstBuyerRow, 'customerId' | 'firstPurchaseOn'>

const inside = (from: string, to: string): SQL =>
  sql`${facts.firstPurchaseOn} is not null and ${facts.firstPurchaseOn} >= ${from} and ${facts.firstPurchaseOn} <= ${to}`

/** Both days included, in order of the day; after the last one read. */
export const firstBuyers = async (
  db: Db,
  from: string,
  to: string,
  limit: number,
  last?: Place,
): Promise<FirstBuyerRow[]> => {
  const rows = await db.all<Omit<FirstBuyerRow, 'emailConsent'> & { emailConsent: number }>(sql`
    select ${facts.customerId} as "customerId", ${facts.firstPurchaseOn} as "firstPurchaseOn",
      ${facts.body} ->> 'firstDeliveredOn' as "deliveredOn", coalesce(${facts.body} ->> 'emailConsent', 0) as "emailConsent",
      ${ledgers.purchases} as "purchases", ${ledgers.firstProduct} as "firstProduct"
    from ${facts} left join ${ledgers}
      on ${ledgers.bucket} = substr(${facts.customerId}, -2) and ${ledgers.customerId} = ${facts.customerId}
    where ${inside(last?.firstPurchaseOn ?? from, to)}
      and (${facts.firstPurchaseOn}, ${facts.customerId}) > (${last?.firstPurchaseOn ?? from}, ${last?.customerId ?? ''})
    order by ${facts.firstPurchaseOn}, ${facts.customerId} limit ${limit}`)
  return rows.map((row) => ({ ...row, emailConsent: row.emailConsent === 1 }))
}

/** Who bought on this day or later, whenever they bought first; after this id. */
export const buyersSince = async (db: Db, day: string, limit: number, after: string): Promise<string[]> => {
  const rows = await db.all<{ id: string }>(sql`
    select ${facts.customerId} as id from ${facts}
    where ${facts.customerId} > ${after} and ${facts.lastPurchaseOn} >= ${day}
    order by 1 limit ${limit}`)
  return rows.map(({ id }) => id)
}

/** The first of these signals of each customer, before `end`. */
export async function firstSignals(
  db: Db,
  customerIds: readonly string[],
  names: readonly string[],
  end: Date,
): Promise<{ customerId: string; name: string; at: Date }[]> {
  const rows = await db.all<{ customerId: string; name: string; at: number }>(sql`
    select s.customer_id as "customerId", s.name, min(s.at) as at
    from json_each(${JSON.stringify(customerIds)}) as wanted join ${signals} as s on s.customer_id = wanted.value
    where s.name in (select value from json_each(${JSON.stringify(names)})) and s.at < ${end.getTime()}
    group by 1, 2`)
  return rows.map((row) => ({ ...row, at: new Date(row.at) }))
}
