/** Who counts the ledgers of a large shop while people are counted? A thread with a connection of its own: two cores, two threads. */

import { on } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { textOfPages } from '../db/report-parts.ts'
import type { Part, PartsToCount } from './flows/count-parts.ts'

/** In MB: room for the sums, and a small young generation: V8 lets it grow before it looks for what is no longer needed. */
const MEMORY = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 12 }

export interface CountWork extends PartsToCount {
  /** Of the database. */
  path: string
  /** How to read a page of ledgers. */
  sql: string
}

export type Said = Part | 'end'

/**
 * The thread begins now and ends by itself, whether anybody asks for the parts or not.
 * @throws to who asks, whatever ended it too early
 */
export function countInThread(work: Omit<CountWork, 'sql'>): AsyncIterable<Part> {
  const workerData: CountWork = { ...work, sql: textOfPages() }
  const thread = new Worker(join(import.meta.dirname, 'count-worker.ts'), { workerData, resourceLimits: MEMORY })
  // What it says before anybody asks waits here.
  const said = on(thread, 'message', { close: ['exit'] }) as AsyncIterable<[Said]>
  return partsOf(thread, said)
}

async function* partsOf(thread: Worker, said: AsyncIterable<[Said]>): AsyncGenerator<Part> {
  try {
    for await (const [part] of said) {
      if (part === 'end') return
      yield part
    }
    throw new Error('the thread that counts ended before it was done')
  } finally {
    await thread.terminate()
  }
}
