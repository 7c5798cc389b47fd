/**
 * Which rows stand in a shop with so many customers? Written by SQLite itself, one statement for each table: everybody
 * bought once, follows the account and one scenario; 10,000 of them, spread over the whole file, are due now.
 */

import type { NodeDb } from '../../db/node.ts'
import { scenarioText, shopFiles } from '../support/story.ts'

export const DUE = 10_000

/** Whose texts are due: the same for everybody, or with the name of each. The name of the scenario too. */
export const TEXTS = ['identical', 'personal'] as const
export type Texts = (typeof TEXTS)[number]

const HOUR = 3_600_000
const DAY = 24 * HOUR
const TODAY = Date.parse('2026-11-10T00:00:00+09:00')
const DUE_AT = TODAY + 12 * HOUR
/** Five minutes after what is due at noon; no boundary is near. */
export const NOW = DUE_AT + 5 * 60_000

const scenario = (id: Texts, greeting: string) =>
  scenarioText(id, [
    { id: 'hello', at: '{from: order, day: 0, delay_minutes: 10}' },
    {
      id: 'news',
      at: '{from: order, day: 7, time: "12:00"}',
      text: JSON.stringify(
        `${greeting}そろそろ、お手入れの時間に慣れてきたころでしょうか。\n\nコットンより手のひらで、少しあたためてから。\n気になることは、いつでもここで聞いてくださいね。`,
      ),
      more: 'buttons: [使っています, まだです]',
    },
    { id: 'later', at: '{from: order, day: 30, time: "12:00"}' },
  ])

export const files = Object.entries(
  shopFiles(scenario('identical', ''), scenario('personal', '{{お名前}}さま\n\n')),
).map(([path, text]) => ({ path, text }))

const idOf = (table: string, n: string) => `printf('01990000-${table}-7000-8000-%012x', ${n})`
const customer = idOf('0001', 'n')
const order = idOf('0002', 'n')
const enrollment = idOf('0003', 'n')
const revision = (texts: Texts) => `(select id from revisions where kind = 'scenario' and name = '${texts}')`
/** One multicast to 500 people on the day it was due. */
const request = (step: 'hello' | 'news') => idOf(step === 'hello' ? '0004' : '0005', 'n / 500')

const upTo = (size: number, by = 1) =>
  `with recursive numbers(n) as (select 0 union all select n + ${by} from numbers where n + ${by} < ${size})`

/** Days since the order: seven for those who are due today, more for everybody else. */
const DAYS = Array.from({ length: 16 }, (_, index) => 7 + index)
const daysSince = (size: number) => `iif(n % ${size / DUE} = 0, 7, 8 + n % 15)`

/** @param factsOn what the rules make of a customer who bought at this moment */
export function fill(raw: NodeDb['raw'], size: number, factsOn: (boughtAt: Date) => unknown): void {
  const since = daysSince(size)
  const orderedAt = `(${TODAY} - ${since} * ${DAY} + ${9 * HOUR} + n % 7200 * 1000)`
  const noonAfter = (days: number) => `(${TODAY} - ${since} * ${DAY} + ${days * DAY + 12 * HOUR})`
  const isDue = `${since} = 7`
  const from = `from numbers`
  const into = (columns: string, select: string, rest = from) =>
    raw.exec(`insert into ${columns} ${upTo(size)} select ${select} ${rest}`)

  into(
    'customers (id, name, kana, prefecture, email_consent, created_at)',
    `${customer}, substr('佐藤鈴木高橋田中伊藤渡辺山本中村小林加藤', 1 + 2 * (n % 10), 2) || ' ' || n, 'サトウ', '東京都', n % 3 = 0, ${orderedAt}`,
  )
  into('external_ids (source, external_id, customer_id)', `'shop', printf('%08d', n), ${customer}`)
  into(
    'friends (line_user_id, customer_id, following, changed_at, display_name, linked_at, created_at)',
    `'U' || lower(hex(randomblob(16))), ${customer}, 1, ${orderedAt} + 60000, 'みなと' || n, ${orderedAt} + 90000, ${orderedAt} + 60000`,
  )
  into(
    `orders (id, source, external_id, customer_id, ordered_at, paid_at, shipped_at, delivered_at, status, subtotal_yen,
             total_yen, is_trial, fingerprint, triggered_at)`,
    `${order}, 'shop', printf('A%08d', n), ${customer}, ${orderedAt}, ${orderedAt}, ${orderedAt} + ${DAY},
     ${orderedAt} + ${2 * DAY}, 'delivered', 980, 980, 1, lower(hex(randomblob(16))), ${orderedAt}`,
  )
  into(
    'order_lines (order_id, no, sku, name, qty, unit_yen, amount_yen, line_type)',
    `${order}, 0, 'LT', 'お試し', 1, 980, 980, 'goods'`,
  )
  into(
    `signals (id, customer_id, name, label, enrollment_id, step_id, at)`,
    `${idOf('0006', 'n')}, ${customer}, 'used', '使っています', ${enrollment}, 'hello', ${orderedAt} + ${3 * DAY}`,
    `${from} where n % 4 = 0`,
  )
  const kept = DAYS.map((days) => [days, factsOn(new Date(TODAY - days * DAY + 10 * HOUR))])
  raw
    .prepare(
      `insert into facts (customer_id, label, stage, max_stage, label_changes_on, registered, purchases, positives,
                          subscription, first_purchase_on, last_purchase_on, body, known_until, updated_at)
       ${upTo(size)}, kept(days, body) as materialized (select value ->> 0, value ->> 1 from json_each(?))
       select ${customer}, 'visitor', 2, 2, date(body ->> '$.lastPurchaseOn', '+60 days'), 1, 1, 0, 0,
              body ->> '$.firstPurchaseOn', body ->> '$.lastPurchaseOn', body, ${orderedAt} + ${3 * DAY}, ${orderedAt}
       from numbers join kept on kept.days = ${since}`,
    )
    .run(JSON.stringify(kept))
  into(
    'enrollments (id, customer_id, scenario_id, revision_id, anchor, anchor_at, delivered_on, started_at, next_due_at)',
    `${enrollment}, ${customer}, 'identical', ${revision('identical')}, 'order:' || ${order}, ${orderedAt},
     date((${orderedAt} + ${2 * DAY + 9 * HOUR}) / 1000, 'unixepoch'), ${orderedAt}, iif(${isDue}, ${DUE_AT}, ${noonAfter(30)})`,
  )
  for (const [step, at, where] of [
    ['hello', `(${orderedAt} + 600000)`, ''],
    ['news', noonAfter(7), `where not ${isDue}`],
  ] as const) {
    into(
      `deliveries (enrollment_id, step_id, customer_id, scenario_id, revision_id, status, due_at, request_id, marketing_at, decided_at)`,
      `${enrollment}, '${step}', ${customer}, 'identical', ${revision('identical')}, 'sent', ${at}, ${request(step)}, ${at}, ${at}`,
      `${from} ${where}`,
    )
    into(
      'requests (id, kind, body, recipients, status, tries, created_at, next_try_at, http_status, finished_at)',
      `${request(step)}, 'multicast', '{"to":[],"messages":[]}', 500, 'sent', 1, ${at}, ${at}, 200, ${at}`,
      `${from} where n % 500 = 0`,
    )
  }
}

/** Statements after which the same 10,000 are due again, with these texts. */
export function dueAgain(size: number, texts: Texts): string[] {
  const due = `(${upTo(size, size / DUE)} select ${enrollment} from numbers)`
  return [
    `delete from deliveries where step_id = 'news' and enrollment_id in ${due}`,
    `delete from requests where created_at >= ${NOW}`,
    `update enrollments set scenario_id = '${texts}', revision_id = ${revision(texts)}, status = 'active', ended_at = null,
       ended_reason = null, next_due_at = ${DUE_AT} where id in ${due}`,
  ]
}

/** How many of them have been sent: what the database says. */
export const SENT = `select count(*) as sent from deliveries where step_id = 'news' and status = 'sent' and decided_at >= ${NOW}`
