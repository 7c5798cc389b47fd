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

/** A quarter of all ledgers: the more, the closer together lie those who are looked up, and the more is in memory. */
const TOGETHER = 64

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

/** In order of ids, so that what is looked up of neighbours lies on one page. */
const beginners = ({ first, last }: Buckets, days: SQL, columns: SQL): SQL => sql`(
  select customer_id as id, ${columns} from ${ledgers}
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

const START = sql`substr(purchases, 1, 64) as purchases, first_product`

/** Between two days, both included, by their number. */
export const firstBuyers = async (
  db: Db,
  buckets: Buckets,
  fromDay: number,
  toDay: number,
): Promise<FirstBuyerRow[]> => {
  const rows = await db.values<[string, string, string]>(sql`
    select id, purchases, first_product
    from ${beginners(buckets, sql`between ${fromDay} and ${toDay}`, START)} as buyer where ${isSomebody}`)
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

/** What must be known of first buyers to say whether 1・3・2 was kept: one row for all who stand alike. Days by their number. */
export interface Opening {
  firstDay: number
  /** Only where the second purchase was made soon enough. */
  secondDay: number | undefined
  /** From when on nothing reached them, by their newest account on LINE or by e-mail; not before they bought. */
  lostDay: number | undefined
  /** Who something was meant for stands alone. */
  customerId: string | undefined
  count: number
}

/** What follows a number and the space behind it; without repeating the text, as `instr` would have to. */
const afterNumber = (text: SQL): SQL => sql`ltrim(ltrim(${text}, '-.0123456789'), ' ')`
/** A purchase is three numbers (bot/core/ledger.ts): behind those of the first stands the day of the second. */
const TWO_DAYS = sql`cast(purchases as integer) as first,
  cast(${afterNumber(afterNumber(afterNumber(sql`purchases`)))} as integer) as second`

/** The earlier of the two, whichever there is; nothing for who never had an account. */
const LOST_AT = sql`min(
  case when friend.following then friend.opted_out_at else friend.changed_at end,
  coalesce(friend.opted_out_at, friend.changed_at))`

/** Of whom openings are wanted. */
export interface Openers {
  /** On which they first bought, by their number; others may lie between them. */
  days: readonly number[]
  /** A second purchase counts within so many days. */
  soon: number
  /** Of UTC, in milliseconds: whose days they are. */
  ahead: number
}

const openings = (buckets: Buckets, { days, soon, ahead }: Openers): SQL => sql`
    select first, second, lost, touched, count(*) from (
      select buyer.first,
        case when buyer.second between buyer.first and buyer.first + ${soon} then buyer.second end as second,
        case when friend.following and friend.opted_out_at is null then null
          when (select email_consent from ${customers} where ${customers.id} = buyer.id) then null
          else max(buyer.first, coalesce((${LOST_AT} + cast(${ahead} as integer)) / 86400000, buyer.first)) end as lost,
        case when exists (select 1 from ${deliveries} where ${deliveries.customerId} = buyer.id) then buyer.id end as touched,
        -- Of several accounts SQLite takes the other columns from the one with the maximum.
        max(friend.created_at)
      from ${beginners(buckets, sql`in (select value from json_each(${JSON.stringify(days)}))`, TWO_DAYS)} as buyer
      left join ${friends} as friend on friend.customer_id = buyer.id
      where ${isSomebody}
      group by buyer.id)
    group by first, second, lost, touched`

type OpeningRow = [number, number | null, number | null, string | null, number]

const asOpenings = (rows: readonly OpeningRow[]): Opening[] =>
  rows.map(([firstDay, second, lost, touched, count]) => ({
    ...{
      firstDay,
      secondDay: second ?? undefined,
      lostDay: lost ?? undefined,
      customerId: touched ?? undefined,
      count,
    },
  }))

export const openingsIn = async (db: Db, buckets: Buckets, openers: Openers): Promise<Opening[]> =>
  asOpenings(await db.values<OpeningRow>(openings(buckets, openers)))

/** Of each of these pieces, looked up while others are looked up here. */
export async function openingsApart(db: Db, pieces: readonly Buckets[], openers: Openers): Promise<Opening[][]> {
  if (pieces.length === 0) return []
  const answers = await db.valuesApart(pieces.map((buckets) => openings(buckets, openers)))
  return answers.map((rows) => asOpenings(rows as OpeningRow[]))
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
