/** One file of orders into one database, in batches. */

import type { Config } from '../config.ts'
import type { JstDate } from '../core/calendar.ts'
import type { OrderStatus } from '../core/order-words.ts'
import { AppError } from '../errors.ts'
import { effectsSince, type ImportEffects, placesNow } from '../flows/import-effects.ts'
import { mergesEver } from '../flows/merge-customers.ts'
import { finishRecording, type Outcome } from '../flows/record-orders.ts'
import type { Encoding } from '../imports/decode.ts'
import type { Field } from '../imports/fields.ts'
import { DEFAULT_PRESET } from '../imports/presets.ts'
import type { Rejected } from '../imports/to-order.ts'
import type { Io } from './command.ts'
import type { OrderFileWish, SeenHeader } from './import-pieces.ts'
import { recordPieces } from './import-record.ts'
import { rejectedFile } from './import-rejected.ts'
import { readAhead } from './import-thread.ts'
import { type NodeDeps, publishFirst, withDeps } from './open.ts'
import { progressOf } from './progress-of.ts'

export interface ImportWish extends OrderFileWish {
  /** The merchant named the preset; a better one is then only suggested. */
  isChosen: boolean
  /** Where the rows that cannot be taken are written. */
  rejectedPath?: string
  onHeader?: (header: SeenHeader) => void
  /** Into a copy: nothing that happens on the way is worth telling. */
  isTrial?: boolean
}

/** Counts of orders; `skipped` had been recorded before, word for word, and of the `older` ones something newer is known. */
export interface Imported {
  inserted: number
  updated: number
  skipped: number
  older: number
  customers: number
  /** Orders that name nobody: sold, and of no customer. */
  anonymous: number
  /** The first 10,000 of them. */
  rejected: Rejected[]
  rejected_count: number
  /** What the shop system is called whose files are read so. */
  system: string
  encoding: Encoding
  /** Of the file, without its header. */
  rows: number
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
  /** Whose state the orders told. */
  contracts: number
  /** Customers who turned out to be another, and were joined with them. */
  joined: number
  /** How long it took until every order was on the disk, and until every label was right. */
  seconds: { recording: number; all: number }
  /** The first orders as they are stored. */
  samples: Sample[]
  /** Of a trial: what the import would set going. */
  effects?: ImportEffects
  /** The days of the first and the last order. */
  from?: JstDate
  to?: JstDate
}

export interface Sample {
  line: number
  order_id: string
  ordered_on: JstDate
  total_yen?: number
  status: OrderStatus
  items: string[]
  outcome: Outcome
}

/** Recording the same file again changes nothing; one that was cut short is simply imported again. */
export async function importFile(io: Io, config: Config, wish: ImportWish): Promise<Imported> {
  const { path, rejectedPath } = wish
  const rejected = rejectedPath === undefined ? undefined : rejectedFile(rejectedPath, path)
  const pieces = readAhead(wish)
  try {
    // Before the database is opened: a file that cannot be understood leaves nothing behind.
    const { value: first } = await pieces.next()
    if (!first) throw new Error('a file has at least one piece')
    const { header, encoding } = first
    if (header.fits && !wish.isChosen) throw otherPreset(path, header.fits)
    rejected?.begin(header)
    wish.onHeader?.(header)
    const imported = nothingYet(encoding, header)
    await withDeps(io, config, async (deps) => {
      await publishFirst(wish.isTrial ? { ...io, err: () => {} } : io, deps)
      const before = wish.isTrial ? await placesNow(deps) : undefined
      const joinedBefore = await mergesEver(deps)
      const began = performance.now()
      await deps.db.inBulk(() => recordPieces(io, deps, startingWith(first, pieces), imported, wish, rejected))
      imported.seconds.recording = secondsSince(began)
      await classify(io, deps)
      imported.seconds.all = secondsSince(began)
      imported.joined = (await mergesEver(deps)) - joinedBefore
      if (before) imported.effects = await effectsSince(deps, before, imported.to)
    })
    rejected?.keep()
    imported.rejected.sort((a, b) => a.line - b.line)
    return imported
  } finally {
    rejected?.close()
    await pieces.return(undefined)
  }
}

const secondsSince = (began: number) => Math.round(performance.now() - began) / 1000

/** Of a file nothing of which has come in yet. */
export const nothingYet = (encoding: Encoding, { columns, headers, ...about }: SeenHeader): Imported => ({
  ...{ inserted: 0, updated: 0, skipped: 0, older: 0, customers: 0, anonymous: 0 },
  rejected: [],
  rejected_count: 0,
  system: about.system,
  encoding,
  rows: 0,
  columns: Object.fromEntries([...columns].map(([field, index]) => [field, headers[index]])),
  unused: about.unused,
  mended: { phones: 0 },
  fits: about.fits,
  mall: about.mall,
  contracts: 0,
  joined: 0,
  samples: [],
  seconds: { recording: 0, all: 0 },
})

/** Under another preset's name the same orders would be counted a second time later. */
const otherPreset = (path: string, fits: string) =>
  new AppError(
    'invalid',
    `${path}：${fits} のファイルのようです。--preset ${fits} を付けて、もう一度お試しください。このまま読むには --preset ${DEFAULT_PRESET} を付けます。`,
  )

async function* startingWith<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first
  yield* rest
}

/** Whoever the orders concern, and whoever an import that was cut short had left. */
async function classify(io: Io, deps: NodeDeps): Promise<void> {
  const show = progressOf(io)
  let begun = false
  await finishRecording(deps, (done, all) => {
    if (!begun && io.isTerminal) io.err('お客さまの区分を計算しています\n')
    begun = true
    show(done, all)
  })
}
