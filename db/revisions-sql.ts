/** Published texts as SQL, to carry them from a desk's database to D1, which no command can open. */

import { asc } from 'drizzle-orm'
import type { Db } from './client.ts'
import { revisions } from './schema.ts'

/** A value as SQL text. */
export const literal = (value: unknown): string => {
  if (value === null || value === undefined) return 'null'
  if (value instanceof Date) return String(value.getTime())
  if (typeof value === 'number') return String(value)
  return `'${(typeof value === 'string' ? value : JSON.stringify(value)).replaceAll("'", "''")}'`
}

/** One statement a revision, well below D1's 100 KB; what is there already stays, so it may be run again. */
export async function revisionsAsSql(db: Db): Promise<string> {
  const rows = await db.select().from(revisions).orderBy(asc(revisions.publishedAt), asc(revisions.id))
  const statements = rows.map((row) => {
    const values = [
      row.id,
      row.kind,
      row.name,
      row.number,
      row.text,
      row.body,
      row.publishedBy,
      row.publishedAt,
      row.retiredAt,
    ]
    return `insert or ignore into revisions (id, kind, name, number, text, body, published_by, published_at, retired_at)
values (${values.map(literal).join(', ')});`
  })
  return `${statements.join('\n')}\n`
}
