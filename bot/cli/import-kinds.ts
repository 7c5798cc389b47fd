/** One file of contracts or of shipments into one database, in batches; or into a copy of it, to see what would happen. */

import type { Config } from '../config.ts'
import type { ArrivalInput } from '../core/arrival.ts'
import { jstDate } from '../core/calendar.ts'
import { CONTRACT_WORDS, type SubscriptionInput } from '../core/order.ts'
import { type ArrivalOutcome, recordArrivals } from '../flows/record-arrivals.ts'
import { type Outcome, recordSubscriptions } from '../flows/record-orders.ts'
import { readArrivals } from '../imports/arrivals.ts'
import type { Encoding } from '../imports/decode.ts'
import { Distinct } from '../imports/distinct.ts'
import { type OtherKind, PRESET_OF } from '../imports/kinds.ts'
import type { Header, OrderFile, RejectedRows } from '../imports/orders.ts'
import { readSubscriptions } from '../imports/subscriptions.ts'
import type { Rejected } from '../imports/to-order.ts'
import type { Io } from './command.ts'
import { type RejectedFile, rejectedFile } from './import-rejected.ts'
import { type NodeDeps, publishFirst, withDeps } from './open.ts'
import { openText, savedAtOf } from './text-file.ts'

export interface KindWish extends Pick<OrderFile, 'overrides' | 'source' | 'onHeader'> {
  path: string
  kind: OtherKind
  rejectedPath?: string
  /** Into a copy: nothing that happens on the way is worth telling. */
  isTrial?: boolean
}

/** Counts of contracts, or of orders whose days were told. */
export interface KindImported {
  kind: OtherKind
  inserted: number
  updated: number
  skipped: number
  /** Something newer is known of them. */
  older: number
  customers: number
  /** The first 10,000 of them. */
  rejected: Rejected[]
  rejected_count: number
  encoding: Encoding
  /** Field → the header it was read from. */
  columns: Record<string, string | undefined>
  unused: string[]
  /** The first ones as they are stored. */
  samples: string[]
}

const BATCH = 500
const LISTED = 10_000
const SAMPLES = 10

/** What became of one thing of the file. */
type Kept = { outcome: Outcome; customerId?: string } | RejectedRows

interface Work<T> {
  read: (texts: AsyncIterable<string>, file: OrderFile) => AsyncIterable<T | RejectedRows>
  record: (deps: NodeDeps, things: T[], savedAt: Date) => Promise<Kept[]>
  sample: (thing: T) => string
}

/** Recording the same file again changes nothing. */
export async function importKind(io: Io, config: Config, wish: KindWish): Promise<KindImported> {
  // Each is one type from its file to its table; which one is known here only.
  return wish.kind === 'subscriptions'
    ? importAll(io, config, wish, SUBSCRIPTIONS)
    : importAll(io, config, wish, ARRIVALS)
}

type Contract = { line: number; subscription: SubscriptionInput }

const SUBSCRIPTIONS: Work<Contract> = {
  read: readSubscriptions,
  record: (deps, things, savedAt) =>
    recordSubscriptions(
      deps,
      things.map(({ subscription }) => subscription),
      { savedAt },
    ),
  sample: ({ line, subscription: { external_id, status, product, started_at, count } }) =>
    `${line}行目 ${external_id} ${jstDate(started_at)}開始 ${CONTRACT_WORDS[status]} ${product}${count === undefined ? '' : `（${count}回）`}`,
}

type Arrival = { line: number; arrival: ArrivalInput; rows: RejectedRows['rows'] }

const ARRIVALS: Work<Arrival> = {
  read: readArrivals,
  async record(deps, things) {
    const outcomes = await recordArrivals(
      deps,
      things.map(({ arrival }) => arrival),
    )
    return things.map((thing, index): Kept => {
      const { outcome = 'unknown', customerId } = outcomes[index] ?? {}
      if (outcome === 'updated' || outcome === 'unchanged') return { outcome, customerId }
      return { line: thing.line, code: outcome, message: refusal(thing.arrival, outcome), rows: thing.rows }
    })
  },
  sample: ({ line, arrival: { external_id, shipped_at, delivered_at } }) =>
    `${line}行目 ${external_id}${shipped_at ? ` ${jstDate(shipped_at)}発送` : ''}${delivered_at ? ` ${jstDate(delivered_at)}お届け` : ''}`,
}

const refusal = ({ external_id }: ArrivalInput, why: Exclude<ArrivalOutcome, 'updated' | 'unchanged'>) =>
  why === 'unknown'
    ? `注文番号「${external_id}」のご注文がまだありません。先に注文のファイルを取り込んでください。`
    : `注文番号「${external_id}」のご注文が、取込元のちがう二つ以上にあります。--source で取込元をお選びください。`

async function importAll<T extends { line: number }>(
  io: Io,
  config: Config,
  wish: KindWish,
  work: Work<T>,
): Promise<KindImported> {
  const { encoding, texts } = await openText(io, wish.path)
  const imported: KindImported = {
    kind: wish.kind,
    inserted: 0,
    updated: 0,
    skipped: 0,
    older: 0,
    customers: 0,
    rejected: [],
    rejected_count: 0,
    encoding,
    columns: {},
    unused: [],
    samples: [],
  }
  const { rejectedPath, overrides, source } = wish
  const file = rejectedPath === undefined ? undefined : rejectedFile(rejectedPath, wish.path)
  const onHeader = (header: Header) => {
    imported.columns = Object.fromEntries([...header.columns].map(([field, at]) => [field, header.headers[at]]))
    imported.unused = header.unused
    file?.begin(header)
    wish.onHeader?.(header)
  }
  const things = work.read(texts, { preset: PRESET_OF[wish.kind], overrides, source, onHeader })[Symbol.asyncIterator]()
  try {
    // Before the database is opened: a file that cannot be understood leaves nothing behind.
    const first = await things.next()
    await withDeps(io, config, async (deps) => {
      await publishFirst(wish.isTrial ? { ...io, err: () => {} } : io, deps)
      await recordAll(deps, startingWith(first, things), work, imported, file, savedAtOf(wish.path))
    })
    file?.keep()
  } finally {
    file?.close()
  }
  imported.rejected.sort((one, other) => one.line - other.line)
  return imported
}

async function recordAll<T extends { line: number }>(
  deps: NodeDeps,
  things: AsyncIterable<T | RejectedRows>,
  work: Work<T>,
  imported: KindImported,
  file: RejectedFile | undefined,
  savedAt: Date,
): Promise<void> {
  const customers = new Distinct()
  const reject = (refused: RejectedRows) => {
    const { rows: _rows, ...rejected } = refused
    file?.add(refused)
    imported.rejected_count += 1
    if (imported.rejected.length < LISTED) imported.rejected.push(rejected)
  }
  let batch: T[] = []
  const record = async () => {
    for (const [index, kept] of (await work.record(deps, batch, savedAt)).entries()) {
      if ('code' in kept) {
        reject(kept)
        continue
      }
      imported[kept.outcome === 'unchanged' ? 'skipped' : kept.outcome] += 1
      const thing = batch[index]
      if (thing && imported.samples.length < SAMPLES) imported.samples.push(work.sample(thing))
      if (kept.customerId) customers.add(kept.customerId)
    }
    batch = []
  }
  for await (const thing of things) {
    if (isRejected(thing)) reject(thing)
    else batch.push(thing)
    if (batch.length >= BATCH) await record()
  }
  await record()
  imported.customers = customers.size
}

const isRejected = (thing: object): thing is RejectedRows => 'code' in thing && 'rows' in thing

async function* startingWith<T>(first: IteratorResult<T>, rest: AsyncIterator<T>): AsyncGenerator<T> {
  for (let next = first; !next.done; next = await rest.next()) yield next.value
}
