/** Opens Cloudflare D1. Only the Worker shell imports it. */

import type { D1Database } from '@cloudflare/workers-types'
import { drizzle } from 'drizzle-orm/d1'
import { type Db, withAtomically } from './client.ts'
import { compile } from './compile.ts'
import * as schema from './schema.ts'

const opened = new WeakMap<D1Database, Db>()

/** The same binding gives the same Db, so that what is kept beside it outlives one invocation. */
export function openD1(binding: D1Database): Db {
  const known = opened.get(binding)
  if (known) return known
  const db = withAtomically(drizzle(binding, { schema }), async (queries) => {
    const statements = queries.map(compile)
    await binding.batch(statements.map((statement) => binding.prepare(statement.sql).bind(...statement.params)))
  })
  opened.set(binding, db)
  return db
}
