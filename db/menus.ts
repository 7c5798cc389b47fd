/** Who should have which rich menu, what was made at LINE, and how far both are the same. */

import { isNull, type SQL, sql } from 'drizzle-orm'
import { type Db, insertAll, isAnyOf } from './client.ts'
import { facts, friendMenus, friends, labelHistory, richMenus, state } from './schema.ts'
import { clearState, putState, readStates } from './state.ts'

export type MadeMenu = typeof richMenus.$inferSelect

/** A menu as friends are given it now. */
export interface LiveMenu {
  /** The file's id. */
  id: string
  richMenuId: string
  labels: string[]
  /** Whom it is for: `visitor 0`, `supporter 1`: a label, and whether a contract is running. */
  standings: string[]
}

/** Everybody who has `from` is being given `to` by LINE itself, so that `from` can be deleted. */
export interface OpenMove {
  /** LINE's key under which the very same request may be sent again. */
  key: string
  moves: { menu: string; from: string; to?: string }[]
  /** Once LINE has taken it. */
  requestId?: string
  /** Epoch milliseconds: not asked again before. */
  notBefore?: number
}

/** A place in the history of labels: the instant, and the row among those of that instant. */
export type Place = [at: number, row: number]

const LIVE = 'menus_live'
const PLACE = 'menus_place'
const COMPARED = 'menus_compared'
export const MOVE = 'menus_move'

export interface MenuState {
  /** Undefined until menus were made for the first time. */
  live?: LiveMenu[]
  place: Place
  /** The friend up to whom everybody was compared with new menus; undefined when that is done. */
  compared?: string
  move?: OpenMove
}

export async function readMenuState(db: Db): Promise<MenuState> {
  const kept = await readStates(db, [LIVE, PLACE, COMPARED, MOVE])
  const read = (key: string) => JSON.parse(kept.get(key) ?? 'null') ?? undefined
  return { live: read(LIVE), place: read(PLACE) ?? [0, 0], compared: read(COMPARED), move: read(MOVE) }
}

/** Those that LINE still has, as far as we know. */
export const madeMenus = (db: Db): Promise<MadeMenu[]> => db.select().from(richMenus).where(isNull(richMenus.deletedAt))

/** Complete: with its picture. The same content was there before under another of LINE's ids, or never. */
export async function saveMade(
  db: Db,
  made: { menu: string; hash: string; richMenuId: string; at: Date },
): Promise<void> {
  const { at, ...row } = made
  const again = sql`on conflict (menu, hash) do update set rich_menu_id = excluded.rich_menu_id, created_at = excluded.created_at, deleted_at = null`
  await db.run(insertAll(richMenus, [{ ...row, createdAt: at }], again))
}

const liveMenus = sql`json_each((select value from ${state} where key = ${LIVE})) as menu`

/** Sets what each of these friends should have; somebody we know nothing of is unregistered. */
const wanted = (whose: SQL, at: Date): SQL => sql`
  insert into ${friendMenus} (line_user_id, wanted, due_at)
  select friend.line_user_id, coalesce(own.id, ''), case when own.id is null then null else ${at.getTime()} end
  from ${friends} as friend left join ${facts} on facts.customer_id = friend.customer_id
  left join (select menu.value ->> 'id' as id, standing.value as standing from ${liveMenus}, json_each(menu.value, '$.standings') as standing) as own
    on own.standing = coalesce(facts.label, 'unregistered') || ' ' || coalesce(facts.subscription, 0)
  where friend.following = 1 and exists (select 1 from ${state} where key = ${LIVE}) and ${whose}
  on conflict (line_user_id) do update set wanted = excluded.wanted, tries = 0,
    due_at = case when excluded.wanted = '' and friend_menus.linked is null then null else ${at.getTime()} end
  where friend_menus.wanted <> excluded.wanted`

/** For whoever these LINE users are now: they were joined to another customer. */
export const wantMenus = (lineUserIds: string[], at: Date): SQL =>
  wanted(isAnyOf(sql`friend.line_user_id`, lineUserIds), at)

/** For the LINE users of these customers: others may have become theirs. */
export const wantMenusOf = (db: Db, customerIds: string[], at: Date): Promise<void> =>
  db.atomically([wanted(isAnyOf(sql`friend.customer_id`, customerIds), at)])

/** A block takes a person's own menu away at LINE; whoever comes back is given it again, and a blocked one is left alone. */
export const menusAfterFollowing = (lineUserId: string, at: Date): SQL[] => [
  wantMenus([lineUserId], at),
  sql`update ${friendMenus} set linked = null, tries = 0, due_at = case
        when wanted <> '' and (select following from ${friends} where line_user_id = ${lineUserId}) then ${at.getTime()} end
      where line_user_id = ${lineUserId}`,
]

/** What is noted when friends are given these from now on: each of them is still to be compared with what they have. */
export const liveNotes = (live: LiveMenu[], place: Place): [key: string, value: string][] => [
  [LIVE, JSON.stringify(live)],
  [PLACE, JSON.stringify(place)],
  [COMPARED, JSON.stringify('')],
]

export const goLive = (db: Db, live: LiveMenu[], place: Place): Promise<void> =>
  db.atomically(liveNotes(live, place).map(([key, value]) => putState(key, value)))

/**
 * Looks at the next friends in the order of their ids: do they want what they should, and have they what they want?
 * @returns the last one, to go on from; undefined at the end
 */
export async function compareFriends(db: Db, after: string, limit: number, at: Date): Promise<string | undefined> {
  const page = await db.all<{ id: string }>(sql`
    select line_user_id as id from ${friends} where line_user_id > ${after} order by line_user_id limit ${limit}`)
  const last = page.at(-1)?.id
  if (last === undefined) {
    await clearState(db, COMPARED)
    return undefined
  }
  await db.atomically([
    putState(COMPARED, JSON.stringify(last)),
    wanted(sql`friend.line_user_id > ${after} and friend.line_user_id <= ${last}`, at),
    sql`update ${friendMenus} set due_at = ${at.getTime()}, tries = 0
        where line_user_id > ${after} and line_user_id <= ${last} and due_at is null
          and coalesce(linked, '') <> coalesce((select menu.value ->> 'richMenuId' from ${liveMenus} where menu.value ->> 'id' = wanted), '')
          and (select following from ${friends} where friends.line_user_id = friend_menus.line_user_id)`,
  ])
  return last
}

/**
 * Whose label changed since: sets what they should have. Repeating it changes nothing.
 * @param place where to begin, and in the answer where to go on; undefined when nothing more has changed
 */
export async function followLabels(db: Db, place: Place, limit: number, at: Date): Promise<Place | undefined> {
  const [from, row] = place
  // Two looks, each straight to its place in the index: an import gives thousands the same instant.
  const next = (where: SQL) => sql`
    select * from (select customer_id as id, at, rowid as row from ${labelHistory} where ${where} order by at, rowid limit ${limit})`
  const page = await db.all<{ id: string; at: number; row: number }>(sql`
    ${next(sql`at = ${from} and rowid > ${row}`)} union all ${next(sql`at > ${from}`)} order by at, row limit ${limit}`)
  const last = page.at(-1)
  if (!last) return undefined
  const customers = [...new Set(page.map(({ id }) => id))]
  await db.atomically([wanted(isAnyOf(sql`friend.customer_id`, customers), at)])
  return page.length < limit ? undefined : [last.at, last.row]
}

export const keepPlace = (db: Db, place: Place): Promise<void> =>
  db.atomically([putState(PLACE, JSON.stringify(place))])
