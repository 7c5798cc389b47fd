/** A shop of so many customers with ten orders each, written straight into the tables: `node facts-build.ts FILE CUSTOMERS`. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseConfig } from '../../bot/config.ts'
import { publish } from '../../bot/flows/publish.ts'
import { nodeDeps } from '../../bot/node-deps.ts'

/** Noon of the day on which everybody is classified; the night after it one in a hundred changes label. */
export const NOON = Date.parse('2026-11-21T12:00:00+09:00')
const DAY = 86_400_000
const CHUNK = 50_000
const SCENARIOS = join(import.meta.dirname, '../../scenarios')

const shipped = (folder: string) =>
  readdirSync(join(SCENARIOS, folder))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({ path: join(folder, name), text: readFileSync(join(SCENARIOS, folder, name), 'utf8') }))

export const benchDeps = (path: string, now: () => Date = () => new Date(NOON)) =>
  nodeDeps({ config: parseConfig({ DATABASE_PATH: path, SESSION_SECRET: 'x'.repeat(32) }), log: () => {}, now })

/** `c` and eight digits of a hash, so that buckets fill evenly. */
const ID = "printf('c%08x', (n * 2654435761) & 4294967295)"

/**
 * A hundredth bought last 89 days ago (tomorrow: 90), half within fifty days, the rest long ago; a fifth has a contract,
 * a third answered surveys, most are friends.
 */
const statements = (from: number, to: number): string[] => {
  const some = `with recursive person(n, id) as materialized (
    select n, ${ID} from (with recursive counted(n) as (select ${from} union all select n + 1 from counted where n + 1 < ${to})
    select n from counted))`
  const last = `(case when n % 100 = 0 then 89 when n % 2 then n % 50 else 100 + n % 300 end)`
  const sku = `(case when k = 9 then 'LT' when n % 100 and n % 5 = 0 then 'LS' when k % 4 = 3 then 'CR' else 'LF' end)`
  return [
    `insert into customers (id, email, email_consent, created_at) ${some} select id, id || '@example.jp', n % 3 = 0, 0 from person`,
    `insert into external_ids ${some} select 'shop', 'x' || n, id from person`,
    `insert into friends (line_user_id, customer_id, following, changed_at, created_at)
      ${some} select 'U' || id, id, n % 7 > 0, 0, 0 from person where n % 10 < 8`,
    `insert into orders (id, source, external_id, customer_id, ordered_at, shipped_at, status, subtotal_yen, shipping_yen, total_yen,
        is_trial, fingerprint, triggered_at)
      ${some}, ten(k) as (select value from json_each('[0,1,2,3,4,5,6,7,8,9]'))
      select 'shop:' || n || '-' || k, 'shop', n || '-' || k, id, ${NOON} - (${last} + k * 40) * ${DAY} - n % 7 * 3600000,
        ${NOON} - (${last} + k * 40 - 1) * ${DAY}, case when k = 5 and n % 11 = 0 then 'cancelled' else 'delivered' end,
        3300, 550, 3850, k = 9, '{}', 1 from person, ten`,
    `insert into order_lines (order_id, no, sku, name, qty, unit_yen, amount_yen, line_type)
      ${some}, ten(k) as (select value from json_each('[0,1,2,3,4,5,6,7,8,9]'))
      select 'shop:' || n || '-' || k, 0, ${sku}, 'うるおい化粧水 本品150mL', 1, 3300, 3300, 'goods' from person, ten`,
    `insert into subscriptions (id, source, external_id, customer_id, product, cycle_days, status, started_at, count, fingerprint, triggered_at)
      ${some} select 'shop:s' || n, 'shop', 's' || n, id, 'LS', 45, 'active', ${NOON} - 200 * ${DAY}, 5, '{}', 1
      from person where n % 100 and n % 5 = 0`,
    `insert into responses (id, survey_id, customer_id, answers, satisfaction, nps, nps_scale, at)
      ${some}, three(k) as (select value from json_each('[0,1,2]'))
      select id || k, id || k, id, '{}', 3 + n % 3, 5 + n % 6, '1-10', ${NOON} - (20 + k * 35) * ${DAY} from person, three where n % 3 = 0`,
  ]
}

if (import.meta.main) {
  const [path = '', size = ''] = process.argv.slice(2)
  const deps = benchDeps(path)
  const { raw } = deps.db
  await publish(deps, [...shipped('.'), ...shipped('surveys'), ...shipped('richmenus')], 'bench')
  raw.pragma('synchronous = OFF')
  const customers = Number(size)
  for (let from = 0; from < customers; from += CHUNK)
    raw.transaction(() => {
      for (const sql of statements(from, Math.min(from + CHUNK, customers))) raw.exec(sql)
    })()
  raw.pragma('wal_checkpoint(TRUNCATE)')
  deps.db.close()
}
