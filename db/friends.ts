/** LINE users who added the account. */

import { eq, sql } from 'drizzle-orm'
import { type Db, isAnyOf } from './client.ts'
import { menusAfterFollowing } from './menus.ts'
import { consentLog, customers, friends } from './schema.ts'

export type Friend = typeof friends.$inferSelect

export async function findFriend(db: Db, lineUserId: string): Promise<Friend | undefined> {
  const rows = await db.select().from(friends).where(eq(friends.lineUserId, lineUserId))
  return rows[0]
}

export async function findFriends(db: Db, lineUserIds: string[]): Promise<Friend[]> {
  return db.select().from(friends).where(isAnyOf(friends.lineUserId, lineUserIds))
}

/** Every LINE account of a customer. */
export async function accountsOf(db: Db, customerId: string): Promise<string[]> {
  const rows = await db.select({ id: friends.lineUserId }).from(friends).where(eq(friends.customerId, customerId))
  return rows.map(({ id }) => id)
}

/** The newest LINE account of each customer. */
export async function friendsOf(db: Db, customerIds: string[]): Promise<Map<string, Friend>> {
  const rows = await db
    .select()
    .from(friends)
    .where(isAnyOf(friends.customerId, customerIds))
    .orderBy(friends.createdAt)
  return new Map(rows.map((row) => [row.customerId, row]))
}

/**
 * A LINE user seen for the first time, with a customer of their own until an order is linked.
 * Safe to repeat: the first one stays.
 */
export async function addFriend(
  db: Db,
  friend: { lineUserId: string; customerId: string; at: Date; now: Date },
): Promise<void> {
  await db.atomically([
    sql`insert into ${friends} (line_user_id, customer_id, following, changed_at, created_at)
        values (${friend.lineUserId}, ${friend.customerId}, 1, ${friend.at.getTime()}, ${friend.now.getTime()})
        on conflict do nothing`,
    sql`insert into ${customers} (id, created_at)
        select ${friend.customerId}, ${friend.now.getTime()}
        where exists (select 1 from ${friends} where customer_id = ${friend.customerId})
        on conflict do nothing`,
  ])
}

/** Friend or blocked, as of LINE's event time: older news never overwrites newer (LINE §3). */
export async function setFollowing(db: Db, lineUserId: string, following: boolean, at: Date): Promise<void> {
  await db.atomically([
    sql`update ${friends} set following = ${following ? 1 : 0}, changed_at = ${at.getTime()}
        where line_user_id = ${lineUserId} and changed_at <= ${at.getTime()}`,
    ...menusAfterFollowing(lineUserId, at),
  ])
}

/** Stopped or not, as of when it was said: a word that is older than the newest one on record changes nothing (LINE §3). */
export async function setOptedOut(db: Db, lineUserId: string, optedOut: boolean, at: Date): Promise<void> {
  await db.run(sql`
    update ${friends} set opted_out_at = ${optedOut ? at.getTime() : null}
    where line_user_id = ${lineUserId} and not exists (
      select 1 from ${consentLog} as later
      where later.customer_id = friends.customer_id and later.purpose = 'marketing' and later.at > ${at.getTime()})`)
}

export async function setProfile(
  db: Db,
  lineUserId: string,
  profile: { displayName: string; pictureUrl?: string },
): Promise<void> {
  await db.update(friends).set(profile).where(eq(friends.lineUserId, lineUserId))
}
