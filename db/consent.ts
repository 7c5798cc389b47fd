/** Who agreed to what, or took it back: kept as evidence (DOMAIN §5.1, §5.5). */

import { type Db, insertAll } from './client.ts'
import { auditLog, consentLog } from './schema.ts'

export interface Consent {
  /** The event's id: the same event is written down once. */
  id: string
  customerId: string
  purpose: 'service' | 'marketing' | 'link'
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

/** A line of the audit log, as a statement, to be one with what it tells of. */
export const auditEntry = (entry: typeof auditLog.$inferInsert) => insertAll(auditLog, [entry])
