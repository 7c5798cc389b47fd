/** What text and which values does a query come to? */

import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core'

/** One compiled statement. */
export interface Statement {
  sql: string
  params: unknown[]
}

const dialect = new SQLiteSyncDialect()
export const compile = (query: SQLWrapper): Statement => dialect.sqlToQuery(query.getSQL())

/**
 * A part of a query whose text never changes, put together once instead of each time it is asked.
 * @throws Error when it binds a value
 */
export function fixed(part: SQLWrapper): SQL {
  const { sql: text, params } = compile(part)
  if (params.length > 0) throw new Error(`a value is bound in: ${text}`)
  return sql.raw(text)
}
