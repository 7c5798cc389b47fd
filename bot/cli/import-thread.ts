/** How does what one thread reads of a file come to the other one, which writes? */

import { on } from 'node:events'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { AppError } from '../errors.ts'
import { type OrderFileWish, type Piece, piece, readPieces, type ToldPiece } from './import-pieces.ts'
import { sizeOf } from './text-file.ts'

/** Pieces that may wait for the one who writes; more would only fill the memory. */
export const AHEAD = 6
/** Room for the longest orders, and a small young generation, which is not let grow (`room.ts`): it begins so. */
const MEMORY = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 12 }
/** Below this a second thread takes longer to start than it saves. In bytes. */
const WORTH_A_THREAD = 2_000_000

export type Said =
  | { piece: ToldPiece }
  | { refused: { code: AppError['code']; message: string; details?: unknown } }
  | 'end'

/**
 * As `readPieces`; a long file is read by a thread of its own.
 * @throws AppError `invalid`
 */
export async function* readAhead(wish: OrderFileWish, worth = WORTH_A_THREAD): AsyncGenerator<Piece> {
  const isLong = sizeOf(wish.path) >= worth && availableParallelism() > 1
  for await (const told of isLong ? readInThread(wish) : readPieces(wish)) yield piece(told)
}

async function* readInThread({ path, preset, overrides, source }: OrderFileWish): AsyncGenerator<ToldPiece> {
  // Only what can be told to another thread.
  const workerData: OrderFileWish = { path, preset, overrides, source }
  setFlagsFromString('--min-semi-space-size=4')
  const worker = new Worker(join(import.meta.dirname, 'import-worker.ts'), { workerData, resourceLimits: MEMORY })
  try {
    for await (const [said] of on(worker, 'message') as AsyncIterable<[Said]>) {
      if (said === 'end') return
      if ('refused' in said) throw new AppError(said.refused.code, said.refused.message, said.refused.details)
      worker.postMessage('taken')
      yield said.piece
    }
  } finally {
    await worker.terminate()
  }
}
