/** Who agreed to what, or took it back: kept as evidence (DOMAIN §5.1, §5.5). */

import { type SQL, sql } from 'drizzle-orm'
import { type Db, insertAll } from './client.ts'
import { consentLog, customers } from './schema.ts'

export interface Consent {
  /** The event's id: the same event is written down once. */
  id: string
  customerId: string
  purpose: 'service' | 'marketing' | 'link' | 'quote'
  granted: boolean
  at: Date
  evidence?: string
}

/** What a customer said in the chat, once an event. */
export async function logConsent(db: Db, consent: Consent): Promise<void> {
  await db
    .insert(consentLog)
    .values({ ...consent, channel: 'line', source: 'line' })
    .onConflictDoNothing()
}

export const insertConsents = (rows: (typeof consentLog.$inferInsert)[]) =>
  insertAll(consentLog, rows, sql`on conflict do nothing`)

export type ShopConsent = typeof consentLog.$inferInsert

/**
 * What a shop system tells of its customers' consents, of several customers at once; the newest word counts, whenever it
 * arrives. Who was forgotten agrees to nothing.
 */
export function takeConsents(rows: ShopConsent[]): SQL[] {
  if (rows.length === 0) return []
  const ids = JSON.stringify([...new Set(rows.map(({ customerId }) => customerId))])
  return [
    insertAll(consentLog, rows, sql`on conflict (id) do update set at = max(at, excluded.at)`),
    sql`update ${customers} set email_consent = coalesce((
        select granted from ${consentLog} as told
        where told.customer_id = customers.id and told.channel = 'email' and told.purpose = 'marketing'
        order by told.at desc, told.rowid desc limit 1), email_consent)
      where id in (select value from json_each(${ids})) and deleted_at is null`,
  ]
}
