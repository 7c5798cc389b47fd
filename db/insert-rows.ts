/**
 * Very many rows in one go: a single JSON parameter where each statement is a journey (D1), one prepared statement run for
 * each row where it is none (better-sqlite3, several times as fast for wide tables).
 */

import { Column, getTableColumns, is, SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Row } from './client.ts'

interface How {
  /** What follows the rows, such as `on conflict do nothing`. */
  conflict?: SQL
  /** Which of the rows enter: a condition on `given`, the row. */
  where?: SQL
}

/**
 * To be given to `atomically`. A row that leaves out what another row gives gets the default, as it would alone.
 * @param beside values that belong to a row and to no column, for `where`: one list for each row
 */
export class InsertRows<T extends SQLiteTable = SQLiteTable> implements SQLWrapper {
  readonly #table: T
  readonly #rows: readonly Row<T>[]
  readonly #columns: [key: string, column: SQLiteColumn][]
  readonly #how: How
  readonly #beside: Record<string, readonly unknown[]>

  constructor(table: T, rows: readonly Row<T>[], how: How = {}, beside: Record<string, readonly unknown[]> = {}) {
    this.#table = table
    this.#rows = rows
    this.#how = how
    this.#beside = beside
    const given = new Set<string>()
    for (const row of rows) for (const key in row) if (row[key as keyof typeof row] !== undefined) given.add(key)
    this.#columns = Object.entries(getTableColumns(table)).filter(([key]) => given.has(key))
  }

  /** One statement, whatever the number of rows (keep below about 1 MB, STACK §4). */
  getSQL(): SQL {
    // `where true` keeps SQLite from reading "on" of the conflict clause as a join.
    return this.#insert((index) => sql.raw(`value ->> ${index}`), sql`from json_each(${JSON.stringify(this.values())})`)
  }

  /** One statement for each row, with `values()` for its parameters. */
  forEachRow(): SQL {
    return this.#insert(() => sql.raw('?'), sql``)
  }

  /** What is bound, row by row. */
  values(): unknown[][] {
    const more = Object.values(this.#beside)
    const columns = this.#columns.map(([key, column]) => ({ key, column, isPlain: isPlain(column) }))
    return this.#rows.map((row, index) => {
      const values: unknown[] = []
      for (const { key, column, isPlain } of columns) {
        const value = (row as Record<string, unknown>)[key]
        values.push(value === undefined || value === null ? null : isPlain ? value : column.mapToDriverValue(value))
      }
      for (const list of more) values.push(list[index])
      return values
    })
  }

  #insert(value: (index: number) => SQL, from: SQL): SQL {
    const names = this.#columns.map(([, column]) => column.name)
    const all = [...names, ...Object.keys(this.#beside)]
    const given = all.map((name, index) => sql`${value(index)} as ${sql.identifier(name)}`)
    const picks = this.#columns.map(([, column]) => orDefault(column))
    return sql`insert into ${this.#table} (${listed(names.map((name) => sql.identifier(name)))})
      select ${listed(picks)} from (select ${listed(given)} ${from}) as given
      where ${this.#how.where ?? sql.raw('true')} ${this.#how.conflict ?? sql``}`
  }
}

const listed = (parts: SQLWrapper[]): SQL => sql.join(parts, sql`, `)

/** What Drizzle hands on as it is. */
const isPlain = (column: SQLiteColumn) => column.mapToDriverValue === Column.prototype.mapToDriverValue

function orDefault(column: SQLiteColumn): SQL {
  const value = sql`given.${sql.identifier(column.name)}`
  if (!column.notNull || column.default === undefined) return value
  const usual = is(column.default, SQL) ? column.default : sql.raw(literal(column.mapToDriverValue(column.default)))
  return sql`coalesce(${value}, ${usual})`
}

/** A parameter of its own would stand between those of the row. */
const literal = (value: unknown): string =>
  typeof value === 'number' ? String(value) : `'${String(value).replaceAll("'", "''")}'`
