/**
 * How fast do orders come in, and in how much memory? `node test/bench/facts-import.ts [CUSTOMERS…] [--bytes 1GB]` writes a
 * file of ten orders for each customer, imports it with the real command into a new database, and prints a line of JSON for
 * each: rows a second with and without the classification that follows, and the highest resident memory, also of each tenth
 * of the time: a longer file must not need more.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ORDERS_EACH, orderRows, writeOrders } from './facts-file.ts'

const FANBELT = join(import.meta.dirname, '../../bot/cli/fanbelt.js')
const UNITS: Record<string, number> = { MB: 1e6, GB: 1e9 }
const SIZES = [10_000, 100_000]
/** Of an order, in the file: so that `--bytes` says how many customers there are. */
const BYTES = 172

export interface Benched {
  rows: number
  /** Until every order is on the disk. */
  rowsPerSecond: number
  /** Until every label is right, too. */
  rowsPerSecondInAll: number
  /** Of all threads together, for machines that others work on, too. */
  cpuSeconds: number
  rssMb: number
  /** The highest of each tenth of the time; empty where there is no /proc. */
  rssMbByTenths: number[]
  fileMb: number
  databaseMb: number
}

/** @param bytes ends the file early */
export async function benchImport(customers: number, bytes?: number): Promise<Benched> {
  const folder = mkdtempSync(join(tmpdir(), 'fanbelt-bench-'))
  try {
    const file = join(folder, 'orders.csv')
    const written = await writeOrders(file, orderRows(customers), bytes)
    const database = join(folder, 'shop.sqlite')
    const { seconds, answer, ...memory } = await timed(folder, ['import', file, '--db', database, '--json'])
    if (answer.inserted !== written.rows) throw new Error(`${answer.inserted} of ${written.rows} came in`)
    const recording = answer.seconds?.recording ?? seconds
    return {
      rows: written.rows,
      rowsPerSecond: Math.round(written.rows / recording),
      rowsPerSecondInAll: Math.round(written.rows / seconds),
      ...memory,
      fileMb: Math.round(written.bytes / 1e6),
      databaseMb: Math.round(statSync(database).size / 1e6),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Seconds of the whole process, its start included. */
async function timed(folder: string, argv: string[]) {
  const usage = join(folder, 'usage.json')
  const tell = `import { writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
if (isMainThread) process.on('exit', () => writeFileSync(${JSON.stringify(usage)}, JSON.stringify(process.resourceUsage())))`
  const watcher = join(folder, 'tell.mjs')
  writeFileSync(watcher, tell)
  const began = performance.now()
  const child = spawn(process.execPath, ['--import', pathToFileURL(watcher).href, FANBELT, ...argv], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text
  })
  const samples: number[] = []
  const watch = setInterval(() => samples.push(...rssOf(child.pid)), 500)
  const [code] = await once(child, 'close')
  clearInterval(watch)
  if (code !== 0) throw new Error(`the import ended with ${code}: ${out}`)
  const seconds = (performance.now() - began) / 1000
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(readFileSync(usage, 'utf8'))
  const cpuSeconds = Math.round((userCPUTime + systemCPUTime) / 1e5) / 10
  const rssMb = Math.round(maxRSS / 1024)
  return { seconds, answer: JSON.parse(out), cpuSeconds, rssMb, rssMbByTenths: highestOfTenths(samples) }
}

/** In MB; nothing once it has ended. */
function rssOf(pid: number | undefined): number[] {
  try {
    const [, kilobytes] = /^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return kilobytes === undefined ? [] : [Math.round(Number(kilobytes) / 1024)]
  } catch {
    return []
  }
}

const highestOfTenths = (samples: number[]): number[] =>
  samples.length < 10
    ? []
    : Array.from({ length: 10 }, (_, tenth) =>
        samples
          .slice(Math.floor((tenth * samples.length) / 10), Math.floor(((tenth + 1) * samples.length) / 10))
          .reduce((most, one) => Math.max(most, one), 0),
      )

async function main(argv: string[]): Promise<void> {
  const [, size = '', unit = ''] = /^([\d.]+)(MB|GB)$/.exec(argv[argv.indexOf('--bytes') + 1] ?? '') ?? []
  const bytes = Number(size) * (UNITS[unit] ?? 1)
  if (size) return console.log(JSON.stringify(await benchImport(Math.ceil(bytes / BYTES / ORDERS_EACH), bytes)))
  const sizes = argv.map(Number).filter(Boolean)
  for (const customers of sizes.length > 0 ? sizes : SIZES) console.log(JSON.stringify(await benchImport(customers)))
}

if (import.meta.main) await main(process.argv.slice(2))
