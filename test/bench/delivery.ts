/**
 * What does one delivery cost, however many are enrolled? `node test/bench/delivery.ts` makes shops of 10,000 to a million
 * active enrollments with 10,000 due, runs the real tick against a LINE that answers at once and, for the rows it reads,
 * against a local D1; then says which aims are met. `--sizes 10000,100000` for less, `--explain` for each statement.
 */

import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import type { D1Figures } from './delivery-d1.ts'
import { DUE, TEXTS, type Texts } from './delivery-rows.ts'
import type { TickFigures } from './delivery-tick.ts'

const RUNS = 3

const { values: wishes } = parseArgs({
  options: { sizes: { type: 'string', default: '10000,100000,1000000' }, explain: { type: 'boolean', default: false } },
})
const sizes = wishes.sizes.split(',').map(Number)
if (sizes.some((size) => !(size >= DUE) || size % DUE !== 0)) throw new Error(`each size is a multiple of ${DUE}`)

const folder = mkdtempSync(join(tmpdir(), 'fanbelt-bench-'))
const line = fork(join(import.meta.dirname, 'delivery-line.ts'))

/** A file beside this one in a process of its own, so that neither memory nor warmth of one measurement helps another. */
async function run(name: string, ...given: (string | number)[]): Promise<string> {
  const work = [join(import.meta.dirname, `${name}.ts`), ...given.map(String)]
  // As `npm start` runs it.
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--max-semi-space-size=4', '--max-old-space-size=1024', ...work],
    {
      maxBuffer: 1e8,
    },
  )
  if (stderr) process.stderr.write(stderr)
  return stdout
}
const measure = async <T>(...work: Parameters<typeof run>) => JSON.parse(await run(...work)) as T

const median = (times: number[]) => times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN
const whole = (n: number) => Math.round(n).toLocaleString('en')

interface Row {
  size: number
  texts: Texts
  perSecond: number
  /** Each of the runs. */
  runs: string
  cpuMicros: number
  queries: number
  calls: number
  rssMb: number
  read: number
  written: number
}

function explain({ texts, statements }: D1Figures): void {
  console.log(`${texts}:`)
  for (const { sql, times, read, written } of statements)
    console.log(
      `  ${whole(read).padStart(9)} read ${whole(written).padStart(8)} written ${String(times).padStart(4)} × ${sql.replace(/\s+/g, ' ').slice(0, 160)}`,
    )
}

async function measureSize(size: number, url: string): Promise<Row[]> {
  const path = join(folder, `${size}.sqlite`)
  const start = performance.now()
  await run('delivery-build', path, size)
  const [seconds, mb] = [(performance.now() - start) / 1000, statSync(path).size / 2 ** 20]
  console.log(`${whole(size)} enrollments: ${whole(mb)} MB made in ${seconds.toFixed(1)} s`)
  const ticks = new Map<Texts, TickFigures>()
  for (const texts of TEXTS) ticks.set(texts, await measure('delivery-tick', path, size, texts, RUNS, url))
  const home = join(folder, `d1-${size}`)
  const counted = await measure<D1Figures[]>('delivery-d1', path, size, home)
  rmSync(home, { recursive: true })
  if (wishes.explain) counted.forEach(explain)
  return counted.flatMap((d1) => {
    const tick = ticks.get(d1.texts)
    return tick ? [rowOf(size, tick, d1)] : []
  })
}

function rowOf(size: number, tick: TickFigures, d1: D1Figures): Row {
  const speed = (ms: number) => (DUE / ms) * 1000
  return {
    size,
    texts: d1.texts,
    perSecond: speed(median(tick.times)),
    runs: tick.times.map((ms) => whole(speed(ms))).join(' '),
    cpuMicros: (median(tick.work) / DUE) * 1000,
    queries: tick.queries / DUE,
    calls: tick.calls / (DUE / 1000),
    rssMb: tick.rssMb,
    read: d1.read / DUE,
    written: d1.written / DUE,
  }
}

function print(rows: Row[]): void {
  const table = [
    [
      'enrollments',
      'texts',
      'deliveries/s',
      '(runs)',
      'CPU µs',
      'queries',
      'LINE calls',
      'rows read',
      'written',
      'peak RSS',
    ],
    ['', '', 'median', '', '/delivery', '/delivery', '/1,000', '/delivery', '/delivery', 'MB'],
    ...rows.map((row) => [
      whole(row.size),
      row.texts,
      whole(row.perSecond),
      row.runs,
      whole(row.cpuMicros),
      row.queries.toFixed(4),
      row.calls.toFixed(1),
      row.read.toFixed(2),
      row.written.toFixed(2),
      whole(row.rssMb),
    ]),
  ]
  const widths = table[0]?.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0))) ?? []
  console.log()
  for (const cells of table) console.log(cells.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '))
}

/** One line for each aim. */
function judge(rows: Row[]): boolean {
  const of = (texts: Texts, pick: (row: Row) => number) => rows.filter((row) => row.texts === texts).map(pick)
  const growth = TEXTS.map((texts) => of(texts, ({ read }) => read)).map(
    (read) => Math.max(...read) / Math.min(...read),
  )
  const most = (pick: (row: Row) => number) => Math.max(...rows.map(pick))
  const slowest = (texts: Texts) => Math.min(...of(texts, ({ perSecond }) => perSecond))
  const aims: [string, number, boolean, string][] = [
    ['queries per delivery ≤ 0.05', most(({ queries }) => queries), most(({ queries }) => queries) <= 0.05, 'at most'],
    ['rows read per delivery flat (largest / smallest ≤ 1.1)', Math.max(...growth), Math.max(...growth) <= 1.1, ''],
    ['identical texts ≥ 10,000 a second', slowest('identical'), slowest('identical') >= 10_000, 'at least'],
    ['personal texts ≥ 2,000 a second', slowest('personal'), slowest('personal') >= 2000, 'at least'],
    ['peak RSS < 300 MB', most(({ rssMb }) => rssMb), most(({ rssMb }) => rssMb) < 300, 'at most'],
  ]
  console.log()
  for (const [aim, figure, met, how] of aims)
    console.log(`${met ? 'met    ' : 'NOT MET'}  ${aim}: ${how} ${figure < 10 ? figure.toFixed(4) : whole(figure)}`)
  return aims.every(([, , met]) => met)
}

try {
  const [url] = (await once(line, 'message')) as [string]
  const rows: Row[] = []
  for (const size of sizes) rows.push(...(await measureSize(size, url)))
  print(rows)
  console.log(`\n${whole(DUE)} due in each; rows as D1 counts them; RSS over ${RUNS} ticks in one process.`)
  if (!judge(rows)) process.exitCode = 1
} finally {
  line.kill()
  rmSync(folder, { recursive: true, force: true })
}
