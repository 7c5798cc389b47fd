/** How do the rows of many who ask at the same time enter in one commit, while what fails keeps out only its own? */

import type Database from 'better-sqlite3'
import type { Insert } from './client.ts'
import { InsertRows } from './insert-rows.ts'
import type { RememberingClient } from './remember-statements.ts'
import { isBusy } from './when-free.ts'

export interface Rows {
  how: Insert
  rows: Record<string, unknown>[]
}

/** @returns to be asked for each group: which error kept each of it out. Throws when nothing was kept. */
export function keepRows(raw: Database.Database, client: RememberingClient): (group: Rows[]) => unknown[] {
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
  return (group) => {
    try {
      writeAll.immediate(group)
      return []
    } catch (error) {
      if (group.length === 1 || isBusy(error)) throw error
      return writeEach.immediate(group)
    }
  }
}
