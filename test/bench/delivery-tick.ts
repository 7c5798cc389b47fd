/**
 * How fast is one tick, how often does it ask the database, and how much memory does it take?
 * `node delivery-tick.ts FILE SIZE identical|personal RUNS LINE_URL` in a process of its own; prints JSON.
 */

import { parseConfig } from '../../bot/config.ts'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { nodeDeps } from '../../bot/node-deps.ts'
import { SESSION_SECRET, SHOP_KEY } from '../support/keys.ts'
import type { Counts } from './delivery-line.ts'
import { DUE, dueAgain, NOW, SENT, type Texts } from './delivery-rows.ts'

export interface TickFigures {
  /** Of each run, in milliseconds. */
  times: number[]
  /** Processor time of each run: what remains true on a machine that others use too. */
  work: number[]
  queries: number
  calls: number
  rssMb: number
}

const [path = '', size = '', texts = '', runs = '', url = ''] = process.argv.slice(2)
let startedAt = performance.now()
const deps = nodeDeps({
  config: parseConfig({
    DATABASE_PATH: path,
    LINE_API_BASE_URL: url,
    LINE_DATA_API_BASE_URL: url,
    LINE_CHANNEL_SECRET: 'bench',
    LINE_CHANNEL_ACCESS_TOKEN: 'bench',
    SHOP_API_KEY: SHOP_KEY,
    SESSION_SECRET,
  }),
  log: console.error,
  now: () => new Date(NOW + performance.now() - startedAt),
})
const { raw } = deps.db

/** Every statement that is run, except the beginnings and ends of transactions, which D1 does not have. */
let queries = 0
const statements = Object.getPrototypeOf(raw.prepare('select 1'))
for (const way of ['run', 'get', 'all', 'iterate']) {
  const original = statements[way]
  statements[way] = function (this: { source: string }, ...values: unknown[]) {
    if (!/^(begin|commit|rollback|savepoint|release)/i.test(this.source)) queries += 1
    return original.apply(this, values)
  }
}

const counts = async () => (await (await fetch(`${url}/counts`)).json()) as Counts
const figures: TickFigures = { times: [], work: [], queries: 0, calls: 0, rssMb: 0 }
for (let run = 0; run < Number(runs); run += 1) {
  for (const statement of dueAgain(Number(size), texts as Texts)) raw.exec(statement)
  raw.pragma('wal_checkpoint(truncate)')
  await counts()
  queries = 0
  startedAt = performance.now()
  const before = process.cpuUsage()
  const summary = await deliverDue(deps)
  figures.times.push(performance.now() - startedAt)
  const { user, system } = process.cpuUsage(before)
  figures.work.push((user + system) / 1000)
  figures.queries = queries
  const line = await counts()
  figures.calls = line.calls
  const { sent } = raw.prepare(SENT).get() as { sent: number }
  const wrong = Object.entries({ ...line, calls: DUE, others: DUE, sent, summary: summary.sent }).filter(
    ([, n]) => n !== DUE,
  )
  if (wrong.length > 0)
    throw new Error(`not everybody got it exactly once: ${JSON.stringify({ ...line, sent, summary })}`)
}
figures.rssMb = process.resourceUsage().maxRSS / 1024
deps.db.close()
console.log(JSON.stringify(figures))
