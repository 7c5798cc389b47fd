/** Opens Cloudflare D1. Only the Worker shell imports it. */

import type { D1Database } from '@cloudflare/workers-types'
import { drizzle } from 'drizzle-orm/d1'
import { type Db, withAtomically } from './client.ts'
import * as schema from './schema.ts'

export const openD1 = (binding: D1Database): Db =>
  withAtomically(drizzle(binding, { schema }), async (statements) => {
    await binding.batch(statements.map((statement) => binding.prepare(statement.sql).bind(...statement.params)))
  })
