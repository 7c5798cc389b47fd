/**
 * A thread with a connection of its own: each message moves what was written so far from the log to the file. Plain
 * JavaScript: to read TypeScript, a thread would load a compiler of its own, and keep it.
 */

import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'

const raw = new Database(workerData.path)
raw.pragma('synchronous = FULL')
parentPort?.on('message', () => raw.pragma('wal_checkpoint(PASSIVE)'))
