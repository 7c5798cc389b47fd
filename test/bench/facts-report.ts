/**
 * How long does the report take for a shop of this size? `node test/bench/facts-report.ts [customers]` fills a new database
 * with ledgers of ten purchases each and counts it without kept parts, with them, and after one more order.
 */

import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addDays, dayNumber, type JstDate } from '../../bot/core/calendar.ts'
import { MAIN, SUBSCRIPTION, TRIAL } from '../../bot/core/ledger.ts'
import { insertAll } from '../../db/client.ts'
import { openDatabase } from '../../db/node.ts'
import { ledgers } from '../../db/schema.ts'
import { countDay } from '../support/count-days.ts'
import { type Chance, seeded } from '../support/seeded.ts'

const PURCHASES = 10
const AS_OF = '2026-10-31' as JstDate
const SETTINGS = { f2: { window_days: 90 }, step_up: { window_days: 90 }, churn: { after_days: 90 } }
const PRODUCTS = ['LT', 'LF', 'LS', 'CR', 'WA', 'UV', '']
/** Hexadecimal, as the last two characters of our ids are. */
const BUCKETS = 256

const round = (ms: number) => Math.round(ms * 10) / 10

function ledgerOf(n: number, chance: Chance): typeof ledgers.$inferInsert {
  const bucket = (n % BUCKETS).toString(16).padStart(2, '0')
  let day = dayNumber(addDays(AS_OF, -chance.between(0, 1100)))
  const purchases = Array.from({ length: PURCHASES }, (_, place) => {
    if (place > 0) day += chance.between(20, 70)
    return `${day} ${chance.between(900, 9000)} ${place === 0 ? TRIAL : MAIN + (n % 3 === 0 ? SUBSCRIPTION : 0)}`
  })
  return {
    bucket,
    customerId: `${n.toString(36).padStart(8, '0')}${bucket}`,
    purchases: purchases.join(' '),
    contracts: n % 3 === 0 ? `${day - 100} ${chance.next() < 0.5 ? -1 : day} 9` : '',
    firstProduct: chance.pick(PRODUCTS),
  }
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; cpuMs: number; found: T }> {
  const start = performance.now()
  const before = process.cpuUsage()
  const found = await work()
  const ms = round(performance.now() - start)
  const { user, system } = process.cpuUsage(before)
  // Others may use the machine: the processor's time is what it costs.
  return { ms, cpuMs: round((user + system) / 1000), found }
}

export async function benchReport(customers: number) {
  const folder = mkdtempSync(join(tmpdir(), 'fanbelt-bench-'))
  const db = openDatabase(join(folder, 'shop.sqlite'))
  try {
    const chance = seeded(6)
    for (let n = 0; n < customers; n += 5000)
      await db.run(
        insertAll(
          ledgers,
          Array.from({ length: Math.min(5000, customers - n) }, (_, more) => ledgerOf(n + more, chance)),
        ),
      )
    const deps = { db, newId: () => randomUUID() }
    const count = () => timed(() => countDay(deps, SETTINGS, AS_OF))
    const cold = await count()
    const again = [await count(), await count(), await count(), await count(), await count()]
    const [, , kept] = again.sort((a, b) => a.ms - b.ms)
    db.raw.exec(`delete from report_parts where bucket = '00'`)
    const afterOrder = await count()
    const { page_count, page_size } = {
      page_count: db.raw.pragma('page_count', { simple: true }) as number,
      page_size: db.raw.pragma('page_size', { simple: true }) as number,
    }
    return {
      customers,
      counted: cold.found.customers,
      cold_ms: cold.ms,
      cold_cpu_ms: cold.cpuMs,
      kept_ms: kept?.ms,
      kept_cpu_ms: kept?.cpuMs,
      after_one_order_ms: afterOrder.ms,
      rss_mb: Math.round(process.memoryUsage().rss / 1024 / 1024),
      peak_rss_mb: Math.round(process.resourceUsage().maxRSS / 1024),
      database_mb: Math.round((page_count * page_size) / 1024 / 1024),
      parts_mb: round(
        (db.raw.prepare('select sum(length(body)) as n from report_parts').get() as { n: number }).n / 1024 / 1024,
      ),
    }
  } finally {
    db.close()
    rmSync(folder, { recursive: true })
  }
}

if (import.meta.main) {
  const sizes = process.argv[2] ? [Number(process.argv[2])] : [100_000, 1_000_000]
  for (const size of sizes) console.log(JSON.stringify(await benchReport(size)))
}
