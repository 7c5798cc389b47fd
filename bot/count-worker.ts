/** The thread that counts ledgers: SQLite and the rules alone, because to load what builds our SQL takes longer than it saves. */

import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import type { LedgerPage } from '../db/report-parts.ts'
import type { CountWork, Said } from './count-thread.ts'
import { countParts } from './flows/count-parts.ts'

const { path, sql, ...work }: CountWork = workerData
const say = (said: Said) => parentPort?.postMessage(said)

const raw = new Database(path, { readonly: true })
const pages = raw.prepare<[string, string, string, number], LedgerPage>(sql)
for await (const part of countParts(async (...place) => pages.all(...place), work)) say(part)
raw.close()
say('end')
