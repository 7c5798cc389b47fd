/** 1・3・2 as counted of the buyers of one day whose window has closed: kept until what they bought in it changes. */

import { and, eq, gte, lte, type SQL, sql } from 'drizzle-orm'
import { type Db, insertAll } from './client.ts'
import { ledgers, rule132Days } from './schema.ts'

/** By day of the first purchase; what is only claimed is a string. */
export async function keptDays(db: Db, settings: string, from: string, to: string): Promise<Map<string, unknown>> {
  const rows = await db
    .select()
    .from(rule132Days)
    .where(and(eq(rule132Days.settings, settings), gte(rule132Days.anchorOn, from), lte(rule132Days.anchorOn, to)))
  return new Map(rows.map(({ anchorOn, body }) => [anchorOn, body]))
}

/** Says that these days are being counted now. Who changes a purchase takes the claim away, so that nothing outdated is kept. */
export async function claimDays(db: Db, settings: string, days: readonly string[], claim: string): Promise<void> {
  const rows = days.map((anchorOn) => ({ anchorOn, settings, body: claim }))
  const take = sql`on conflict (anchor_on, settings) do update set body = excluded.body`
  await db.repeatably([
    sql`delete from ${rule132Days} where settings <> ${settings}`,
    ...(rows.length > 0 ? [insertAll(rule132Days, rows, take)] : []),
  ])
}

/** Only where the claim still stands. */
export async function keepDays(
  db: Db,
  settings: string,
  days: readonly { anchorOn: string; body: unknown }[],
  claim: string,
): Promise<void> {
  const rows = JSON.stringify(days.map(({ anchorOn, body }) => [anchorOn, JSON.stringify(body)]))
  // What a power cut takes back is counted again.
  await db.repeatably([
    sql`
    update ${rule132Days} set body = counted.body
    from (select value ->> 0 as anchor_on, value ->> 1 as body from json_each(${rows})) as counted
    where rule132_days.anchor_on = counted.anchor_on and rule132_days.settings = ${settings}
      and rule132_days.body = ${JSON.stringify(claim)}`,
  ])
}

const firstDay = (purchases: SQL): SQL => sql`date(cast(${purchases} as integer) * 86400, 'unixepoch')`
const afterSpace = (text: SQL): SQL => sql`substr(${text}, instr(${text}, ' ') + 1)`
/** A ledger's purchases are three numbers each (bot/core/ledger.ts): what follows the first three begins with the second day. */
const secondOnwards = (purchases: SQL): SQL => afterSpace(sql`(${afterSpace(sql`(${afterSpace(purchases)})`)})`)

/**
 * To stand before the new ledgers in one `atomically`: forgets the days of those whose first purchase, or whose second
 * within the window, is another than it was. A later purchase changes nothing that was counted.
 * @param found a subquery of `bucket`, `id` and the new `purchases` (empty for none)
 */
export const forgetDays = (found: SQL): SQL => sql`
  with ledger as materialized (
    select found.purchases as now, coalesce(kept.purchases, '') as was
    from ${found} as found left join ${ledgers} as kept on kept.bucket = found.bucket and kept.customer_id = found.id
    where coalesce(kept.purchases, '') <> found.purchases),
  grown as materialized (
    select ${firstDay(sql`now`)} as day, cast(${secondOnwards(sql`now`)} as integer) - cast(now as integer) as gap
    from ledger where was like '% % %' and was not like '% % % %' and now like was || ' %'),
  other as materialized (
    select now, was from ledger where was = '' or now not like was || ' %')
  delete from ${rule132Days} where anchor_on in (
      select ${firstDay(sql`now`)} from other where now <> '' union select ${firstDay(sql`was`)} from other where was <> '')
    or exists (select 1 from grown where grown.day = anchor_on and grown.gap <= settings ->> 'window_days')`

/** Forgets the days on which these customers bought first. @param among a subquery of one column, ids whose ledgers are still there */
export const forgetDaysOf = (among: SQL): SQL => sql`
  delete from ${rule132Days} where anchor_on in (
    select ${firstDay(sql`purchases`)} from ${ledgers}
    where (bucket, customer_id) in (select substr(id, -2), id from (select null as id where false union all ${among})))`

/** Forgets everything when the condition holds: for changes of very many purchases at once. */
export const forgetAllDays = (condition: SQL): SQL => sql`delete from ${rule132Days} where ${condition}`
