/**
 * Very many rows in one go: a single JSON parameter where each statement is a journey (D1), one prepared statement run for
 * each row where it is none (better-sqlite3, several times as fast for wide tables).
 */

import { Column, getTableColumns, getTableName, is, type Placeholder, SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Row } from './client.ts'
import { type Bound, bindNow, compile, Fixed } from './compile.ts'

interface How {
  /** What follows the rows, such as `on conflict do nothing`. */
  conflict?: SQL
  /** Which of the rows enter. */
  only?: Only
}

/** A row enters if this query gives back the value of one of its columns, which must not be null in the table. */
interface Only {
  /** The key of the column. */
  key: string
  /** One for each row. */
  marks: readonly (string | number | null | undefined)[]
  query: (value: SQL, mark: SQL) => SQL
}

type IsUsual = (value: unknown) => boolean

interface About {
  columns: [key: string, column: SQLiteColumn, isUsual: IsUsual][]
}
const tables = new WeakMap<SQLiteTable, About>()

interface Texts {
  all: (rows: string) => Bound
  each: string
}
/** Put together once: by the table, or the query that chooses among its rows; by the columns and what follows the rows. */
const known = new WeakMap<object, Map<string, Texts>>()

/** What is the same for all rows of a table, looked up once. */
function aboutOf(table: SQLiteTable): About {
  const about = tables.get(table) ?? {
    columns: Object.entries(getTableColumns(table)).map(([key, column]) => [key, column, usualIn(column)]),
  }
  tables.set(table, about)
  return about
}

/** To be given to `atomically`. A row that leaves out what another row gives gets the default, as it would alone. */
export class InsertRows<T extends SQLiteTable = SQLiteTable> implements SQLWrapper {
  readonly #table: T
  readonly #rows: readonly Row<T>[]
  readonly #columns: [key: string, column: SQLiteColumn][]
  readonly #how: How

  constructor(table: T, rows: readonly Row<T>[], how: How = {}) {
    this.#table = table
    this.#rows = rows
    this.#how = how
    const columns = aboutOf(table).columns.flatMap(([key, column, isUsual]): [string, SQLiteColumn][] =>
      rows.some((row) => !isUsual((row as Record<string, unknown>)[key])) ? [[key, column]] : [],
    )
    const isFirst = ([key]: [string, SQLiteColumn]) => key === how.only?.key
    this.#columns = [...columns.filter(isFirst), ...columns.filter((column) => !isFirst(column))]
  }

  /** One statement, whatever the number of rows (keep below about 1 MB, STACK §4). */
  getSQL(): SQL {
    const rows = JSON.stringify(this.values())
    return this.#texts()?.all(rows) ?? this.#fromAll(rows)
  }

  /** One statement for each row, with `values()` for its parameters. */
  forEachRow(): string {
    return this.#texts()?.each ?? this.#fromEach()
  }

  /** Undefined where what follows the rows may be another the next time. */
  #texts(): Texts | undefined {
    const { only, conflict } = this.#how
    if (conflict && !(conflict instanceof Fixed)) return undefined
    const by = only?.query ?? this.#table
    const same = known.get(by) ?? new Map<string, Texts>()
    known.set(by, same)
    const key = `${getTableName(this.#table)} ${this.#columns.map(([name]) => name).join()} ${conflict?.text ?? ''}`
    const texts = same.get(key) ?? { all: bindNow((rows) => this.#fromAll(rows)), each: this.#fromEach() }
    same.set(key, texts)
    return texts
  }

  #fromAll(rows: string | Placeholder): SQL {
    // `where true` keeps SQLite from reading "on" of the conflict clause as a join.
    return this.#into(
      sql`select ${this.#picks((index) => sql.raw(`value ->> ${index}`))} from json_each(${rows}) where true`,
    )
  }

  /** Not `select`: for that SQLite keeps a journal of its own. */
  #fromEach(): string {
    return compile(this.#into(sql`values (${this.#picks(() => sql.raw('?'))})`)).sql
  }

  /** What is bound, row by row. */
  values(): unknown[][] {
    const { only } = this.#how
    const columns = this.#columns.map(([key, column]) => ({ key, column, isPlain: isPlain(column) }))
    return this.#rows.map((row, index) => {
      const values: unknown[] = []
      for (const { key, column, isPlain } of columns) {
        const value = (row as Record<string, unknown>)[key]
        values.push(value === undefined || value === null ? null : isPlain ? value : column.mapToDriverValue(value))
        if (key === only?.key) values.push(only.marks[index] ?? null)
      }
      return values
    })
  }

  #names = () => listed(this.#columns.map(([, column]) => sql.identifier(column.name)))

  #into(rows: SQL): SQL {
    const { only, conflict = sql`` } = this.#how
    return sql`insert ${sql.raw(only ? 'or ignore' : '')} into ${this.#table} (${this.#names()}) ${rows} ${conflict}`
  }

  #picks(value: (index: number) => SQL): SQL {
    const { only } = this.#how
    const own = this.#columns.map(([key, column], index) => {
      if (!only) return orDefault(column, value(index))
      return key === only.key ? sql`(${only.query(value(0), value(1))})` : orDefault(column, value(index + 1))
    })
    return listed(own)
  }
}

/** Whether the table says the same of its own accord: a column of which no row says more is not worth binding. */
function usualIn({ notNull, default: usual }: SQLiteColumn): IsUsual {
  if (usual === undefined) return (value) => value === undefined || (value === null && !notNull)
  return (value) => value === undefined || value === usual || (value === null && notNull)
}

const listed = (parts: SQLWrapper[]): SQL => sql.join(parts, sql`, `)

/** What Drizzle hands on as it is. */
const isPlain = (column: SQLiteColumn) => column.mapToDriverValue === Column.prototype.mapToDriverValue

function orDefault(column: SQLiteColumn, value: SQL): SQL {
  if (!column.notNull || column.default === undefined) return value
  const usual = is(column.default, SQL) ? column.default : sql.raw(literal(column.mapToDriverValue(column.default)))
  return sql`coalesce(${value}, ${usual})`
}

/** A parameter of its own would stand between those of the row. */
const literal = (value: unknown): string =>
  typeof value === 'number' ? String(value) : `'${String(value).replaceAll("'", "''")}'`
