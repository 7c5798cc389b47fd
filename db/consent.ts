/** Who agreed to what, or took it back: kept as evidence (DOMAIN §5.1, §5.5). */

import { sql } from 'drizzle-orm'
import { type Db, insertAll } from './client.ts'
import { consentLog } from './schema.ts'

export interface Consent {
  /** The event's id: the same event is written down once. */
  id: string
  customerId: string
  purpose: 'service' | 'marketing' | 'link' | 'quote'
  granted: boolean
  at: Date
  evidence?: string
}

export async function logConsent(db: Db, consent: Consent): Promise<void> {
  await db
    .insert(consentLog)
    .values({ ...consent, channel: 'line', source: 'line' })
    .onConflictDoNothing()
}

export const insertConsents = (rows: (typeof consentLog.$inferInsert)[]) =>
  insertAll(consentLog, rows, sql`on conflict do nothing`)
