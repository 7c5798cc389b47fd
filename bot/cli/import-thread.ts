/** How does what one thread reads of a file come to the other one, which writes? */

import { on } from 'node:events'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { OrderInput } from '../core/order.ts'
import { AppError } from '../errors.ts'
import { type OrderFileWish, type Piece, type ReadOrder, readPieces } from './import-pieces.ts'
import { sizeOf } from './text-file.ts'

/** Pieces that may wait for the one who writes; more would only fill the memory. */
export const AHEAD = 4
/** Room for the longest orders, and a small young generation: V8 lets it grow before it looks for what is no longer needed. */
const MEMORY = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 12 }
/** Below this a second thread takes longer to start than it saves. In bytes. */
const WORTH_A_THREAD = 2_000_000

/** Text is copied to the other thread several times as fast as objects are. */
interface Wrapped extends Omit<Piece, 'orders'> {
  orders: (Omit<ReadOrder, 'order'> & { updatedAt?: number })[]
}

export type Said =
  | { piece: Wrapped }
  | { refused: { code: AppError['code']; message: string; details?: unknown } }
  | 'end'

export const wrap = ({ orders, ...piece }: Piece): Wrapped => ({
  ...piece,
  orders: orders.map(({ order, ...about }) => ({ ...about, updatedAt: order.updated_at?.getTime() })),
})

const MOMENTS = ['ordered_at', 'paid_at', 'shipped_at', 'delivered_at'] as const

export function unwrap({ orders, ...piece }: Wrapped): Piece {
  const read = orders.map(({ updatedAt, ...about }) => {
    const order = JSON.parse(about.text) as OrderInput
    for (const moment of MOMENTS) reviveIn(order, moment)
    if (updatedAt !== undefined) order.updated_at = new Date(updatedAt)
    return { ...about, order }
  })
  return { ...piece, orders: read }
}

function reviveIn(order: OrderInput, moment: (typeof MOMENTS)[number]): void {
  const at = order[moment]
  if (at !== undefined) order[moment] = new Date(at)
}

/**
 * As `readPieces`; a long file is read by a thread of its own.
 * @throws AppError `invalid`
 */
export const readAhead = (wish: OrderFileWish, worth = WORTH_A_THREAD): AsyncGenerator<Piece> =>
  sizeOf(wish.path) >= worth && availableParallelism() > 1 ? readInThread(wish) : readPieces(wish)

async function* readInThread({ path, preset, overrides, source }: OrderFileWish): AsyncGenerator<Piece> {
  // Only what can be told to another thread.
  const workerData: OrderFileWish = { path, preset, overrides, source }
  const worker = new Worker(join(import.meta.dirname, 'import-worker.ts'), { workerData, resourceLimits: MEMORY })
  try {
    for await (const [said] of on(worker, 'message') as AsyncIterable<[Said]>) {
      if (said === 'end') return
      if ('refused' in said) throw new AppError(said.refused.code, said.refused.message, said.refused.details)
      worker.postMessage('taken')
      yield unwrap(said.piece)
    }
  } finally {
    await worker.terminate()
  }
}
