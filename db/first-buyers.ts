/** Who bought for the first time on these days? Out of the ledgers, read from end to end: a day is no place in them. */

import { type SQL, sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { ledgerBuckets } from './report-parts.ts'
import { customers, deliveries, facts, friends, ledgers, signals, staleFacts } from './schema.ts'

/** Buckets of ledgers, the first up to the last. */
export interface Buckets {
  first: string
  last: string
}

/** An eighth of all ledgers: the more, the closer together lie those who are looked up, and the more is in memory. */
const TOGETHER = 32

/** All of them, in a few pieces. */
export async function bucketRanges(db: Db): Promise<Buckets[]> {
  const buckets = await ledgerBuckets(db)
  const ranges: Buckets[] = []
  for (let n = 0; n < buckets.length; n += TOGETHER) {
    const some = buckets.slice(n, n + TOGETHER)
    ranges.push({ first: some[0] as string, last: some.at(-1) as string })
  }
  return ranges
}

/**
 * Rows of `id`, `purchases` (the first two, and what of the third comes along) and `first_product`: who first bought on
 * one of these days. In order of ids, so that what is looked up of neighbours lies on one page.
 */
const beginners = ({ first, last }: Buckets, days: SQL): SQL => sql`(
  select customer_id as id, substr(purchases, 1, 64) as purchases, first_product from ${ledgers}
  where bucket >= ${first} and bucket <= ${last} and cast(purchases as integer) ${days}
  order by customer_id limit -1)`

/** Who was forgotten has bought, but nothing more is told of them. */
const isSomebody = sql`exists (select 1 from ${facts} where ${facts.customerId} = buyer.id)`

export interface FirstBuyerRow {
  customerId: string
  /** The ledger's first two purchases (bot/core/ledger.ts), and what of the third comes along. */
  purchases: string
  firstProduct: string
}

/** Between two days, both included, by their number. */
export const firstBuyers = async (
  db: Db,
  buckets: Buckets,
  fromDay: number,
  toDay: number,
): Promise<FirstBuyerRow[]> => {
  const rows = await db.values<[string, string, string]>(sql`
    select id, purchases, first_product from ${beginners(buckets, sql`between ${fromDay} and ${toDay}`)} as buyer where ${isSomebody}`)
  return rows.map(([customerId, purchases, firstProduct]) => ({ customerId, purchases, firstProduct }))
}

/** The Tokyo day on which the first purchase of each of these customers arrived; it may lie ahead. */
export async function firstArrivals(db: Db, customerIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.values<[string, string]>(sql`
    select wanted.value, ${facts.body} ->> 'firstDeliveredOn' as day
    from json_each(${JSON.stringify(customerIds)}) as wanted join ${facts} on ${facts.customerId} = wanted.value
    where day is not null`)
  return new Map(rows)
}

/** What must be known of a first buyer to say whether 1・3・2 was kept. */
export interface Opening {
  customerId: string
  /** As of a first buyer. */
  purchases: string
  /** Their newest account on LINE; of who follows and has not stopped it does not say since when. */
  friend: { following: boolean; changedAt: Date; optedOutAt: Date | null } | undefined
  /** By e-mail they can be reached; looked up only of those whom LINE may not reach. */
  emailConsent: boolean
  /** Whether anything was meant for them at all. */
  isTouched: boolean
}

type OpeningValues = [string, string, number | null, number | null, number | null, number | null, number]

/** @param days by their number; others may lie between them */
export async function openingsIn(db: Db, buckets: Buckets, days: readonly number[]): Promise<Opening[]> {
  const rows = await db.values<OpeningValues>(sql`
    select buyer.id, buyer.purchases, friend.following, friend.changed_at, friend.opted_out_at,
      case when friend.following and friend.opted_out_at is null then 0
        else (select email_consent from ${customers} where ${customers.id} = buyer.id) end,
      exists (select 1 from ${deliveries} where ${deliveries.customerId} = buyer.id)
    from ${beginners(buckets, sql`in (select value from json_each(${JSON.stringify(days)}))`)} as buyer
    left join ${friends} as friend on friend.customer_id = buyer.id
    where ${isSomebody}
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
    where first_purchase_on >= ${from} and first_purchase_on <= ${to} and not exists (
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
