/** What text and which values does a query come to? And which text need not be put together again each time? */

import { is, Placeholder, SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core'

/** One compiled statement. */
export interface Statement {
  sql: string
  params: unknown[]
}

const dialect = new SQLiteSyncDialect()
export const compile = (query: SQLWrapper): Statement =>
  query instanceof Bound ? query : dialect.sqlToQuery(query.getSQL())

/** A query whose text is known, with its values. Drizzle takes it as any other. */
export class Bound implements SQLWrapper, Statement {
  readonly #text: Text
  readonly params: unknown[]

  constructor(text: Text, params: unknown[]) {
    this.#text = text
    this.params = params
  }

  get sql(): string {
    return this.#text.whole
  }

  getSQL(): SQL {
    const values = this.params.map((value) => sql`${value}`)
    return sql.join(this.#text.between.flatMap((text, index) => [sql.raw(text), ...values.slice(index, index + 1)]))
  }
}

/** With a question mark for each value, and nowhere else. */
class Text {
  readonly whole: string
  readonly between: string[]

  constructor({ sql: whole, params }: Statement) {
    this.whole = whole
    this.between = whole.split('?')
    if (this.between.length !== params.length + 1) throw new Error(`not every ? is a value in: ${whole}`)
  }
}

type Value = string | number | null

/**
 * A query whose text never changes: put together once, by who asks first; after that only its values are put in.
 * @param query given the places where the values will stand
 */
export function bind<Places extends Placeholder[]>(
  query: (...places: Places) => SQLWrapper,
): (...values: { [Index in keyof Places]: Value }) => Bound {
  let known: { text: Text; params: unknown[] } | undefined
  const compiled = () => {
    const places = Array.from({ length: query.length }, (_, index) => sql.placeholder(String(index)))
    const statement = compile(query(...(places as Places)))
    return { text: new Text(statement), params: statement.params }
  }
  return (...values) => {
    known ??= compiled()
    const params = known.params.map((value) => (is(value, Placeholder) ? values[Number(value.name)] : value))
    return new Bound(known.text, params)
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
