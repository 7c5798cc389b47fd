/** How could these customers be reached at an earlier moment, and whom had they brought by then? What is kept says only how it is now. */

import { sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { consentLog, customers, friends, referrals, referralUses } from './schema.ts'

export interface KnownThen {
  following: boolean
  optedOut: boolean
  emailConsent: boolean
  referrals: number
}

/**
 * Who blocked or stopped since then could be reached still. Of a friend only the last change is kept: who is one now is
 * taken to have been one, so that a shop may look back on the months before it came here.
 */
export async function knownThen(db: Db, customerIds: readonly string[], at: Date): Promise<Map<string, KnownThen>> {
  const then = at.getTime()
  const friend = (what: ReturnType<typeof sql>) => sql`coalesce((
    select ${what} from ${friends} where ${friends.customerId} = ${customers.id}
    order by ${friends.createdAt} desc, ${friends.lineUserId} desc limit 1), 0)`
  const rows = await db.values<[string, number, number, number, number]>(sql`
    select ${customers.id},
      ${friend(sql`${friends.following} or ${friends.changedAt} > ${then}`)},
      ${friend(sql`${friends.optedOutAt} is not null and ${friends.optedOutAt} <= ${then}`)},
      coalesce((
        select ${consentLog.granted} from ${consentLog}
        where ${consentLog.customerId} = ${customers.id} and ${consentLog.channel} = 'email'
          and ${consentLog.purpose} = 'marketing' and ${consentLog.at} <= ${then}
        order by ${consentLog.at} desc, ${consentLog}.rowid desc limit 1), ${customers.emailConsent}),
      (select count(*) from ${referrals} join ${referralUses} on ${referralUses.code} = ${referrals.code}
        where ${referrals.customerId} = ${customers.id} and ${referralUses.countedAt} <= ${then})
    from json_each(${JSON.stringify(customerIds)}) as wanted join ${customers} on ${customers.id} = wanted.value`)
  return new Map(
    rows.map(([id, following, optedOut, emailConsent, brought]) => [
      id,
      { following: !!following, optedOut: !!optedOut, emailConsent: !!emailConsent, referrals: brought },
    ]),
  )
}
