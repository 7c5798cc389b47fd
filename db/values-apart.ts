/** Who answers a long question while others are asked here? A thread that only reads: two cores, two threads. */

import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Statement } from './compile.ts'

/** In MB: a small young generation, as V8 lets it grow before it looks for what is no longer needed. */
const MEMORY = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 12 }

/**
 * @returns the rows of each statement, in their order
 * @throws whatever ended the thread
 */
export async function valuesApart(path: string, statements: readonly Statement[]): Promise<unknown[][][]> {
  const thread = new Worker(join(import.meta.dirname, 'read-apart.js'), {
    workerData: { path, statements },
    resourceLimits: MEMORY,
    execArgv: [],
  })
  const answers: unknown[][][] = []
  thread.on('message', (rows) => answers.push(rows))
  await once(thread, 'exit')
  if (answers.length < statements.length) throw new Error('the thread that reads ended before it was done')
  return answers
}
