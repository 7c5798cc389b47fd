/** One `Db` for better-sqlite3 and D1: every call is awaited, every multi-row write goes through `atomically`. */

import { getTableColumns, is, SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { type BaseSQLiteDatabase, SQLiteSyncDialect, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import type * as schema from './schema.ts'

type Orm = BaseSQLiteDatabase<'sync' | 'async', unknown, typeof schema>

/** One compiled statement. */
export interface Statement {
  sql: string
  params: unknown[]
}

export type Db = Orm & {
  /** All or nothing: a transaction on better-sqlite3, a batch on D1 (which has no interactive transaction). */
  atomically(queries: SQLWrapper[]): Promise<void>
}

/** What a driver adds to Drizzle: a way to run several statements as one. */
export function withAtomically(orm: unknown, run: (statements: Statement[]) => Promise<void>): Db {
  const dialect = new SQLiteSyncDialect()
  const atomically = async (queries: SQLWrapper[]) => {
    if (queries.length > 0) await run(queries.map((query) => dialect.sqlToQuery(query.getSQL())))
  }
  // The one cast: both drivers extend Orm, but their result types differ and we never read those.
  return Object.assign(orm as Orm, { atomically }) as Db
}

/** `column in (…)` with one bound value, whatever the number of values: D1 binds at most 100 (STACK §4). */
export const isAnyOf = (column: SQLWrapper, values: readonly string[]): SQL =>
  sql`${column} in (select value from json_each(${JSON.stringify(values)}))`

/** A row as `insert` takes it: keys of the schema, Dates and booleans as such. */
type Row<T extends SQLiteTable> = T['$inferInsert']

/**
 * One statement that inserts any number of rows with a single bound value (keep below about 1 MB, STACK §4).
 * @param conflict what follows the rows, such as `on conflict do nothing`
 */
export function insertAll<T extends SQLiteTable>(table: T, rows: Row<T>[], conflict: SQL = sql``): SQL {
  const columns = Object.entries(getTableColumns(table)).filter(([key]) =>
    rows.some((row) => (row as Record<string, unknown>)[key] !== undefined),
  )
  const values = rows.map((row) =>
    columns.map(([key, column]) => {
      const value = (row as Record<string, unknown>)[key]
      return value === undefined || value === null ? null : column.mapToDriverValue(value)
    }),
  )
  const names = sql.join(
    columns.map(([, column]) => sql.identifier(column.name)),
    sql`, `,
  )
  const picks = sql.join(
    columns.map(([, column], index) => {
      const value = sql.raw(`value ->> ${index}`)
      // A row that leaves out what another row gives gets the default, as it would alone.
      if (!column.notNull || column.default === undefined) return value
      const usual = is(column.default, SQL) ? column.default : column.mapToDriverValue(column.default)
      return sql`coalesce(${value}, ${usual})`
    }),
    sql`, `,
  )
  // `where true` keeps SQLite from reading "on" of the conflict clause as a join.
  return sql`insert into ${table} (${names}) select ${picks} from json_each(${JSON.stringify(values)}) where true ${conflict}`
}

/** `set a = excluded.a, …` for every named column: the update half of an upsert. */
export const takeNew = (...columns: { name: string }[]): SQL =>
  sql.join(
    columns.map((column) => sql`${sql.identifier(column.name)} = excluded.${sql.identifier(column.name)}`),
    sql`, `,
  )
