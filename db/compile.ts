/** What text and which values does a query come to? And which text need not be put together again each time? */

import { is, Placeholder, SQL, type SQLChunk, type SQLWrapper, StringChunk, sql } from 'drizzle-orm'
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core'

/** One compiled statement. */
export interface Statement {
  sql: string
  params: unknown[]
}

const dialect = new SQLiteSyncDialect()
export const compile = (query: SQLWrapper): Statement =>
  query instanceof Bound ? query : dialect.sqlToQuery(query.getSQL())

/** A query whose text is known, with its values. */
export class Bound extends SQL implements Statement {
  readonly sql: string
  readonly params: unknown[]

  constructor({ whole, between }: Text, params: unknown[]) {
    super(between.flatMap((text, index) => (index < params.length ? [text, params[index] as SQLChunk] : text)))
    this.sql = whole
    this.params = params
  }
}

/** With a question mark for each value, and nowhere else. */
class Text {
  readonly whole: string
  readonly between: StringChunk[]

  constructor({ sql: whole, params }: Statement) {
    this.whole = whole
    this.between = whole.split('?').map((text) => new StringChunk(text))
    if (this.between.length !== params.length + 1) throw new Error(`not every ? is a value in: ${whole}`)
  }
}

/** One for each place. */
export type Values<Places extends Placeholder[]> = { [Index in keyof Places]: string | number | null }
type Binding<Places extends Placeholder[]> = (...values: Values<Places>) => Bound

/**
 * A query whose text never changes: put together once; after that only its values are put in.
 * @param query given the places where the values will stand
 */
export function bindNow<Places extends Placeholder[]>(
  query: (...places: Places) => SQLWrapper,
  count = query.length,
): Binding<Places> {
  const places = Array.from({ length: count }, (_, index) => sql.placeholder(String(index)))
  const { sql: whole, params } = compile(query(...(places as Places)))
  const text = new Text({ sql: whole, params })
  const indexes = params.map((value) => (is(value, Placeholder) ? Number(value.name) : undefined))
  return (...values) =>
    new Bound(
      text,
      indexes.map((index, place) => (index === undefined ? params[place] : values[index])),
    )
}

/** As `bindNow`, put together by who asks first. */
export function bind<Places extends Placeholder[]>(
  query: (...places: Places) => SQLWrapper,
  count = query.length,
): Binding<Places> {
  let known: Binding<Places> | undefined
  return (...values) => {
    known ??= bindNow(query, count)
    return known(...values)
  }
}

/** A part of a query whose text never changes. */
export class Fixed extends SQL {
  readonly text: string

  constructor(text: string) {
    super(sql.raw(text).queryChunks)
    this.text = text
  }
}

/**
 * Puts a part of a query together once instead of each time it is asked.
 * @throws Error when it binds a value
 */
export function fixed(part: SQLWrapper): Fixed {
  const { sql: text, params } = compile(part)
  if (params.length > 0) throw new Error(`a value is bound in: ${text}`)
  return new Fixed(text)
}
