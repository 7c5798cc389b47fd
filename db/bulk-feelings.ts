/** Many customers at once: how may they be reached, what did they answer and tap, and what is odd about their rows? In SQL. */

import { type SQL, sql } from 'drizzle-orm'
import { dayOf, instantOf, LAST_INSTANT, listed, rule } from './bulk-rules.ts'
import { friends, orders, referrals, referralUses, responses, signals, subscriptions, surveys } from './schema.ts'

const NOW = rule('now')

/** `isPositive` */
const POSITIVE = sql`case when ${rule('bothPositive')}
  then coalesce(r.satisfaction, r.nps) is not null
    and coalesce(r.satisfaction >= ${rule('satisfactionMin')}, 1) and coalesce(r.nps >= ${rule('npsMin')}, 1)
  else coalesce(r.satisfaction >= ${rule('satisfactionMin')}, 0) or coalesce(r.nps >= ${rule('npsMin')}, 0) end`

/** `isNegative` */
const NEGATIVE = sql`(r.satisfaction <= ${rule('satisfactionMax')} or r.nps <= ${rule('npsMax')})`

const NEVER = sql.raw('9e18')

/** The next positive day of this customer from an instant on. */
const nextPositive = (id: SQL, from: SQL): SQL =>
  dayOf(sql`nullif(min(
    coalesce((select min(r.at) from ${responses} as r where ${rule('positiveSurveys')}
      and r.customer_id = ${id} and r.at >= ${from} and r.at <= ${NOW} and ${POSITIVE}), ${NEVER}),
    coalesce((select min(s.at) from ${signals} as s where s.customer_id = ${id} and s.at >= ${from} and s.at <= ${NOW}
      and s.name in ${listed('positiveSignals')}), ${NEVER})), ${NEVER})`)

/** Positive days that count, at most one in a round (`positiveDays`), and of these the ones that still do. */
const ROUNDS = sql`
  round(id, day) as (
    select due.id, ${nextPositive(sql`due.id`, sql.raw('0'))} from due
    union all
    select round.id, ${nextPositive(sql`round.id`, instantOf(sql`(round.day + ${rule('surveyInterval')})`))}
    from round where round.day is not null),
  positive as materialized (
    select id, count(*) as count,
      group_concat(day + ${rule('positiveWindow')}, ',' order by day) as fading
    from round
    where day is not null and (${rule('positiveWindow')} is null or day + ${rule('positiveWindow')} > ${rule('today')})
    group by id)`

const newest = (column: 'nps' | 'intent'): SQL => sql`(
  select r.${sql.raw(column)} from ${responses} as r
  where r.customer_id = due.id and r.at <= ${NOW} and r.${sql.raw(column)} is not null
  order by r.at desc, r.id desc limit 1)`

const last = (table: SQL, moment: SQL, where: SQL = sql`1`): SQL => sql`(
  select max(${moment}) from ${table} where customer_id = due.id and ${moment} <= ${NOW} and ${where})`

/** The later of two moments of which each may be missing. */
const later = (one: SQL, other: SQL): SQL => sql`nullif(max(coalesce(${one}, 0), coalesce(${other}, 0)), 0)`

/** A moment that is none: text, or far away. */
const isOdd = (...columns: string[]): SQL =>
  sql.join(
    columns.map((column) =>
      sql.raw(`typeof(${column}) not in ('integer', 'null') or ${column} not between 0 and 4200000000000`),
    ),
    sql` or `,
  )
const notNumbers = (...columns: string[]): SQL =>
  sql.raw(columns.map((column) => `typeof(${column}) not in ('integer', 'null')`).join(' or '))

/** The newest moment on record; beyond the last one when a row cannot be trusted. */
const KNOWN_UNTIL = sql`max(0,
  coalesce((select max(case
      when ${isOdd('ordered_at', 'paid_at', 'shipped_at', 'delivered_at')} or not json_valid(coupon_codes)
        or typeof(status) <> 'text' or ${notNumbers('total_yen', 'subtotal_yen', 'discount_yen', 'points_used_yen')}
        or ${notNumbers('shipping_yen', 'fee_yen', 'tax_yen', 'refunded_yen', 'subscription_count')}
      then ${LAST_INSTANT} else max(ordered_at, coalesce(paid_at, 0), coalesce(shipped_at, 0)) end)
    from ${orders} where customer_id = due.id), 0),
  coalesce((select max(case
      when ${isOdd('started_at', 'cancelled_at', 'payment_failed_at')} or ${notNumbers('cycle_days', 'count')}
        or typeof(product) <> 'text' or next_delivery_on not glob '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'
      then ${LAST_INSTANT} else started_at end)
    from ${subscriptions} where customer_id = due.id), 0),
  coalesce((select max(case
      when ${isOdd('at')} or not json_valid(answers) or ${notNumbers('satisfaction', 'nps', 'intent')}
      then ${LAST_INSTANT} else at end) from ${responses} where customer_id = due.id), 0),
  coalesce((select max(case when ${isOdd('at')} or typeof(name) <> 'text' then ${LAST_INSTANT} else at end)
    from ${signals} where customer_id = due.id), 0),
  coalesce((select max(case when ${isOdd('invited_at')} then ${LAST_INSTANT} else invited_at end)
    from ${surveys} where customer_id = due.id), 0))`

/** One row for everybody who is due. */
const PERSONS = sql`
  person as materialized (
    select due.id, due.cause, due.email_consent, due.open_complaint, due.withdrawn,
      coalesce((select following + 2 * (opted_out_at is not null) from ${friends}
        where customer_id = due.id order by created_at desc, line_user_id desc limit 1), 0) as friend,
      ${dayOf(later(last(sql`${surveys}`, sql`invited_at`), last(sql`${responses}`, sql`at`)))} as asked_on,
      ${dayOf(last(sql`${responses}`, sql`at`))} as answered_on,
      ${newest('nps')} as nps, ${newest('intent')} as intent,
      ${dayOf(
        later(
          last(sql`${responses} as r`, sql`r.at`, NEGATIVE),
          last(sql`${signals}`, sql`at`, sql`name in ${listed('negativeSignals')}`),
        ),
      )} as negative_on,
      (exists (select 1 from ${signals} where customer_id = due.id and at <= ${NOW} and name in ${listed('usageSignals')})
        or exists (select 1 from ${responses}
          where customer_id = due.id and at <= ${NOW} and satisfaction >= ${rule('usingMin')})) as is_using,
      (select count(*) from ${referrals} join ${referralUses} on referral_uses.code = referrals.code
        where referrals.customer_id = due.id and counted_at is not null) as referrals,
      ${KNOWN_UNTIL} as known_until
    from due)`

export const FEELINGS = sql.join([ROUNDS, PERSONS], sql`, `)
