/** How is a select asked whose text never changes, very often? Put together once; its rows read as Drizzle reads them. */

import { Column, type GetColumnData, type Placeholder, type SQL, sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { bind, type Values } from './compile.ts'

type Columns = Record<string, Column>
type RowOf<Of extends Columns> = { [Key in keyof Of]: GetColumnData<Of[Key], 'query'> }

/**
 * @param columns what is selected, by the keys of the rows
 * @param rest from `from` on, given the places where the values will stand
 * @param instead what is selected in place of some of the columns, and read as they are
 */
export function select<Of extends Columns, Places extends Placeholder[]>(
  columns: Of,
  rest: (...places: Places) => SQL,
  instead: { [Key in keyof Of]?: SQL } = {},
): (db: Db, ...values: Values<Places>) => Promise<RowOf<Of>[]> {
  const all = Object.entries(columns)
  const selected = sql.join(
    all.map(([key, column]) => instead[key] ?? column),
    sql`, `,
  )
  const query = bind((...places: Places) => sql`select ${selected} ${rest(...places)}`, rest.length)
  const readers = all.map(([key, column]) => [key, readerOf(column)] as const)
  return async (db, ...values) => {
    const rows = await db.values(query(...values))
    return rows.map((row) => {
      const read: Record<string, unknown> = {}
      for (const [index, [key, as]] of readers.entries()) read[key] = row[index] === null ? null : as(row[index])
      return read as RowOf<Of>
    })
  }
}

const readerOf = (column: Column): ((value: unknown) => unknown) =>
  column.mapFromDriverValue === Column.prototype.mapFromDriverValue
    ? (value) => value
    : (value) => column.mapFromDriverValue(value)
