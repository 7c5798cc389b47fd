/**
 * The shop's numbers a second way: SQL over orders and order lines, written from the formulas of DOMAIN §1.1 and §1.9 and from
 * nothing else. Slow, and nothing is shared with the report: no ledger, no tally, no code of the core.
 */

import type { NodeDb } from '../../db/node.ts'

/** Counted purchase occasions up to the day, numbered for each customer; trial LT, subscription LS, inserts are no goods. */
const BASE = `
with dated as (
  select *, date(case when is_renewal and coalesce(paid_at, shipped_at) is not null
      then min(coalesce(paid_at, shipped_at), coalesce(shipped_at, paid_at)) else ordered_at end / 1000, 'unixepoch', '+9 hours') as on_day
  from orders),
counted as (
  select * from dated
  where status not in ('cancelled', 'returned', 'refunded')
    and not (is_renewal and status = 'pending' and paid_at is null and shipped_at is null)
    and refunded_yen < total_yen + max(0, points_used_yen) and on_day <= :day),
bought as (
  select customer_id, on_day, sum(max(0, total_yen - shipping_yen - fee_yen - refunded_yen)) as yen,
    max(exists (select 1 from order_lines l where l.order_id = counted.id and l.sku = 'LT')) as trial,
    max(exists (select 1 from order_lines l where l.order_id = counted.id and coalesce(l.sku, '') not in ('LT', 'CARD'))) as main,
    max(subscription_external_id is not null
      or exists (select 1 from order_lines l where l.order_id = counted.id and l.sku = 'LS')) as sub
  from counted group by 1, 2),
numbered as (
  select *, julianday(:day) - julianday(on_day) as ago,
    row_number() over (partition by customer_id order by on_day) as n,
    count(*) over (partition by customer_id) as times,
    first_value(on_day) over (partition by customer_id order by on_day) as first_day,
    julianday(lead(on_day) over (partition by customer_id order by on_day)) - julianday(on_day) as gap
  from bought),
people as (select *, ago as first_ago from numbered where n = 1),
since as (select *, julianday(on_day) - julianday(first_day) as at, julianday(:day) - julianday(first_day) as age from numbered),
contracts as (
  select s.*, date(started_at / 1000, 'unixepoch', '+9 hours') as start_day,
    case when status = 'cancelled' then date(cancelled_at / 1000, 'unixepoch', '+9 hours') end as end_day
  from subscriptions s where customer_id in (select customer_id from people)
    and date(started_at / 1000, 'unixepoch', '+9 hours') <= :day)`

/** What each share is of, and how many of those; or a sum and what it is divided by. */
const PAIRS: Record<string, string> = {
  f2_rate: 'sum(gap <= 90), count(*) from people where first_ago between 90 and 364',
  f2_rate_subscription: 'sum(gap <= 90), count(*) from people where first_ago between 90 and 364 and sub',
  annual_repeat_rate: `count(distinct case when n > 1 then customer_id end), count(distinct customer_id) from numbered where ago <= 364`,
  annual_repeat_rate_cohort: 'sum(gap <= 365), count(*) from people where first_ago between 365 and 729',
  annual_repeat_rate_retention: `count(distinct case when customer_id in (select customer_id from numbered where ago <= 364) then customer_id end),
    count(distinct customer_id) from numbered where ago between 365 and 729`,
  annual_ltv_yen: 'sum(case when at < 365 then yen end), count(distinct customer_id) from since where age >= 365',
  ltv_30_yen: 'sum(case when at < 30 then yen end), count(distinct customer_id) from since where age >= 30',
  ltv_90_yen: 'sum(case when at < 90 then yen end), count(distinct customer_id) from since where age >= 90',
  ltv_180_yen: 'sum(case when at < 180 then yen end), count(distinct customer_id) from since where age >= 180',
  period_ltv_yen: 'sum(yen), count(distinct customer_id) from numbered where ago <= 364',
  unit_price_yen: 'sum(yen), count(*) from numbered where ago <= 364',
  purchases_per_buyer: 'count(*), count(distinct customer_id) from numbered where ago <= 364',
  active_rate: 'count(distinct case when ago <= 364 then customer_id end), count(distinct customer_id) from numbered',
  step_up_rate: `sum(exists (select 1 from numbered later where later.customer_id = trials.customer_id and later.n > trials.n
      and later.main and julianday(later.on_day) - julianday(trials.on_day) <= 90)), count(*)
    from (select customer_id, on_day, ago, min(n) as n from numbered where trial group by customer_id) trials where ago between 90 and 364`,
  monthly_churn_rate: `sum(end_day < :next), count(*) from contracts where start_day < :month and (end_day is null or end_day >= :month)`,
  average_deliveries: `sum((select max(coalesce(max(o.subscription_count), 0), count(distinct o.on_day)) from counted o
      where o.subscription_external_id = contracts.external_id and o.customer_id = contracts.customer_id)), count(*) from contracts`,
}

export type Pair = [numerator: number, denominator: number]

/** Every number about purchases as of the end of a day. */
export function plainNumbers(db: NodeDb, day: string, month: { from: string; next: string }) {
  const given = { day, month: month.from, next: month.next }
  for (const name of ['counted', 'numbered', 'since', 'people', 'contracts']) {
    db.raw.exec(`drop table if exists temp.${name}`)
    db.raw.prepare(`create temp table ${name} as ${BASE} select * from ${name}`).run({ day })
  }
  const rows = (sql: string) => {
    const text = `select ${sql}`
    const used = Object.entries(given).filter(([name]) => text.includes(`:${name}`))
    return db.raw.prepare(text).raw().all(Object.fromEntries(used)) as (number | string | null)[][]
  }
  const row = (sql: string) => (rows(sql)[0] ?? []).map((value) => Number(value ?? 0))
  return {
    pairs: Object.fromEntries(Object.entries(PAIRS).map(([name, sql]) => [name, row(sql) as Pair])),
    new: row('count(*), count(*), sum(yen) from numbered where n = 1 and ago <= 364'),
    repeat: row('count(distinct customer_id), count(*), sum(yen) from numbered where n > 1 and ago <= 364'),
    reached: [1, 2, 3, 4, 5, 6].map((times) =>
      Number(row(`count(*) from people where first_ago between 90 and 364 and times >= ${times}`)[0]),
    ),
    steps: [1, 2, 3, 4, 5].map((n) =>
      row(`sum(gap <= 90), count(*) from numbered where n = ${n} and ago between 90 and 364`),
    ),
    gone: row(`count(*) from (select customer_id, min(ago) as last from numbered group by 1) where last >= 90
      and customer_id not in (select customer_id from contracts where end_day is null or end_day > :day)`)[0],
    curve: [0, 7, 30, 60, 90, 120, 180].map((at) =>
      row(`sum(gap <= ${at}), count(*) from people where first_ago between ${at} and 364`),
    ),
    months:
      rows(`substr(on_day, 1, 7), count(distinct case when n = 1 then customer_id end), coalesce(sum(case when n = 1 then yen end), 0),
        count(distinct case when n > 1 then customer_id end), coalesce(sum(case when n > 1 then yen end), 0)
      from numbered where on_day >= date(:day, 'start of month', '-12 months') group by 1 order by 1`),
    cohorts: rows(`substr(first_day, 1, 7), count(distinct customer_id), sum(yen),
        count(distinct case when at between 30 and 59 and age >= 59 then customer_id end),
        count(distinct case when age >= 59 then customer_id end)
      from since where first_day >= date(:day, 'start of month', '-23 months') group by 1 order by 1`),
  }
}
