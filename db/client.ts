/** One `Db` for better-sqlite3 and D1: every call is awaited, every multi-row write goes through `atomically`. */

import { type Placeholder, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { BaseSQLiteDatabase, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { type Fixed, fixed } from './compile.ts'
import { InsertRows } from './insert-rows.ts'
import type * as schema from './schema.ts'

type Orm = BaseSQLiteDatabase<'sync' | 'async', unknown, typeof schema>

/** A row as `insert` takes it: keys of the schema, Dates and booleans as such. */
export type Row<T extends SQLiteTable = SQLiteTable> = T['$inferInsert']

export type Db = Orm & {
  /** All or nothing: a transaction on better-sqlite3, a batch on D1 (which has no interactive transaction). */
  atomically(queries: SQLWrapper[]): Promise<void>
  /**
   * As `atomically`, for work of which a mark is on the disk until it is done: what a power cut takes back is found and
   * done again, so nobody waits for the disk. What is written durably afterwards carries it along.
   */
  repeatably(queries: SQLWrapper[]): Promise<void>
  /**
   * As `atomically`, but resolves when it is written, to what waits until it is on the disk: work goes on while the disk
   * does its own, and nobody is told before both are done. With no queries, what others have written like this.
   */
  ahead(queries: SQLWrapper[]): Promise<() => Promise<void>>
  /**
   * Rows of several long questions, in their order. On better-sqlite3 a thread reads them from now on, so that whoever
   * waits may ask other things meanwhile; for little it is not worth it.
   * @throws whatever kept it from answering
   */
  valuesApart(queries: SQLWrapper[]): Promise<unknown[][][]>
  /** After many writes, with more to come: somebody else may tidy up behind them from now on. */
  moveLog(): void
  /**
   * All rows or none, on the disk when it resolves. On better-sqlite3 those who ask at the same time share one commit, and
   * each hears only of their own rows; on D1 each is alone, because nothing may be shared between invocations.
   */
  insertDurably<T extends SQLiteTable>(insert: Insert<T>, rows: Row<T>[]): Promise<void>
}

/** How rows enter a table. Keep one value for each way: who enters alike enters together. */
export interface Insert<T extends SQLiteTable = SQLiteTable> {
  table: T
  /** What follows the rows, such as `on conflict do nothing`. */
  conflict: Fixed
}

/** What a driver adds to Drizzle: a way to run several queries as one. */
export function withAtomically(orm: unknown, run: (queries: SQLWrapper[]) => Promise<void>): Db {
  const atomically = async (queries: SQLWrapper[]) => {
    if (queries.length > 0) await run(queries)
  }
  const insertDurably: Db['insertDurably'] = ({ table, conflict }, rows) =>
    atomically([insertAll(table, rows, conflict)])
  const ahead: Db['ahead'] = async (queries) => {
    await atomically(queries)
    return async () => {}
  }
  const valuesApart: Db['valuesApart'] = async (queries) => {
    const answers: unknown[][][] = []
    for (const query of queries) answers.push(await (orm as Orm).values(query))
    return answers
  }
  // The one cast: both drivers extend Orm, but their result types differ and we never read those.
  return Object.assign(orm as Orm, {
    atomically,
    repeatably: atomically,
    ahead,
    valuesApart,
    moveLog: () => {},
    insertDurably,
  }) as Db
}

/** `column in (…)` with one bound value, whatever the number of values: D1 binds at most 100 (STACK §4). */
export const isAnyOf = (column: SQLWrapper, values: readonly string[]): SQL => isIn(column, JSON.stringify(values))

/** As `isAnyOf`. @param json the values, or the place where they will stand */
export const isIn = (column: SQLWrapper, json: string | Placeholder): SQL =>
  sql`${column} in (select value from json_each(${json}))`

/**
 * One statement that inserts any number of rows with a single bound value (keep below about 1 MB, STACK §4).
 * @param conflict what follows the rows, such as `on conflict do nothing`
 */
export const insertAll = <T extends SQLiteTable>(table: T, rows: Row<T>[], conflict?: SQL): SQL =>
  new InsertRows(table, rows, { conflict }).getSQL()

/** What is there stays. */
export const DO_NOTHING = fixed(sql`on conflict do nothing`)

/** `set a = excluded.a, …` for every named column: the update half of an upsert. */
export const takeNew = (...columns: { name: string }[]): SQL =>
  sql.join(
    columns.map((column) => sql`${sql.identifier(column.name)} = excluded.${sql.identifier(column.name)}`),
    sql`, `,
  )
