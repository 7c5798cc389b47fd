/** Opens SQLite on this machine's disk. Only the Node shell and the command line import it. */

import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { type Db, type Statement, withAtomically } from './client.ts'
import * as schema from './schema.ts'

export type NodeDb = Db & { close(): void; raw: Database.Database }

/** @param path a file, made and migrated when it is new; `:memory:` for tests */
export function openDatabase(path: string): NodeDb {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true })
  const raw = new Database(path)
  raw.pragma('journal_mode = WAL')
  // FULL, not NORMAL: a request's row must survive a power cut that comes after its first byte has left (SPEC §5.4).
  raw.pragma('synchronous = FULL')
  raw.pragma('busy_timeout = 10000')
  const orm = drizzle(raw, { schema })
  migrate(orm, { migrationsFolder: join(import.meta.dirname, 'migrations') })

  const prepared = new Map<string, Database.Statement>()
  const prepare = (sql: string) => {
    const known = prepared.get(sql)
    if (known) return known
    const fresh = raw.prepare(sql)
    if (prepared.size < 500) prepared.set(sql, fresh)
    return fresh
  }
  const runAll = raw.transaction((statements: Statement[]) => {
    for (const statement of statements) prepare(statement.sql).run(...statement.params)
  })
  const db = withAtomically(orm, async (statements) => runAll.immediate(statements))
  return Object.assign(db, { close: () => raw.close(), raw })
}
