/** Friends whose menu at LINE is to be changed: taken with a lease, marked when LINE has answered; and menus that go. */

import { sql } from 'drizzle-orm'
import { type Db, isAnyOf } from './client.ts'
import { MOVE, type OpenMove } from './menus.ts'
import { friendMenus, friends, richMenus } from './schema.ts'
import { clearState, putState } from './state.ts'

export interface DueLink {
  lineUserId: string
  wanted: string
  /** LINE's rich menu id that was linked last. */
  linked: string | null
  /** How often it was taken, this time too; 0 when LINE has taken it among many and may be asked whether it is there. */
  tries: number
}

/** Doubles with each try: five minutes, ten … up to a day. */
const LEASE_MS = 300_000
const MOST_DOUBLINGS = 8
/** Of `tries`: LINE said that it would (202). */
const SAID = -1
const READ_BACK_MS = 300_000

/** Takes those who are due; they are due again by themselves if nothing more is heard of it. Never somebody who blocked us. */
export async function claimLinks(db: Db, now: Date, limit: number): Promise<DueLink[]> {
  return db.all<DueLink>(sql`
    update ${friendMenus} set due_at = ${now.getTime()} + ${LEASE_MS} * (1 << max(0, min(tries, ${MOST_DOUBLINGS}))), tries = tries + 1
    where line_user_id in (
      select due.line_user_id from ${friendMenus} as due join ${friends} as friend on friend.line_user_id = due.line_user_id
      where due.due_at <= ${now.getTime()} and friend.following = 1 order by due.due_at limit ${limit})
    returning line_user_id as "lineUserId", wanted, linked, tries`)
}

interface Linked {
  lineUserIds: string[]
  wanted: string
  richMenuId: string | undefined
}

/** LINE did it. Whoever wants another one by now stays due. */
export const markLinked = (db: Db, linked: Linked): Promise<void> => mark(db, linked, null, 0)

/** LINE said that it would do it for these many: in a while it can be asked whether it did (LINE §10). */
export const markSaid = (db: Db, linked: Linked, now: Date): Promise<void> =>
  mark(db, linked, now.getTime() + READ_BACK_MS, SAID)

async function mark(db: Db, linked: Linked, dueAt: number | null, tries: number): Promise<void> {
  const { lineUserIds, wanted, richMenuId = null } = linked
  await db.run(sql`
    update ${friendMenus} set linked = ${richMenuId},
      due_at = case when wanted = ${wanted} then ${dueAt} else due_at end,
      tries = case when wanted = ${wanted} then ${tries} else tries end
    where ${isAnyOf(friendMenus.lineUserId, lineUserIds)}`)
}

/** LINE has not done what it said: each is due at once, and asked for alone. */
export async function markUndone(db: Db, lineUserIds: string[], wanted: string, now: Date): Promise<void> {
  await db.run(sql`
    update ${friendMenus} set linked = null, due_at = ${now.getTime()}, tries = 1
    where wanted = ${wanted} and ${isAnyOf(friendMenus.lineUserId, lineUserIds)}`)
}

/** Taken, but LINE was not asked, or did not say anything about them: as if they had not been taken. */
export async function returnLinks(db: Db, lineUserIds: string[], dueAt: Date): Promise<void> {
  await db.run(sql`
    update ${friendMenus} set due_at = ${dueAt.getTime()}, tries = tries - 1
    where due_at is not null and ${isAnyOf(friendMenus.lineUserId, lineUserIds)}`)
}

/** Who still waits for LINE to be asked. */
export async function countDueLinks(db: Db): Promise<number> {
  const rows = await db.all<{ count: number }>(
    sql`select count(*) as count from ${friendMenus} join ${friends} using (line_user_id)
      where due_at is not null and tries <> ${SAID} and following = 1`,
  )
  return rows[0]?.count ?? 0
}

/** How many have each of LINE's menus, by what we asked of LINE. */
export async function countLinked(db: Db): Promise<Map<string, number>> {
  const rows = await db.all<{ linked: string; count: number }>(
    sql`select linked, count(*) as count from ${friendMenus} where linked is not null group by linked`,
  )
  return new Map(rows.map(({ linked, count }) => [linked, count]))
}

/** Written down before LINE is asked; from here on friends count as having the new one, which LINE will see to. */
export async function beginMove(db: Db, move: OpenMove): Promise<void> {
  const pairs = JSON.stringify(move.moves.map(({ from, to }) => [from, to ?? null]))
  await db.atomically([
    putState(MOVE, JSON.stringify(move)),
    sql`update ${friendMenus} set linked = moved.target
        from (select value ->> 0 as source, value ->> 1 as target from json_each(${pairs})) as moved
        where friend_menus.linked = moved.source`,
  ])
}

export const saveMove = (db: Db, move: OpenMove): Promise<void> => db.atomically([putState(MOVE, JSON.stringify(move))])

export const endMove = (db: Db): Promise<void> => clearState(db, MOVE)

/** LINE has it no more. */
export async function markDeleted(db: Db, richMenuId: string, at: Date): Promise<void> {
  await db.update(richMenus).set({ deletedAt: at }).where(sql`${richMenus.richMenuId} = ${richMenuId}`)
}
