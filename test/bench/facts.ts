/**
 * How long do facts, labels and numbers take, and how much memory, as the shop grows? `node test/bench/facts.ts` makes shops
 * of 10,000 to a million customers with ten orders each and measures: everybody classified anew, the night on which one in
 * a hundred changes label, one order, the report cold and from what is kept, and how fast a file of orders comes in.
 * `--sizes 10000,100000` for less, `--no-import` without the file: ten million rows take a quarter of an hour.
 */

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { benchImport } from './facts-import.ts'

const { values: wishes } = parseArgs({
  options: { sizes: { type: 'string', default: '10000,100000,1000000' }, import: { type: 'boolean', default: true } },
  allowNegative: true,
})
const sizes = wishes.sizes.split(',').map(Number)
if (sizes.some((size) => !(size >= 1000))) throw new Error('each size is a number of customers, 1000 or more')

/** A process of its own for each, so that neither memory nor warmth of one measurement helps another. */
async function run(name: string, ...given: (string | number)[]): Promise<string> {
  const work = [join(import.meta.dirname, `${name}.ts`), ...given.map(String)]
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--max-semi-space-size=4', '--max-old-space-size=1024', ...work],
    {
      maxBuffer: 1e8,
    },
  )
  return stdout
}
const measure = async (path: string, what: string) =>
  JSON.parse(await run('facts-run', path, what)) as Record<string, number>

/** On a machine that others use too, the processor's own time tells more than the clock. */
const cpu = ({ cpuMs = 0 }: Record<string, number>) => `${(cpuMs / 1000).toFixed(1)} s of processor`
const ms = (value = Number.NaN) =>
  value < 10 ? `${value.toFixed(2)} ms` : value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`

/** Of customers: the shop that the aims are for. */
const LARGE = 1_000_000

interface Aim {
  what: string
  value: number | undefined
  below: number
}

async function bench(size: number): Promise<Aim[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fanbelt-bench-'))
  try {
    const path = join(folder, 'shop.sqlite')
    await run('facts-build', path, size)
    console.log(
      `\n${size.toLocaleString('en')} customers, ten orders each (${Math.round(statSync(path).size / 1e6)} MB)`,
    )
    const classify = await measure(path, 'classify')
    console.log(
      `  everybody anew      ${ms(classify.ms)}  (${Math.round(size / ((classify.ms ?? 0) / 1000)).toLocaleString('en')}/s), ${cpu(classify)}, ${classify.rssMb} MB`,
    )
    const nightly = await measure(path, 'nightly')
    console.log(
      `  the night           ${ms(nightly.ms)}  (${nightly.looked} change label), ${cpu(nightly)}, ${nightly.rssMb} MB`,
    )
    const event = await measure(path, 'event')
    console.log(`  one order           median ${ms(event.median)}, worst of 200 ${ms(event.worst)}, ${event.rssMb} MB`)
    const report = await measure(path, 'report')
    console.log(
      `  the report          cold ${ms(report.cold)} (the shop's numbers alone ${ms(report.numbers)}), kept ${ms(report.kept)}, an hour later ${ms(report.later)}, ${report.rssMb} MB`,
    )
    const rss = Math.max(...[classify, nightly, event, report].map(({ rssMb = 0 }) => rssMb))
    return [
      { what: 'the night', value: nightly.ms, below: 2000 },
      { what: 'one order, median', value: event.median, below: 2 },
      { what: 'report cold', value: report.cold, below: 3000 },
      { what: 'report kept', value: report.kept, below: 100 },
      { what: 'memory, MB', value: rss, below: 500 },
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

for (const size of sizes) {
  const aims = await bench(size)
  for (const { what, value = Number.NaN, below } of size < LARGE ? [] : aims)
    console.log(`  ${value < below ? 'met    ' : 'NOT MET'} ${what}: ${value.toFixed(2)} (aim: below ${below})`)
  if (!wishes.import) continue
  const { rows, rowsPerSecond, rowsPerSecondInAll, rssMb } = await benchImport(size)
  console.log(
    `  an import           ${rows.toLocaleString('en')} rows, ${rowsPerSecond.toLocaleString('en')}/s, with labels ${rowsPerSecondInAll.toLocaleString('en')}/s, ${rssMb} MB`,
  )
  if (size < LARGE) continue
  console.log(
    `  ${rowsPerSecond >= 50_000 ? 'met    ' : 'NOT MET'} import: ${rowsPerSecond} rows/s (aim: at least 50000)`,
  )
}
