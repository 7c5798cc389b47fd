/** One file of orders into one database, in batches; or into a copy of it, to see what would happen. */

import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { type JstDate, jstDate } from '../core/calendar.ts'
import type { OrderInput } from '../core/order.ts'
import { AppError } from '../errors.ts'
import { finishRecording, type Outcome, recordOrders } from '../flows/record-orders.ts'
import type { Encoding } from '../imports/decode.ts'
import { Distinct } from '../imports/distinct.ts'
import type { Field, Preset } from '../imports/fields.ts'
import type { Overrides } from '../imports/mapper.ts'
import { type Header, type RejectedRows, readOrders } from '../imports/orders.ts'
import { DEFAULT_PRESET } from '../imports/presets.ts'
import type { Rejected } from '../imports/to-order.ts'
import type { Io } from './command.ts'
import { type RejectedFile, rejectedFile } from './import-rejected.ts'
import { type NodeDeps, publishFirst, withDeps } from './open.ts'
import { openText } from './text-file.ts'

export interface ImportWish {
  path: string
  preset: Preset
  /** The merchant named the preset; a better one is then only suggested. */
  isChosen: boolean
  overrides: Overrides
  source?: string
  /** Where the rows that cannot be taken are written. */
  rejectedPath?: string
  onHeader?: (header: Header) => void
  /** Into a copy: nothing that happens on the way is worth telling. */
  isTrial?: boolean
}

/** Counts of orders; `skipped` had been recorded before, word for word. */
export interface Imported {
  inserted: number
  updated: number
  skipped: number
  customers: number
  /** The first 10,000 of them. */
  rejected: Rejected[]
  rejected_count: number
  encoding: Encoding
  /** Field → the header it was read from. */
  columns: Partial<Record<Field, string>>
  /** Headers nothing was read from. */
  unused: string[]
  /** Telephone numbers that had lost their leading 0, and where the first one was. */
  mended: { phones: number; line?: number }
  /** The preset that the headers belong to, when it is another than the one used. */
  fits?: string
  /** What the mall is called whose file this is: kept for the numbers only. */
  mall?: string
  /** The first orders as they are stored. */
  samples: Sample[]
  /** The days of the first and the last order. */
  from?: JstDate
  to?: JstDate
}

export interface Sample {
  line: number
  order_id: string
  ordered_on: JstDate
  total_yen?: number
  status: string
  items: string[]
  outcome: Outcome
}

const SAMPLES = 10
const BATCH = 5000
/** More would fill the memory when every row of a large file is bad; `--rejected` has them all. */
const LISTED = 10_000

type Read = { line: number; order: OrderInput } | RejectedRows

/** Recording the same file again changes nothing. */
export async function importFile(io: Io, config: Config, wish: ImportWish): Promise<Imported> {
  const { encoding, texts } = await openText(io, wish.path)
  const counts = { inserted: 0, updated: 0, skipped: 0, customers: 0 }
  const imported: Imported = {
    ...counts,
    rejected: [],
    rejected_count: 0,
    encoding,
    columns: {},
    unused: [],
    mended: { phones: 0 },
    samples: [],
  }
  const { rejectedPath } = wish
  const rejected = rejectedPath === undefined ? undefined : rejectedFile(rejectedPath, wish.path)
  const orders = readOrders(texts, {
    ...wish,
    onHeader(header) {
      const { columns, headers, unused, fits } = header
      if (fits && !wish.isChosen) throw otherPreset(wish.path, fits)
      imported.fits = fits
      if (header.preset.mall) imported.mall = header.preset.title
      imported.columns = Object.fromEntries([...columns].map(([field, index]) => [field, headers[index]]))
      imported.unused = unused
      rejected?.begin(header)
      wish.onHeader?.(header)
    },
    onMended(line) {
      imported.mended.phones += 1
      imported.mended.line ??= line
    },
  })
  try {
    // Before the database is opened: a file that cannot be understood leaves nothing behind.
    const first = await orders.next()
    await withDeps(io, config, async (deps) => {
      await publishFirst(wish.isTrial ? { ...io, err: () => {} } : io, deps)
      await recordAll(deps, startingWith(first, orders), imported, rejected)
    })
    rejected?.keep()
  } finally {
    rejected?.close()
  }
  imported.rejected.sort((a, b) => a.line - b.line)
  return imported
}

/** Under another preset's name the same orders would be counted a second time later. */
const otherPreset = (path: string, fits: string) =>
  new AppError(
    'invalid',
    `${path}：${fits} のファイルのようです。--preset ${fits} を付けて、もう一度お試しください。このまま読むには --preset ${DEFAULT_PRESET} を付けます。`,
  )

async function* startingWith<T>(first: IteratorResult<T>, rest: AsyncIterable<T>): AsyncGenerator<T> {
  if (first.done) return
  yield first.value
  yield* rest
}

/** What importing would do, found out on a copy that is thrown away. */
export async function tryImport(io: Io, config: Config, wish: ImportWish): Promise<Imported> {
  const folder = mkdtempSync(join(tmpdir(), 'fanbelt-'))
  const databasePath = join(folder, 'copy.sqlite')
  try {
    if (existsSync(config.databasePath)) await withDeps(io, config, (deps) => deps.db.raw.backup(databasePath))
    return await importFile(io, { ...config, databasePath }, { ...wish, isTrial: true })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function recordAll(
  deps: NodeDeps,
  orders: AsyncIterable<Read>,
  imported: Imported,
  file: RejectedFile | undefined,
): Promise<void> {
  const importId = deps.newId()
  const customers = new Distinct()
  let batch: { line: number; order: OrderInput }[] = []
  const record = async () => {
    const orders = batch.map(({ order }) => order)
    for (const [index, { outcome, customerId }] of (await recordOrders(deps, orders, { importId, more: true })).entries()) {
      imported[outcome === 'unchanged' ? 'skipped' : outcome] += 1
      const read = batch[index]
      if (read && imported.samples.length < SAMPLES) imported.samples.push(sampleOf(read, outcome))
      customers.add(customerId)
    }
    batch = []
  }
  for await (const read of orders) {
    if ('code' in read) {
      const { rows, ...rejected } = read
      file?.add(read)
      imported.rejected_count += 1
      if (imported.rejected.length < LISTED) imported.rejected.push(rejected)
      continue
    }
    const on = jstDate(read.order.ordered_at)
    if (!imported.from || on < imported.from) imported.from = on
    if (!imported.to || on > imported.to) imported.to = on
    batch.push(read)
    if (batch.length >= BATCH) await record()
  }
  await record()
  if (process.env.NOCLASS !== '1') await finishRecording(deps)
  imported.customers = customers.size
}

const sampleOf = ({ line, order }: { line: number; order: OrderInput }, outcome: Outcome): Sample => ({
  line,
  order_id: order.external_id,
  ordered_on: jstDate(order.ordered_at),
  total_yen: order.total_yen,
  status: order.status,
  items: order.lines.map(({ sku, name, qty }) => `${sku ?? name}×${qty}`),
  outcome,
})
