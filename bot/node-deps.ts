/** Deps on a machine of one's own: SQLite on disk, LINE over the network. Shared by the server and the command line. */

import { availableParallelism } from 'node:os'
import { v7 as uuid } from 'uuid'
import { type NodeDb, openDatabase } from '../db/node.ts'
import type { Config } from './config.ts'
import { countInThread } from './count-thread.ts'
import type { Deps, Log } from './deps.ts'
import { connectLine, TIMEOUT_MS } from './line/client.ts'
import { connectLogin } from './line/login.ts'
import { poster } from './line/post.ts'

export interface NodeOptions {
  config: Config
  log: Log
  now?: () => Date
  wake?: Deps['wake']
}

/** The database file is made and migrated when it is new. Close with `deps.db.close()`. */
export function nodeDeps({ config, log, now = () => new Date(), wake = () => {} }: NodeOptions): Deps & { db: NodeDb } {
  const path = config.databasePath
  const db = openDatabase(path)
  return {
    db,
    line: connectLine(config.line, now, poster(config.line.apiBaseUrl, TIMEOUT_MS)),
    login: connectLogin(config.line, now),
    now,
    newId: () => uuid(),
    wake,
    log,
    config,
    limits: { callsPerTick: Infinity, customersPerBatch: 500, batchesPerTick: Infinity, eventsPerRun: Infinity },
    ...(availableParallelism() > 1 &&
      !db.raw.memory && {
        countApart: (work) => countInThread({ ...work, path }),
      }),
  }
}
