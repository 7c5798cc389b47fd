/** Who moves what was written from the log to the file while a long tick writes on? A thread, so that nobody waits for it. */

import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type Database from 'better-sqlite3'

/** In pages of 4 kB: should the thread not keep up, a commit moves the log itself, as always. */
const MOST = 16_384
/** How long after the last call commits leave the log to the thread. */
const REST_MS = 5000

/** In MB. */
const LITTLE = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 }

/**
 * SQLite's own checkpoint, which stops neither readers nor writers; cut short at any point, the log still has everything.
 * @param usual pages in the log after which a commit moves them, when no thread does
 */
export function logMover(raw: Database.Database, usual: number) {
  let thread: Worker | undefined
  let rest: NodeJS.Timeout | undefined
  let most = usual
  const leaveTo = (pages: number) => {
    if (pages !== most && raw.open) raw.pragma(`wal_autocheckpoint = ${pages}`)
    most = pages
  }
  const open = () => {
    const begun = new Worker(join(import.meta.dirname, 'move-log.js'), {
      workerData: { path: raw.name },
      resourceLimits: LITTLE,
      execArgv: [],
    })
    // Neither an end nor an error of it is anybody's concern: a commit moves the log, as before.
    begun.on('error', () => {})
    begun.on('exit', () => {
      if (thread !== begun) return
      thread = undefined
      leaveTo(usual)
    })
    begun.unref()
    return begun
  }
  return {
    /** To be called after many writes, when more will come. The thread is there from the first call on. */
    move(): void {
      thread ??= open()
      leaveTo(MOST)
      clearTimeout(rest)
      rest = setTimeout(leaveTo, REST_MS, usual).unref()
      thread.postMessage('move')
    },
    close(): void {
      clearTimeout(rest)
      const last = thread
      thread = undefined
      void last?.terminate()
    },
  }
}
