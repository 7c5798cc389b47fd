/**
 * A thread with a connection of its own: it answers each statement with its rows, and ends. Plain JavaScript: to read
 * TypeScript, a thread would load a compiler of its own.
 */

import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'

const raw = new Database(workerData.path, { readonly: true })
for (const { sql, params } of workerData.statements)
  parentPort?.postMessage(
    raw
      .prepare(sql)
      .raw()
      .all(...params),
  )
raw.close()
