/** Which statements has SQLite prepared already? Drizzle prepares one for every query; the same text is prepared once. */

import type Database from 'better-sqlite3'

type Statement = Database.Statement<unknown[]>
export type Prepared = Pick<Statement, 'run' | 'all' | 'get' | 'raw'>

/** Texts with values in them would fill the memory: what comes after the first so many is prepared each time. */
const MOST = 500

/**
 * SQLite plans a statement anew for each value bound right behind `limit`, which takes several times as long as to run it.
 * A sum it does not look into.
 */
const plannedOnce = (sql: string): string => sql.replaceAll(/\blimit \?/gi, 'limit ? + 0')

/** A statement that answers with arrays goes on to do so, so each has its own. */
export class RememberingClient {
  readonly #known = new Map<string, Prepared>()
  readonly #raw: Database.Database

  constructor(raw: Database.Database) {
    this.#raw = raw
  }

  prepare(sql: string): Prepared {
    const known = this.#known.get(sql)
    if (known) return known
    const fresh = this.#prepare(plannedOnce(sql))
    if (this.#known.size < MOST) this.#known.set(sql, fresh)
    return fresh
  }

  #prepare(sql: string): Prepared {
    let rows: Statement | undefined
    let arrays: Statement | undefined
    const plain = () => {
      rows ??= this.#raw.prepare(sql)
      return rows
    }
    const raw = () => {
      arrays ??= this.#raw.prepare(sql).raw()
      return arrays
    }
    return {
      run: (...params) => plain().run(...params),
      all: (...params) => plain().all(...params),
      get: (...params) => plain().get(...params),
      raw,
    }
  }
}
