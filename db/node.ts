/** Opens SQLite on this machine's disk. Only the Node shell and the command line import it. */

import { closeSync, fdatasync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import type { SQLWrapper } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { type Db, type Insert, withAtomically } from './client.ts'
import { Bound, compile, type Statement } from './compile.ts'
import { flushInTurn } from './flush-in-turn.ts'
import { groupCommits } from './group-commit.ts'
import { InsertRows } from './insert-rows.ts'
import { logMover } from './log-mover.ts'
import { RememberingClient } from './remember-statements.ts'
import * as schema from './schema.ts'

const flush = promisify(fdatasync)

export type NodeDb = Db & {
  close(): void
  raw: Database.Database
  /** For very many writes of one's own: more memory, fewer moves from the log to the file, and one at the end. */
  inBulk<T>(work: () => Promise<T>): Promise<T>
  /** For what can be made again from nothing, like the demo shop: no commit waits for the disk until all of it is done. */
  inHaste<T>(work: () => Promise<T>): Promise<T>
}

/** In kB. */
const CACHE = 16 * 1024
/** In pages of 4 kB. */
const LOG = 4000

/** @param path a file, made and migrated when it is new; `:memory:` for tests */
export function openDatabase(path: string): NodeDb {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true })
  const raw = new Database(path)
  const isLogged = raw.pragma('journal_mode = WAL', { simple: true }) === 'wal'
  // FULL, not NORMAL: a request's row must survive a power cut that comes after its first byte has left (SPEC §5.4).
  raw.pragma('synchronous = FULL')
  raw.pragma('busy_timeout = 10000')
  // Room for the pages that one batch of customers touches, and their moves from the log to the file all at once.
  raw.pragma(`cache_size = -${CACHE}`)
  raw.pragma(`wal_autocheckpoint = ${LOG}`)
  const client = new RememberingClient(raw)
  const orm = drizzle(client as unknown as Database.Database, { schema })
  migrate(orm, { migrationsFolder: join(import.meta.dirname, 'migrations') })
  askBound(orm, client)

  const run = ({ sql, params }: Statement) => client.prepare(sql).run(...params)
  const ready = (query: SQLWrapper): (() => void) => {
    if (!(query instanceof InsertRows)) {
      const statement = compile(query)
      return () => run(statement)
    }
    const sql = query.forEachRow()
    const rows = query.values()
    return () => {
      const statement = client.prepare(sql)
      for (const values of rows) statement.run(values)
    }
  }
  const runAll = raw.transaction((works: (() => void)[]) => {
    for (const work of works) work()
  })
  // What can be made ready before is: everybody else who writes waits for the transaction.
  const db = withAtomically(orm, async (queries) => runAll.immediate(queries.map(ready)))

  const log = isLogged ? writeAheadLog(raw) : undefined
  const safety = { synchronous: 'FULL' as 'FULL' | 'OFF' }
  const repeatably: Db['repeatably'] = async (queries) => {
    if (queries.length === 0) return
    if (log && safety.synchronous === 'FULL') raw.exec('pragma synchronous = normal')
    // Done when it comes back, so that nobody else writes in between.
    const done = db.atomically(queries)
    raw.exec(`pragma synchronous = ${safety.synchronous}`)
    return done
  }
  const ahead: Db['ahead'] = async (queries) => {
    await repeatably(queries)
    if (!log || safety.synchronous !== 'FULL') return async () => {}
    const onDisk = queries.length > 0 ? log.sync() : log.synced()
    // Whoever fails before they ask has failed anyway.
    onDisk.catch(() => {})
    return () => onDisk
  }
  const insert = groupCommits(committing(raw, client, log, safety))
  const insertDurably: Db['insertDurably'] = (how, rows) => insert({ how: how as unknown as Insert, rows })
  const mover = isLogged ? logMover(raw, LOG) : undefined
  const moveLog: Db['moveLog'] = () => mover?.move()
  const close = () => {
    mover?.close()
    raw.close()
    log?.close()
  }
  return Object.assign(db, {
    repeatably,
    ahead,
    moveLog,
    insertDurably,
    close,
    raw,
    inBulk: inBulk(raw),
    inHaste: inHaste(raw, safety),
  })
}

/** A query whose text is known needs nothing of Drizzle. */
function askBound(orm: Pick<Db, 'run' | 'all' | 'values'>, client: RememberingClient) {
  type Ask<Query> = (query: Query) => unknown
  const take = (how: 'run' | 'all' | 'values', ask: Ask<Bound>) => {
    const usual: Ask<SQLWrapper> = orm[how].bind(orm)
    Object.assign(orm, { [how]: (query: SQLWrapper) => (query instanceof Bound ? ask(query) : usual(query)) })
  }
  take('run', ({ sql, params }) => client.prepare(sql).run(...params))
  take('all', ({ sql, params }) => client.prepare(sql).all(...params))
  take('values', ({ sql, params }) => {
    const statement = client.prepare(sql).raw()
    return statement.all(...params)
  })
}

/** In kB. */
const BULK_CACHE = 32 * 1024
/** In pages of 4 kB: what is touched again and again is moved to the file once in so many. */
const BULK_LOG = 16_384

/** Each commit is on the disk as always: what is spared is memory that goes back and forth. */
const inBulk =
  (raw: Database.Database): NodeDb['inBulk'] =>
  async (work) => {
    const usual = ['cache_size', 'wal_autocheckpoint'].map(
      (name) => [name, raw.pragma(name, { simple: true })] as const,
    )
    raw.pragma(`cache_size = -${BULK_CACHE}`)
    raw.pragma(`wal_autocheckpoint = ${BULK_LOG}`)
    try {
      return await work()
    } finally {
      for (const [name, value] of usual) raw.pragma(`${name} = ${value}`)
      raw.pragma('wal_checkpoint(PASSIVE)')
    }
  }

interface Safety {
  synchronous: 'FULL' | 'OFF'
}

const inHaste =
  (raw: Database.Database, safety: Safety): NodeDb['inHaste'] =>
  async (work) => {
    const set = (synchronous: Safety['synchronous']) => {
      safety.synchronous = synchronous
      raw.pragma(`synchronous = ${synchronous}`)
    }
    set('OFF')
    try {
      return await work()
    } finally {
      set('FULL')
      raw.pragma('wal_checkpoint(FULL)')
    }
  }

interface Rows {
  how: Insert
  rows: Record<string, unknown>[]
}

/** The commits of a group leave the waiting for the disk to `sync`, which does not stop the event loop meanwhile. */
function committing(raw: Database.Database, client: RememberingClient, log: Log | undefined, safety: Safety) {
  const keep = (group: Rows[]) => {
    for (const [{ table, conflict }, alike] of Map.groupBy(group, ({ how }) => how)) {
      const all = alike.length === 1 ? (alike[0]?.rows ?? []) : alike.flatMap(({ rows }) => rows)
      const rows = new InsertRows(table, all, { conflict })
      const statement = client.prepare(rows.forEachRow())
      for (const values of rows.values()) statement.run(values)
    }
  }
  const write = raw.transaction((one: Rows) => keep([one]))
  const writeAll = raw.transaction(keep)
  const writeEach = raw.transaction((group: Rows[]) =>
    group.map((one) => {
      try {
        // A transaction inside a transaction is a savepoint: what fails is undone by itself.
        write(one)
        return undefined
      } catch (error) {
        // Some errors, such as a full disk, undo the whole transaction, whoever's turn it was.
        if (!raw.inTransaction) throw error
        return error
      }
    }),
  )
  const commit = (group: Rows[]): unknown[] => {
    if (log && safety.synchronous === 'FULL') raw.exec('pragma synchronous = normal')
    try {
      writeAll.immediate(group)
      return []
    } catch (error) {
      if (group.length === 1 || (error as { code?: string }).code === 'SQLITE_BUSY') throw error
      return writeEach.immediate(group)
    } finally {
      raw.exec(`pragma synchronous = ${safety.synchronous}`)
    }
  }
  return { commit, sync: async () => (safety.synchronous === 'FULL' ? log?.sync() : undefined) }
}

type Log = ReturnType<typeof writeAheadLog>

/** The file that commits are in until a checkpoint; a checkpoint makes it durable by itself before it moves anything. */
function writeAheadLog(raw: Database.Database) {
  let file: number | undefined
  const open = () => {
    const [{ file: path }] = raw.pragma('database_list') as [{ file: string }]
    const folder = openSync(dirname(path), 'r')
    fsyncSync(folder)
    closeSync(folder)
    return openSync(`${path}-wal`, 'r+')
  }
  const disk = flushInTurn(async () => {
    file ??= open()
    await flush(file)
  })
  return {
    ...disk,
    close() {
      if (file !== undefined) closeSync(file)
    },
  }
}
