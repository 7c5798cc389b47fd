/** Opens SQLite on this machine's disk. Only the Node shell and the command line import it. */

import { closeSync, fdatasync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import type { SQLWrapper } from 'drizzle-orm'
import { drizzle as drizzleAtOnce } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { type AsyncRemoteCallback, drizzle } from 'drizzle-orm/sqlite-proxy'
import { type Db, type Insert, withAtomically } from './client.ts'
import { compile } from './compile.ts'
import { flushInTurn } from './flush-in-turn.ts'
import { groupCommits } from './group-commit.ts'
import { InsertRows } from './insert-rows.ts'
import { keepRows, type Rows } from './keep-rows.ts'
import { logMover } from './log-mover.ts'
import { type Prepared, RememberingClient } from './remember-statements.ts'
import * as schema from './schema.ts'
import { valuesApart } from './values-apart.ts'
import { whenFree } from './when-free.ts'

const flush = promisify(fdatasync)

export type NodeDb = Db & {
  close(): void
  raw: Database.Database
  /** For very many writes of one's own: more memory, fewer moves from the log to the file, and one at the end. */
  inBulk<T>(work: () => Promise<T>): Promise<T>
  /** For what can be made again from nothing, like the demo shop: no commit waits for the disk until all of it is done. */
  inHaste<T>(work: () => Promise<T>): Promise<T>
}

/** For another process that begins at the same moment, in milliseconds. */
const WAIT_AT_START = 10_000
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
  raw.pragma(`busy_timeout = ${WAIT_AT_START}`)
  // Room for the pages that one batch of customers touches, and their moves from the log to the file all at once.
  raw.pragma(`cache_size = -${CACHE}`)
  raw.pragma(`wal_autocheckpoint = ${LOG}`)
  const client = new RememberingClient(raw)
  migrate(drizzleAtOnce(raw), { migrationsFolder: join(import.meta.dirname, 'migrations') })
  // From here on `whenFree` waits, which does not stop the event loop.
  raw.pragma('busy_timeout = 0')
  const orm = Object.assign(drizzle(askingForDrizzle(client), { schema }), asking(client))

  const ready = (query: SQLWrapper): (() => void) => {
    if (!(query instanceof InsertRows)) {
      const { sql, params } = compile(query)
      return () => client.prepare(sql).run(...params)
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
  const db = withAtomically(orm, (queries) => {
    const works = queries.map(ready)
    return whenFree(() => runAll.immediate(works))
  })

  const log = isLogged ? writeAheadLog(raw) : undefined
  const safety = { synchronous: 'FULL' as 'FULL' | 'OFF' }
  /** For one commit: it does not wait for the disk. */
  const inTheLog = <T>(commit: () => T): T => {
    if (log && safety.synchronous === 'FULL') raw.exec('pragma synchronous = normal')
    try {
      return commit()
    } finally {
      raw.exec(`pragma synchronous = ${safety.synchronous}`)
    }
  }
  const repeatably: Db['repeatably'] = async (queries) => {
    if (queries.length === 0) return
    const works = queries.map(ready)
    await whenFree(() => inTheLog(() => runAll.immediate(works)))
  }
  const ahead: Db['ahead'] = async (queries) => {
    await repeatably(queries)
    if (!log || safety.synchronous !== 'FULL') return async () => {}
    const onDisk = queries.length > 0 ? log.sync() : log.synced()
    // Whoever fails before they ask has failed anyway.
    onDisk.catch(() => {})
    return () => onDisk
  }
  const keep = keepRows(raw, client)
  const insert = groupCommits<Rows>({
    commit: (group) => whenFree(() => inTheLog(() => keep(group))),
    sync: async () => (safety.synchronous === 'FULL' ? log?.sync() : undefined),
  })
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
    // A database in memory is seen by nobody else, and with one core there is nobody to do it.
    ...(!raw.memory &&
      availableParallelism() > 1 && {
        valuesApart: (queries: SQLWrapper[]) => valuesApart(raw.name, queries.map(compile)),
      }),
    moveLog,
    insertDurably,
    close,
    raw,
    inBulk: inBulk(raw),
    inHaste: inHaste(raw, safety),
  })
}

/** What Drizzle has put together: rows come as lists of values. */
const askingForDrizzle =
  (client: RememberingClient): AsyncRemoteCallback =>
  (text, params, method) =>
    whenFree(() => {
      const statement = client.prepare(text)
      if (method === 'run') return { rows: [statement.run(...params)] }
      const rows = statement.raw()
      return { rows: method === 'get' ? (rows.get(...params) as unknown[]) : rows.all(...params) }
    })

/** What is asked in SQL needs nothing more of Drizzle than its text, and comes as objects. */
function asking(client: RememberingClient) {
  const ask = <T>(query: SQLWrapper, how: (statement: Prepared, params: unknown[]) => T): Promise<T> => {
    const { sql, params } = compile(query)
    return whenFree(() => how(client.prepare(sql), params))
  }
  return {
    run: (query: SQLWrapper) => ask(query, (statement, params) => statement.run(...params)),
    all: (query: SQLWrapper) => ask(query, (statement, params) => statement.all(...params)),
    get: (query: SQLWrapper) => ask(query, (statement, params) => statement.get(...params)),
    values: (query: SQLWrapper) => ask(query, (statement, params) => statement.raw().all(...params)),
  }
}

/** In kB: all that one batch touches, which lies anywhere in a large shop's indexes; else it is written twice. */
const BULK_CACHE = 48 * 1024
/** In pages of 4 kB: what is touched again and again is moved to the file once in so many. */
const BULK_LOG = 65_536

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
      // Nothing is left to move, so that nobody waits: only the file, as long as it became, is given back.
      raw.pragma('wal_checkpoint(TRUNCATE)')
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
