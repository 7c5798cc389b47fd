/** Ledgers page by page, and what was counted of each bucket of them: kept until one of its ledgers changes. */

import { and, eq, sql } from 'drizzle-orm'
import { type Db, insertAll } from './client.ts'
import { bind } from './compile.ts'
import { ledgers, reportParts } from './schema.ts'
import { putState, readState } from './state.ts'

/** What parts of one report have in common. */
export interface PartsOf {
  asOf: string
  settings: string
}

/** Every bucket with a ledger in it: a seek for each, not a walk through all ledgers. */
export async function ledgerBuckets(db: Db): Promise<string[]> {
  const rows = await db.all<{ bucket: string }>(sql`
    with recursive found (bucket) as (
      select min(bucket) from ${ledgers}
      union all
      select (select min(next.bucket) from ${ledgers} next where next.bucket > found.bucket) from found where found.bucket is not null
    )
    select bucket from found where bucket is not null`)
  return rows.map(({ bucket }) => bucket)
}

export interface LedgerPage {
  bucket: string
  /** `purchases <31> contracts <31> first product`, and <30> between buyers: no product has that in it. */
  text: string
  buyers: number
  last: string
}

const pages = bind(
  (bucket, customerId, until, limit) => sql`
    select bucket, max(customer_id) as last, count(*) as buyers,
      group_concat(purchases || char(31) || contracts || char(31) || replace(first_product, char(30), ' '), char(30)) as text
    from (
      select * from ${ledgers} where (bucket, customer_id) > (${bucket}, ${customerId}) and bucket <= ${until}
      order by bucket, customer_id limit ${limit} + 0
    ) group by bucket order by bucket`,
)

/** The next ledgers of the buckets up to `until`, after this one; one row for each bucket. */
export const ledgerPages = async (
  db: Db,
  { bucket, customerId }: { bucket: string; customerId: string },
  until: string,
  limit: number,
): Promise<LedgerPage[]> => db.all<LedgerPage>(pages(bucket, customerId, until, limit))

/** The text of it, for a thread that has SQLite and nothing else: it binds bucket, customer, last bucket, limit. */
export const textOfPages = (): string => pages('', '', '', 0).sql

/** By bucket, as JSON text; a claim is a string. */
export async function keptParts(db: Db, { asOf, settings }: PartsOf): Promise<Map<string, string>> {
  const rows = await db
    .select({ bucket: reportParts.bucket, body: sql<string>`${reportParts.body}` })
    .from(reportParts)
    .where(and(eq(reportParts.asOf, asOf), eq(reportParts.settings, settings)))
  return new Map(rows.map(({ bucket, body }) => [bucket, body]))
}

/** About how many ledgers there are in these buckets: as many in each as in the first, because ids are spread evenly. */
export async function countLedgers(db: Db, buckets: readonly string[]): Promise<number> {
  const [row] = await db.all<{ count: number }>(sql`
    select count(*) as count from ${ledgers} where bucket = ${buckets[0] ?? ''}`)
  return (row?.count ?? 0) * buckets.length
}

/**
 * Says that these buckets are being counted now, before their ledgers are read. Whoever changes a ledger deletes the claim
 * with the parts; who claims later takes it over. Either way `keepParts` finds it gone, and nothing outdated is kept.
 */
export async function claimParts(db: Db, { asOf, settings }: PartsOf, buckets: string[], claim: string): Promise<void> {
  await db.repeatably([
    insertAll(
      reportParts,
      buckets.map((bucket) => ({ bucket, asOf, settings, body: claim })),
      sql`on conflict (bucket, as_of, settings) do update set body = excluded.body`,
    ),
  ])
}

/**
 * Only where the claim still stands.
 * @param parts with their bodies as JSON text; together below about 1 MB (STACK §4)
 */
export async function keepParts(
  db: Db,
  { asOf, settings }: PartsOf,
  parts: readonly { bucket: string; body: string }[],
  claim: string,
): Promise<void> {
  const rows = JSON.stringify(parts.map(({ bucket, body }) => [bucket, body]))
  // What a power cut takes back is counted again.
  await db.repeatably([
    sql`
    update ${reportParts} set body = counted.body
    from (select value ->> 0 as bucket, value ->> 1 as body from json_each(${rows})) as counted
    where report_parts.bucket = counted.bucket and report_parts.as_of = ${asOf} and report_parts.settings = ${settings}
      and report_parts.body = ${JSON.stringify(claim)}`,
  ])
}

/** In `state`: for which days there are parts, the one counted last first. */
const DAYS = 'report_days'

/**
 * Remembers that parts of these days were counted. Of the days counted before, a few stay: yesterday's report, and the days
 * on which hypotheses are looked at. Others go, and whatever was counted with other settings.
 */
export async function noteDays(db: Db, days: readonly string[], settings: string, most: number): Promise<void> {
  const known = JSON.parse((await readState(db, DAYS)) ?? '[]') as string[]
  const kept = [...days, ...known.filter((day) => !days.includes(day))].slice(0, most)
  await db.atomically([
    putState(DAYS, JSON.stringify(kept)),
    sql`delete from ${reportParts} where settings <> ${settings}
      or as_of not in (select value from json_each(${JSON.stringify(kept)}))`,
  ])
}
