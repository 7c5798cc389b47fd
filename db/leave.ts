/** Who goes: an account that is no longer joined to orders, and a customer who wants to be forgotten (DOMAIN §3.8, §5.5). */

import { sql } from 'drizzle-orm'
import { insertAudit } from './audit.ts'
import type { Db } from './client.ts'
import { insertConsents } from './consent.ts'
import { takeLeases } from './leases.ts'
import { wantMenus } from './menus.ts'
import { forgetDaysOf } from './rule132-days.ts'
import {
  attempts,
  customerMerges,
  customers,
  deliveries,
  enrollments,
  facts,
  friendMenus,
  friends,
  inbox,
  linkClaims,
  orders,
  referrals,
  referralUses,
  requests,
  responses,
  signals,
  subscriptions,
  surveys,
  voices,
} from './schema.ts'

const endScenarios = (customerId: string, reason: string, at: Date) => [
  sql`update ${enrollments} set status = 'ended', ended_reason = ${reason}, ended_at = ${at.getTime()}, next_due_at = null
      where customer_id = ${customerId} and status = 'active'`,
  takeLeases(sql`${customerId}`),
]

export interface Leaving {
  lineUserId: string
  customerId: string
  /** Of what is written down about it. */
  id: string
  at: Date
}

const consent = ({ id, customerId, at }: Leaving) =>
  insertConsents([{ id, customerId, channel: 'liff', purpose: 'link', granted: false, source: 'liff', at }])

/** The account becomes somebody we know nothing about; the shop keeps its customer, without LINE. */
export async function unjoin(db: Db, leaving: Leaving & { placeholderId: string }): Promise<void> {
  const { lineUserId, customerId, placeholderId, at } = leaving
  await db.atomically([
    sql`insert into ${customers} (id, created_at) values (${placeholderId}, ${at.getTime()})`,
    sql`update ${friends} set customer_id = ${placeholderId}, linked_at = null
        where line_user_id = ${lineUserId} and customer_id = ${customerId}`,
    wantMenus([lineUserId], at),
    ...endScenarios(customerId, 'unlinked', at),
    consent(leaving),
  ])
}

/** Whom to forget, and on whose word. */
export interface Forgetting {
  customerId: string
  /** All their accounts. */
  lineUserIds: string[]
  actor: string
  /** Of what is written down about it. */
  id: string
  at: Date
}

/** Letters to this person alone that have not left, or may have: nobody tries them again, and nobody reads them. */
const dropLetters = ({ customerId, lineUserIds, at }: Forgetting) => {
  const toThem = lineUserIds.map((user) => `{"to":"${user}"`)
  const open = sql`status = 'sending' and kind = 'push' and (
    id in (select request_id from ${deliveries} where customer_id = ${customerId})
    or substr(body, 1, instr(body, ',') - 1) in (select value from json_each(${JSON.stringify(toThem)})))`
  return [
    sql`update ${deliveries} set
          status = case when refused then 'skipped' else 'unknown' end, code = 'S_ENDED',
          reason = 'お客さまの記録を消したため、それからはお送りしませんでした。'
        from (select id, refused from ${requests} where ${open}) as letter
        where request_id = letter.id and status = 'sending'`,
    sql`update ${requests} set
          status = case when refused then 'withdrawn' else 'unknown' end, body = '{}', finished_at = ${at.getTime()}
        where ${open}`,
  ]
}

/**
 * Name, address, accounts, words and answers go; what was bought and paid stays, without a person, for the shop's books.
 * A multicast that may still have to be repeated stays as it is: it would be another one to LINE.
 */
export async function forget(db: Db, forgetting: Forgetting): Promise<void> {
  const { lineUserIds, customerId, actor, id, at } = forgetting
  const own = sql`select request_id from ${deliveries} where customer_id = ${customerId} and request_id is not null`
  await db.atomically([
    ...endScenarios(customerId, 'withdrawn', at),
    ...dropLetters(forgetting),
    ...lineUserIds.map(
      (user) =>
        sql`update ${requests} set body = replace(body, ${user}, '') where status <> 'sending' and kind = 'multicast' and id in (${own})`,
    ),
    sql`update ${requests} set body = '{}' where status <> 'sending' and kind = 'push' and id in (${own})`,
    sql`update ${deliveries} set line_user_id = null where customer_id = ${customerId} and status <> 'sending'`,
    sql`update ${customers} set name = null, kana = null, email = null, phone = null, birthday_on = null, prefecture = null,
          email_consent = 0, marketing_allowed = 0, deleted_at = ${at.getTime()}
        where id = ${customerId} or merged_into = ${customerId}`,
    sql`delete from ${friendMenus} where line_user_id in (select line_user_id from ${friends} where customer_id = ${customerId})`,
    sql`delete from ${friends} where customer_id = ${customerId}`,
    forgetDaysOf(sql`select ${customerId}`),
    ...[voices, signals, responses, surveys, facts].map(
      (table) => sql`delete from ${table} where customer_id = ${customerId}`,
    ),
    sql`delete from ${referrals} where customer_id = ${customerId}`,
    sql`delete from ${referralUses} where customer_id = ${customerId} and counted_at is null`,
    // What a merge could be undone with is the person once more.
    sql`update ${customerMerges} set moved = '{}' where into_id = ${customerId} or from_id = ${customerId}`,
    // A fingerprint is the report itself, name and all.
    ...[orders, subscriptions].map(
      (table) => sql`update ${table} set fingerprint = 'forgotten' where customer_id = ${customerId}`,
    ),
    ...lineUserIds.flatMap((user) => [
      sql`delete from ${attempts} where subject in (${`session:${user}`}, ${`link:${user}`}, ${`referral:${user}`})`,
      sql`delete from ${linkClaims} where line_user_id = ${user}`,
      sql`delete from ${inbox} where user_id = ${user} and status <> 'pending'`,
    ]),
    insertConsents([
      {
        id,
        customerId,
        channel: 'liff',
        purpose: 'link',
        granted: false,
        source: actor === 'customer' ? 'liff' : actor,
        at,
      },
    ]),
    insertAudit({ id, actor, action: 'forget', subject: customerId, details: {}, at }),
  ])
}
