/** What every contract here begins from: an emptied database, an instant, and the rows that several of them need. */

import { sql } from 'drizzle-orm'
import { beforeEach } from 'vitest'
import type { Db } from '../../db/client.ts'
import type { NewRequest } from '../../db/requests.ts'
import type { facts } from '../../db/schema.ts'

export const AT = new Date('2026-06-01T10:00:00+09:00')
export const plus = (minutes: number) => new Date(AT.getTime() + minutes * 60_000)

/** An empty database for each test; `open` gives the same one again where there is only one. */
export function emptied(open: () => Promise<Db>): { db: () => Db } {
  let db: Db
  beforeEach(async () => {
    db = await open()
    const tables = await db.all<{ name: string }>(
      sql`select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like '\\_%' escape '\\'
          and name not like 'd1_%'`,
    )
    for (const { name } of tables) await db.run(sql`delete from ${sql.identifier(name)}`)
  })
  return { db: () => db }
}

/** A row of `facts`, as somebody has who bought once. */
export const fact = (customerId: string, label: string, more: Partial<typeof facts.$inferInsert> = {}) => ({
  ...{ customerId, label, stage: 1, maxStage: 1, registered: true, purchases: 1, positives: 0, subscription: false },
  ...{ body: {}, knownUntil: AT, updatedAt: AT, ...more },
})

/** What a worker says who takes work for five minutes. */
export const claim = (leaseId: string, now = AT, limit = 500) => ({
  leaseId,
  now,
  leaseUntil: new Date(now.getTime() + 300_000),
  limit,
})

export const request = (id: string): NewRequest => ({
  id,
  kind: 'push',
  body: '{"to":"U"}',
  recipients: 1,
  status: 'sending',
  createdAt: AT,
  nextTryAt: plus(5),
})
