/** Who bought for the first time on these days? By index on the day, page by page. */

import { type SQL, sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { customers, deliveries, facts, friends, ledgers, signals, staleFacts } from './schema.ts'

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

/** What must be known of a first buyer to say whether 1・3・2 was kept. */
export interface Opening {
  customerId: string
  /** The first two of the ledger's purchases (bot/core/ledger.ts), and what of the third comes along. */
  purchases: string
  /** Their newest account on LINE; of who follows and has not stopped it does not say since when. */
  friend: { following: boolean; changedAt: Date; optedOutAt: Date | null } | undefined
  /** By e-mail they can be reached; looked up only of those whom LINE may not reach. */
  emailConsent: boolean
  /** Whether anything was meant for them at all. */
  isTouched: boolean
}

type OpeningValues = [string, string, number | null, number | null, number | null, number | null, number]

/**
 * Who first bought between two days, both included, by their number: of these buckets, the first up to the last, whose ledgers
 * are read from end to end. Friends and customers are looked up in the order of their ids, so that neighbours share a page.
 */
export async function openingsIn(
  db: Db,
  buckets: { first: string; last: string },
  fromDay: number,
  toDay: number,
): Promise<Opening[]> {
  const rows = await db.values<OpeningValues>(sql`
    select buyer.id, buyer.purchases, friend.following, friend.changed_at, friend.opted_out_at,
      case when friend.following and friend.opted_out_at is null then 0
        else (select email_consent from ${customers} where ${customers.id} = buyer.id) end,
      exists (select 1 from ${deliveries} where ${deliveries.customerId} = buyer.id)
    from (
      select customer_id as id, substr(purchases, 1, 64) as purchases from ${ledgers}
      where bucket >= ${buckets.first} and bucket <= ${buckets.last}
        and cast(purchases as integer) between ${fromDay} and ${toDay}
      order by customer_id limit -1) as buyer
    left join ${friends} as friend on friend.customer_id = buyer.id
    where exists (select 1 from ${facts} where ${facts.customerId} = buyer.id)
    order by buyer.id, friend.created_at`)
  const found: Opening[] = []
  for (const [customerId, purchases, following, changedAt, optedOutAt, emailConsent, isTouched] of rows) {
    // Of several accounts the newest comes last.
    if (found.at(-1)?.customerId === customerId) found.pop()
    found.push({
      ...{ customerId, purchases, emailConsent: emailConsent === 1, isTouched: isTouched === 1 },
      friend: following === null ? undefined : accountOf(following, changedAt, optedOutAt),
    })
  }
  return found
}

/** Most are the same: friends who have said nothing. */
const FRIEND = { following: true, changedAt: new Date(0), optedOutAt: null }

const accountOf = (following: number, changedAt: number | null, optedOutAt: number | null): Opening['friend'] =>
  following === 1 && optedOutAt === null
    ? FRIEND
    : {
        ...{ following: following === 1, changedAt: new Date(changedAt ?? 0) },
        optedOutAt: optedOutAt === null ? null : new Date(optedOutAt),
      }

/** Days between the two on which somebody first bought whose ledger is not written yet. */
export async function daysWithoutLedger(db: Db, from: string, to: string): Promise<string[]> {
  const rows = await db.all<{ day: string }>(sql`
    select distinct first_purchase_on as day
    from ${staleFacts} cross join ${facts} on ${facts.customerId} = ${staleFacts.customerId}
    where ${inside(from, to)} and not exists (
      select 1 from ${ledgers} where ledgers.bucket = substr(${facts.customerId}, -2)
        and ledgers.customer_id = ${facts.customerId})`)
  return rows.map(({ day }) => day)
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
