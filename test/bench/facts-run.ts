/** One measurement in a process of its own: `node facts-run.ts FILE classify | nightly | event | report`; prints JSON. */

import { jstDate } from '../../bot/core/calendar.ts'
import type { OrderInput } from '../../bot/core/order.ts'
import { ageLabels } from '../../bot/flows/age-labels.ts'
import { classifyAll } from '../../bot/flows/classify-all.ts'
import { loadContent } from '../../bot/flows/content.ts'
import { recordOrders } from '../../bot/flows/record-orders.ts'
import { report } from '../../bot/flows/report.ts'
import { shopMetrics } from '../../bot/flows/shop-metrics.ts'
import { benchDeps, NOON } from './facts-build.ts'

const EVENTS = 200
const AGAIN = 5
/** After it people are counted anew, out of what is kept of closed days. */
const HOUR = 3_600_000
/** Before them, as a server that has been up for a while. */
const WARMING = 400
const [path = '', what = ''] = process.argv.slice(2)
let now = NOON
const deps = benchDeps(path, () => new Date(now))
const { raw } = deps.db

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now()
  await work()
  return performance.now() - began
}
const cpuSince = (begun: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(begun)
  return (user + system) / 1000
}
const rssMb = () => Math.round(process.resourceUsage().maxRSS / 1024)

const WORK: Record<string, () => Promise<object>> = {
  classify: async () => {
    const ms = await timed(() => classifyAll(deps))
    return {
      ms,
      customers: raw.prepare('select count(*) as n from facts').get(),
      ledgers: raw.prepare('select count(*) as n from ledgers').get(),
    }
  },
  nightly: async () => {
    now = Date.parse('2026-11-22T00:10:00+09:00')
    const { shop } = await loadContent(deps)
    let looked = 0
    const ms = await timed(async () => {
      looked = await ageLabels(deps, shop)
    })
    const changed = raw.prepare("select count(*) as n from label_history where cause = 'aging'").get()
    return { ms, looked, changed }
  },
  event: async () => {
    const people = raw
      .prepare('select external_id as number from external_ids order by customer_id limit ?')
      .all(EVENTS + WARMING)
    const times: number[] = []
    for (const [n, person] of (people as { number: string }[]).entries()) {
      now += 1000
      const order = {
        ...{ source: 'shop', external_id: `bench-${now}`, customer: { external_id: person.number, source: 'shop' } },
        ...{
          ordered_at: new Date(now),
          status: 'confirmed',
          total_yen: 3300,
          coupon_codes: [],
          marketing_allowed: true,
        },
        lines: [{ sku: 'LF', name: '本品', qty: 1, amount_yen: 3300, line_type: 'goods' }],
      } as OrderInput
      const ms = await timed(() => recordOrders(deps, [order]))
      if (n >= WARMING) times.push(ms)
    }
    times.sort((one, other) => one - other)
    return { median: times[times.length >> 1], worst: times.at(-1) }
  },
  report: async () => {
    const { shop } = await loadContent(deps)
    const none = { numerator: 0, denominator: 0 }
    const today = jstDate(new Date(NOON))
    forgetKept()
    const numbers = await timed(() => shopMetrics(deps, shop, today, none))
    forgetKept()
    const before = process.cpuUsage()
    const cold = await timed(() => report(deps))
    const cold_cpu = cpuSince(before)
    const again: number[] = []
    for (let n = 0; n < AGAIN; n += 1) again.push(await timed(() => report(deps)))
    const kept = again.sort((one, other) => one - other)[AGAIN >> 1]
    now += HOUR
    const people = process.cpuUsage()
    const later = await timed(() => report(deps))
    return { cold, cold_cpu, numbers, kept, later, later_cpu: cpuSince(people) }
  },
}

/** As in a database nobody has asked for a report yet. */
const forgetKept = () =>
  raw.exec(`delete from report_parts; delete from rule132_days;
    delete from state where key in ('fans_report', 'report_days') or key like 'measure %'`)

const begun = process.cpuUsage()
const result = await WORK[what]?.()
console.log(JSON.stringify({ ...result, cpuMs: cpuSince(begun), rssMb: rssMb() }))
deps.db.close()
