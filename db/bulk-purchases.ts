/** Many customers at once: orders → counted occasions, in SQL. The words of the rules are in core/occasions.ts and core/metrics-buyer.ts. */

import { type SQL, sql } from 'drizzle-orm'
import { type BulkRules, dayOf, rule } from './bulk-rules.ts'
import { orderLines, orders } from './schema.ts'

/** When the purchase happened (`purchasedAt`). */
const AT = sql`case
  when o.is_renewal then coalesce(min(o.paid_at, o.shipped_at), o.paid_at, o.shipped_at, o.ordered_at)
  when ${rule('datedBy')} = 'paid_at' then coalesce(o.paid_at, o.ordered_at)
  when ${rule('datedBy')} = 'shipped_at' then coalesce(o.shipped_at, o.ordered_at)
  else o.ordered_at end`

/** `isCounted` */
const COUNTED = sql`o.status not in ('cancelled', 'returned', 'refunded')
  and not (o.is_renewal and o.status = 'pending' and o.paid_at is null and o.shipped_at is null)
  and (o.total_yen is null or abs(o.refunded_yen) < o.total_yen + max(0, o.points_used_yen))`

/** `amountOf`, with the tax. */
const INCLUDED = sql`max(0, case
    when o.total_yen is null then
      coalesce(o.subtotal_yen, (select coalesce(sum(amount_yen), 0) from ${orderLines} where order_id = o.id))
      - abs(o.discount_yen) - abs(o.points_used_yen)
    else o.total_yen - o.shipping_yen - o.fee_yen end
  + ${rule('includeShipping')} * o.shipping_yen - abs(o.refunded_yen))`

/** JavaScript rounds halves up. */
const rounded = (number: SQL): SQL =>
  sql`(cast(${number} + 0.5 as integer) - (${number} + 0.5 < cast(${number} + 0.5 as integer)))`
const UNTAXED = sql`included * case
  when tax_yen is not null and total_yen <> 0 then 1 - tax_yen * 1.0 / total_yen else 1 / 1.1 end`

/** 1 a trial product, 2 goods that are neither trial nor insert, 4 goods that are no insert, 8 a subscription; no goods at all are no insert. */
const GOODS = sql`coalesce((
  select max(coalesce(c.trial, 0)) + 2 * max(coalesce(c.trial, 0) = 0 and coalesce(c.is_insert, 0) = 0)
    + 4 * max(coalesce(c.is_insert, 0) = 0) + 8 * max(coalesce(l.is_subscription, c.subscription, 0))
  from ${orderLines} as l left join code as c on c.code = coalesce(l.sku, l.name)
  where l.order_id = o.id and l.line_type = 'goods'), 4)`

/** One row for each counted order, the whole past and future of it. */
const SOLD = sql`
  dated as materialized (
    select o.customer_id as id, o.id as order_id, o.ordered_at, o.shipped_at, o.delivered_at, o.is_renewal, o.is_trial,
      o.subscription_external_id as contract, o.subscription_count as nth, o.tax_yen, o.total_yen,
      ${AT} as at, ${INCLUDED} as included, ${GOODS} as goods
    from due cross join ${orders} as o on o.customer_id = due.id where ${COUNTED}),
  sold as materialized (
    select id, order_id, ordered_at, is_renewal, contract, nth, at, ${dayOf(sql`at`)} as day,
      case when ${rule('mergeSameDay')} then ${dayOf(sql`at`)} else order_id end as occasion,
      coalesce(${dayOf(sql`delivered_at`)}, ${dayOf(sql`shipped_at`)} + ${rule('afterShipping')},
        ${dayOf(sql`at`)} + ${rule('afterOrder')}) as arrives,
      case when ${rule('taxIncluded')} then included else ${rounded(UNTAXED)} end as yen,
      (goods & 1 or is_trial) as trial,
      case when goods & 1 then goods & 2 else not is_trial and goods & 4 end <> 0 as main,
      (contract is not null or goods & 8) as subscription
    from dated)`

/** Several orders of one Tokyo day are one, unless the shop counts them one by one (`occasions`, `kindsOf`). */
const occasions = ({ densestSpan: span, mergeSameDay }: BulkRules): SQL => {
  // One sort instead of two where each day is one occasion.
  const inOrder = sql.raw(mergeSameDay ? 'day' : 'day, at, ordered_at, order_id')
  return sql`
  occasion as materialized (
    select id, occasion, min(at) as at, min(ordered_at) as ordered_at, min(order_id) as order_id, min(day) as day,
      min(is_renewal) as renewal, max(arrives) as arrives, sum(yen) as yen,
      max(trial) + 2 * max(main) + 4 * max(subscription) as bits
    from sold group by id, occasion),
  counted as materialized (
    select id, occasion, day, renewal, arrives, yen, bits, at,
      row_number() over lived as n, lead(day) over lived is null as is_last,
      count(*) over (partition by id order by day range between ${span} preceding and current row) as near
    from occasion window lived as (partition by id order by ${inOrder})),
  bought as materialized (
    select id, count(*) as purchases, min(day) as first_on, max(day) as last_on,
      max(case when renewal then null else day end) as manual_on,
      max(case when n = 1 then arrives end) as first_arrives, max(case when is_last then arrives end) as last_arrives,
      max(case when n = 1 then occasion end) as first_occasion, max(near) as densest, max(at) as newest,
      group_concat(day || ' ' || yen || ' ' || bits, ' ' order by n) as ledger
    from counted group by id)`
}

/** Lines of the counted orders (`countLines`, `firstProductOf`). A code that nobody looked up came in a moment ago. */
const LINES = sql`
  goods as materialized (
    select sold.id, count(distinct case when l.line_type = 'goods' and l.qty > 0 and coalesce(c.is_insert, 0) = 0
        then coalesce(l.product_line, c.line, c.sku) end) as lines,
      max(typeof(l.qty) <> 'integer' or typeof(l.amount_yen) not in ('integer', 'null')
        or typeof(l.line_type) <> 'text' or typeof(l.name) <> 'text' or typeof(l.sku) not in ('text', 'null')
        or typeof(l.product_line) not in ('text', 'null') or c.code is null) as is_odd
    from sold cross join ${orderLines} as l on l.order_id = sold.order_id
    left join code as c on c.code = coalesce(l.sku, l.name)
    group by sold.id)`

/** What was bought first, by its code. */
export const FIRST_PRODUCT = sql`coalesce((
  select coalesce(l.sku, l.name) from sold cross join ${orderLines} as l on l.order_id = sold.order_id
  left join code as c on c.code = coalesce(l.sku, l.name)
  where sold.id = bought.id and sold.occasion = bought.first_occasion
    and l.line_type = 'goods' and coalesce(c.is_insert, 0) = 0
  order by coalesce(c.trial, 0), sold.at, sold.ordered_at, sold.order_id, l.no limit 1), '')`

/** @param rules two of them shape the SQL itself: a window takes no subquery */
export const purchases = (rules: BulkRules): SQL => sql.join([SOLD, occasions(rules), LINES], sql`, `)
