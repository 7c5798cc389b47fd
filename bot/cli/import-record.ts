/** How do the orders of a file come into the database, some at a time? */

import { jstDate } from '../core/calendar.ts'
import { inferContracts } from '../flows/infer-contracts.ts'
import { Met } from '../flows/met.ts'
import { isNobody } from '../flows/owners.ts'
import { type Outcome, recordOrders } from '../flows/record-orders.ts'
import { Distinct } from '../imports/distinct.ts'
import { OrderContracts } from '../imports/order-contracts.ts'
import type { Io } from './command.ts'
import type { Imported, ImportWish, Sample } from './import-file.ts'
import type { Piece, ReadOrder } from './import-pieces.ts'
import type { RejectedFile } from './import-rejected.ts'
import type { NodeDeps } from './open.ts'
import { progressBar } from './progress.ts'
import { makeRoom } from './room.ts'
import { savedAtOf, sizeOf } from './text-file.ts'

const SAMPLES = 10
/** In one transaction. What is in hand at once is forgotten before V8 takes it for something that stays. */
const BATCH = 5000
/** More would fill the memory when every row of a large file is bad; `--rejected` has them all. */
const LISTED = 10_000
/** In memory, at about a kilobyte each. */
const CONTRACTS = 30_000

/** Writes into `imported` what became of them. */
export async function recordPieces(
  io: Io,
  deps: NodeDeps,
  pieces: AsyncIterable<Piece>,
  imported: Imported,
  { path }: Pick<ImportWish, 'path'>,
  file: RejectedFile | undefined,
): Promise<void> {
  const importId = deps.newId()
  const customers = new Distinct()
  const met = new Met()
  const contracts = new OrderContracts()
  const began = io.now().getTime()
  const savedAt = savedAtOf(path)
  makeRoom()
  let batch: ReadOrder[] = []
  let recorded = 0
  let onDisk = Promise.resolve()
  const show = progressBar(io, sizeOf(path), () => rate(recorded, io.now().getTime() - began))
  const record = async () => {
    const reports = batch.map(({ order }) => order)
    const fingerprints = batch.map(({ fingerprint }) => fingerprint)
    const before = onDisk
    const onWritten = (written: Promise<void>) => {
      onDisk = written
    }
    const results = await recordOrders(deps, reports, { importId, more: true, fingerprints, met, savedAt, onWritten })
    // The disk writes one batch while the next is made ready.
    await before
    for (const [index, { outcome, customerId }] of results.entries()) {
      imported[outcome === 'unchanged' ? 'skipped' : outcome] += 1
      const read = batch[index]
      if (read && imported.samples.length < SAMPLES) imported.samples.push(sampleOf(read, outcome))
      if (isNobody(customerId)) imported.anonymous += 1
      else customers.add(customerId)
    }
    recorded += batch.length
    batch = []
  }
  const days = new Days()
  for await (const { orders, rejected, rows, mended, bytes } of pieces) {
    imported.rows += rows
    for (const { rows, ...why } of rejected) {
      file?.add({ rows, ...why })
      imported.rejected_count += 1
      if (imported.rejected.length < LISTED) imported.rejected.push(why)
    }
    imported.mended.phones += mended.count
    imported.mended.line ??= mended.line
    for (const read of orders) {
      days.add(read.order.ordered_at)
      batch.push(read)
      contracts.add(read.order, read.contract)
    }
    if (batch.length >= BATCH) await record()
    // Their orders come before them.
    if (batch.length === 0 && contracts.waiting >= CONTRACTS) await inferContracts(deps, contracts.take())
    show(bytes)
  }
  await record()
  await onDisk
  if (contracts.waiting > 0) await inferContracts(deps, contracts.take())
  Object.assign(imported, days.told())
  imported.contracts = contracts.size
  imported.customers = customers.size
}

/** Of the first and of the last order: two numbers, however many orders. */
class Days {
  #first = Number.POSITIVE_INFINITY
  #last = Number.NEGATIVE_INFINITY

  add(at: Date): void {
    const time = at.getTime()
    if (time < this.#first) this.#first = time
    if (time > this.#last) this.#last = time
  }

  told(): Pick<Imported, 'from' | 'to'> {
    if (this.#last < this.#first) return {}
    return { from: jstDate(new Date(this.#first)), to: jstDate(new Date(this.#last)) }
  }
}

const rate = (done: number, passed: number): string =>
  `${done.toLocaleString('ja-JP')}件${passed > 0 ? `（毎秒${Math.round((done * 1000) / passed).toLocaleString('ja-JP')}件）` : ''}`

const sampleOf = ({ line, order }: ReadOrder, outcome: Outcome): Sample => ({
  line,
  order_id: order.external_id,
  ordered_on: jstDate(order.ordered_at),
  total_yen: order.total_yen,
  status: order.status,
  items: order.lines.map(({ sku, name, qty }) => `${sku ?? name}×${qty}`),
  outcome,
})
