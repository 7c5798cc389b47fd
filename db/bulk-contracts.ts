/** Many customers at once: which contracts exist, given by the shop or inferred from orders, in SQL (core/contracts.ts). */

import { sql } from 'drizzle-orm'
import { dayOf, numberOf, rule } from './bulk-rules.ts'
import { orderLines, subscriptions } from './schema.ts'

/** One that begins later is odd: on which day its customer is looked at again, is found out singly (`happensNextOn`). */
const GIVEN = sql`
  given as (
    select s.customer_id as id, s.product, coalesce(s.cycle_days, c.cycle) as cycle, ${dayOf(sql`s.started_at`)} as started,
      case
        when s.status = 'payment_failed' then ${dayOf(sql`s.payment_failed_at`)} + ${rule('grace')} + 1
        when s.status in ('cancelled', 'completed') then max(
          ${dayOf(sql`coalesce(s.cancelled_at, s.started_at)`)}, coalesce(${numberOf(sql`s.next_delivery_on`)}, 0))
      end as ends,
      max(s.count,
        (select count(distinct day) from sold where sold.id = s.customer_id and sold.contract = s.external_id),
        (select coalesce(max(nth), 0) from sold where sold.id = s.customer_id and sold.contract = s.external_id)
      ) as deliveries,
      s.started_at as rank, s.id as tie, 0 as no,
      (c.code is null or ${dayOf(sql`s.started_at`)} > ${rule('today')}) as is_odd
    from due cross join ${subscriptions} as s on s.customer_id = due.id left join code as c on c.code = s.product)`

/**
 * A delivery begins a contract or goes on with the one of its product that still stands: runs of days that are less
 * than a reach apart. Of several lines of a day only the first counts.
 */
const INFERRED = sql`
  delivered as (
    select * from (
      select sold.id, coalesce(c.sku, l.sku, l.name) as product, c.cycle, sold.day, coalesce(sold.nth, 0) as nth,
        sold.ordered_at, sold.order_id, l.no,
        coalesce(c.cycle, ${rule('usualCycle')}) * 3 / 2 + ${rule('grace')} + 1 as reach,
        row_number() over (partition by sold.id, coalesce(c.sku, l.sku, l.name), sold.day
          order by sold.ordered_at, sold.order_id, l.no) as place
      from sold cross join ${orderLines} as l on l.order_id = sold.order_id
      left join code as c on c.code = coalesce(l.sku, l.name)
      where l.line_type = 'goods' and coalesce(c.is_insert, 0) = 0 and coalesce(l.is_subscription, c.subscription, 0)
        and not exists (select 1 from ${subscriptions} where customer_id = sold.id))
    where place = 1),
  begun as (
    select *, coalesce(day >= lag(day) over (partition by id, product order by day) + reach, 1) as is_new from delivered),
  run as (
    select *, sum(is_new) over (partition by id, product order by day) as run from begun),
  numbered as (
    select *, row_number() over (partition by id, product, run order by day) as i,
      count(*) over (partition by id, product, run) as of from run),
  inferred as (
    select id, product, max(cycle) as cycle, min(day) as started, max(day) + max(reach) as ends,
      max(max(of), max(nth + of - i)) as deliveries,
      min(day) as rank, max(case when i = 1 then ordered_at || ' ' || order_id end) as tie,
      max(case when i = 1 then no end) as no, 0 as is_odd
    from numbered group by id, product, run)`

const STANDS = sql`(started <= ${rule('today')} and (ends is null or ${rule('today')} < ends))`

/** One row for whoever has or had a contract (`contractFacts`). */
const HELD = sql`
  contract as materialized (
    select * from given union all select * from inferred),
  held as materialized (
    select id, max(is_odd) as is_odd, max(${STANDS}) as subscribed,
      max(case when ${STANDS} then started end) as subscribed_on,
      case when max(${STANDS} and ends is null) then null else max(case when ${STANDS} then ends end) end as ends_on,
      json_group_array(product order by rank, tie, no) filter (where ${STANDS}) as products,
      sum(case when ${STANDS} then deliveries else 0 end) as deliveries,
      max(case when ends <= ${rule('today')} then ends end) as cancelled_on,
      max(case when ${STANDS} then cycle end) as cycle,
      group_concat(started || ' ' || coalesce(ends, -1) || ' ' || deliveries, ' ' order by rank, tie, no) as ledger
    from contract group by id)`

export const CONTRACTS = sql.join([GIVEN, INFERRED, HELD], sql`, `)
