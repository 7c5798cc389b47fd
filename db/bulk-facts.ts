/**
 * A range of stale customers looked at in one transaction: drafts of their facts by set-based SQL, compared with what is
 * kept, then facts, ledgers, label history and marks together. Runs alike on better-sqlite3 and D1.
 * `cross join` keeps SQLite from beginning with the larger table: a look at a few must not read everybody's orders.
 */

import { type SQL, sql } from 'drizzle-orm'
import { CONTRACTS } from './bulk-contracts.ts'
import { FEELINGS } from './bulk-feelings.ts'
import { FIRST_PRODUCT, purchases } from './bulk-purchases.ts'
import { type BulkRules, codeTable, type KnownCode, LAST_INSTANT, nameOf, rule, ruleTable } from './bulk-rules.ts'
import { BODY, STANDINGS } from './bulk-standing.ts'
import type { Db } from './client.ts'
import { forgetNobodies } from './keep-ledgers.ts'
import { forgetAllDays } from './rule132-days.ts'
import {
  customers,
  facts,
  factsDrafts,
  labelHistory,
  ledgers,
  orderLines,
  orders,
  reportParts,
  staleFacts,
  subscriptions,
} from './schema.ts'

/** Marked customers after one id up to another. */
export interface Range {
  after: string
  upTo: string
}

export interface BulkLook extends Range {
  /** Of the rows it writes into the history: `<run>:<customer>`. */
  runId: string
  rules: BulkRules
  codes: readonly KnownCode[]
  /** Labels that scenarios wait for, and what may make them begin: whoever gets such a label is left to be looked at singly. */
  awaited: { labels: readonly string[]; causes: readonly string[]; boughtFrom: string }
  /** Today, as text. */
  today: string
}

const within = ({ after, upTo }: Range): SQL =>
  sql`${staleFacts.customerId} > ${after} and ${staleFacts.customerId} <= ${upTo}`

const due = (range: Range): SQL => sql`
  due as materialized (
    select ${customers.id} as id, ${staleFacts.cause} as cause, ${customers.emailConsent} as email_consent,
      ${customers.openComplaint} as open_complaint, ${customers.deletedAt} is not null as withdrawn
    from ${staleFacts} cross join ${customers} on ${customers.id} = ${staleFacts.customerId}
    where ${within(range)} and ${customers.mergedInto} is null and not ${customers.anonymous})`

/** Whose rows hold something else than they should, or a purchase that lies ahead, gets no draft. */
const draft = ({ rules, codes, ...range }: BulkLook): SQL => sql`
  insert into ${factsDrafts}
  with recursive ${ruleTable(rules)}, ${codeTable(codes)}, ${due(range)}, ${purchases(rules)}, ${CONTRACTS}, ${FEELINGS}, ${STANDINGS}
  select id, cause, label, stage, ${nameOf(sql`changes_on`)}, registered, purchases, positives, subscribed,
    ${nameOf(sql`first_on`)}, ${nameOf(sql`last_on`)}, ${BODY}, known_until, ${nameOf(sql`survey_due`)},
    ledger, contracts, ${FIRST_PRODUCT}
  from standing as bought
  where known_until < ${LAST_INSTANT} and not is_odd and coalesce(newest, 0) <= ${rule('now')}`

const IS_OLD_NEWS = sql`(draft.cause = 'purchase' and draft.purchases <= kept.purchases
  and coalesce(draft.last_purchase_on, '') <= coalesce(kept.last_purchase_on, ''))`

/** What merely looks again, or hears of an order it knew already, may be the first to see something else (`causeOf`). */
const cause = (today: string): SQL => sql`
  case when ${IS_OLD_NEWS} and draft.registered and not kept.registered then 'registration'
    when kept.label_changes_on is null or kept.label_changes_on > ${today} then draft.cause
    when draft.cause = 'data_fix' or ${IS_OLD_NEWS} then 'aging'
    when draft.cause <> 'aging' then draft.cause
    when draft.purchases > kept.purchases then 'purchase'
    when draft.subscription and not kept.subscription then 'subscription_start'
    else 'aging' end`

const leaveStarters = ({ awaited, today }: BulkLook): SQL => sql`
  delete from ${factsDrafts} where id in (
    select draft.id from ${factsDrafts} as draft join ${facts} as kept on kept.customer_id = draft.id
    where kept.label <> draft.label and draft.label in (select value from json_each(${JSON.stringify(awaited.labels)}))
      and ${cause(today)} in (select value from json_each(${JSON.stringify(awaited.causes)}))
      and (${cause(today)} <> 'purchase' or draft.last_purchase_on >= ${awaited.boughtFrom}))`

const history = ({ runId, rules, today }: BulkLook): SQL => sql`
  insert into ${labelHistory} (
    id, customer_id, from_label, to_label, from_stage, to_stage, cause, facts_before, facts_after, at)
  select ${runId} || ':' || draft.id, draft.id, kept.label, draft.label, kept.stage, draft.stage, ${cause(today)},
    case when json_valid(kept.body) then kept.body end, draft.body, ${rules.now}
  from ${factsDrafts} as draft left join ${facts} as kept on kept.customer_id = draft.id
  where kept.label is not draft.label or kept.stage is not draft.stage`

const OTHER_LEDGER = sql`(coalesce(kept.purchases, '') <> ledger_purchases
  or coalesce(kept.contracts, '') <> ledger_contracts or coalesce(kept.first_product, '') <> draft.first_product)`
const LEDGERS = [
  forgetAllDays(sql`exists (
    select 1 from ${factsDrafts} as draft
    left join ${ledgers} as kept on kept.bucket = substr(draft.id, -2) and kept.customer_id = draft.id
    where coalesce(kept.purchases, '') <> ledger_purchases)`),
  sql`delete from ${reportParts} where bucket in (
    select substr(draft.id, -2) from ${factsDrafts} as draft
    left join ${ledgers} as kept on kept.bucket = substr(draft.id, -2) and kept.customer_id = draft.id
    where ${OTHER_LEDGER})`,
  sql`delete from ${ledgers} where (bucket, customer_id) in (
    select substr(id, -2), id from ${factsDrafts} where ledger_purchases = '')`,
  sql`insert into ${ledgers} (bucket, customer_id, purchases, contracts, first_product)
    select substr(draft.id, -2), draft.id, ledger_purchases, ledger_contracts, draft.first_product
    from ${factsDrafts} as draft
    left join ${ledgers} as kept on kept.bucket = substr(draft.id, -2) and kept.customer_id = draft.id
    where ledger_purchases <> '' and ${OTHER_LEDGER}
    on conflict (bucket, customer_id) do update set
      purchases = excluded.purchases, contracts = excluded.contracts, first_product = excluded.first_product`,
]

const keep = ({ rules, today }: BulkLook): SQL => sql`
  insert into ${facts} (
    customer_id, label, stage, max_stage, label_changes_on, registered, purchases, positives, subscription,
    first_purchase_on, last_purchase_on, body, known_until, returned_at, survey_due_on, updated_at)
  select draft.id, draft.label, draft.stage, max(draft.stage, coalesce(kept.max_stage, 0)), draft.label_changes_on,
    draft.registered, draft.purchases, draft.positives, draft.subscription, draft.first_purchase_on,
    draft.last_purchase_on, draft.body, draft.known_until,
    case when kept.label = 'lapsed' and ${cause(today)} in ('purchase', 'subscription_start') and draft.label <> 'lapsed'
      then ${rules.now} else kept.returned_at end,
    draft.survey_due_on, ${rules.now}
  from ${factsDrafts} as draft left join ${facts} as kept on kept.customer_id = draft.id
  where true
  on conflict (customer_id) do update set
    label = excluded.label, stage = excluded.stage, max_stage = excluded.max_stage,
    label_changes_on = excluded.label_changes_on, registered = excluded.registered, purchases = excluded.purchases,
    positives = excluded.positives, subscription = excluded.subscription,
    first_purchase_on = excluded.first_purchase_on, last_purchase_on = excluded.last_purchase_on,
    body = excluded.body, known_until = excluded.known_until, returned_at = excluded.returned_at,
    survey_due_on = excluded.survey_due_on, updated_at = excluded.updated_at`

/** Who is gone has no facts and needs none. */
const unmark = (range: Range): SQL => sql`
  delete from ${staleFacts} where ${within(range)} and (
    customer_id in (select id from ${factsDrafts})
    or not exists (
      select 1 from ${customers} where id = stale_facts.customer_id and merged_into is null and not anonymous))`

/**
 * Everybody marked within the range, except whose rows need a closer look: they stay marked.
 * All or nothing; what is marked meanwhile is not lost, because marks are read and taken away in one transaction.
 */
export const refreshInBulk = (db: Db, look: BulkLook): Promise<void> =>
  db.repeatably([
    draft(look),
    leaveStarters(look),
    history(look),
    ...LEDGERS,
    keep(look),
    ...forgetNobodies(sql`select ${staleFacts.customerId} from ${staleFacts} where ${within(look)}`),
    unmark(look),
    sql`delete from ${factsDrafts}`,
  ])

/** How many got another label or stage in this run. */
export async function countChanges(db: Db, runId: string): Promise<number> {
  const [row] = await db.all<{ count: number }>(sql`
    select count(*) as count from ${labelHistory}
    where id > ${`${runId}:`} and id < ${`${runId};`}`)
  return row?.count ?? 0
}

/** Codes that stand in these customers' orders and contracts, each once. */
export async function codesWithin(db: Db, range: Range): Promise<string[]> {
  const rows = await db.values<[string]>(sql`
    select coalesce(l.sku, l.name) from ${staleFacts}
      cross join ${orders} as o on o.customer_id = ${staleFacts.customerId} cross join ${orderLines} as l on l.order_id = o.id
      where ${within(range)}
    union select s.product from ${staleFacts} cross join ${subscriptions} as s on s.customer_id = ${staleFacts.customerId}
      where ${within(range)}`)
  return rows.flatMap(([code]) => (typeof code === 'string' ? [code] : []))
}

/** The id of the last of the next so many that are marked; undefined when nobody is. */
export async function lastOfNext(
  db: Db,
  after: string,
  limit: number,
): Promise<{ upTo: string; count: number } | undefined> {
  const [row] = await db.all<{ upTo: string | null; count: number }>(sql`
    select max(id) as upTo, count(*) as count from (
      select customer_id as id from ${staleFacts} where customer_id > ${after} order by customer_id limit ${limit})`)
  return row?.upTo ? { upTo: row.upTo, count: row.count } : undefined
}
