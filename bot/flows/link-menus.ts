/** Do friends have at LINE the menu of their label? Follows what changed, then asks LINE for those who are due. */

import { claimLinks, type DueLink, markLinked, returnLinks } from '../../db/menu-links.ts'
import { compareFriends, followLabels, keepPlace, type LiveMenu, type Place, readMenuState } from '../../db/menus.ts'
import { addMinutes } from '../core/calendar.ts'
import type { Deps } from '../deps.ts'
import { LineRejected } from '../errors.ts'
import { moveMenus } from './move-menus.ts'

/** LINE takes so many people in one request (LINE §10). */
const MOST_PEOPLE = 500
const CLAIMED = 2000
/** Requests to LINE in one tick: messages are not to wait long behind menus. */
const CALLS = 40
/** After LINE could not answer, or had had enough. */
const PAUSE_MINUTES = 1
const PAGE = 5000
const PAGES = 8
/** A change is written a moment after its instant was read: the history is read again from so long ago. */
const OVERLAP_MINUTES = 5

export interface MenuLinks {
  linked: number
  calls: number
  /** LINE wants a pause. */
  busy: boolean
}

/** Part of the tick. Costs one look at the database while no menu was ever made, three while nothing is due. */
export async function linkMenus(deps: Deps, { goOnMoving = true } = {}): Promise<MenuLinks> {
  const tally: MenuLinks = { linked: 0, calls: 0, busy: false }
  const { live, place, compared, move } = await readMenuState(deps.db)
  if (!live) return tally
  if (move && goOnMoving) await moveMenus(deps)
  await follow(deps, place)
  if (compared !== undefined) await compare(deps, compared)
  const room = Math.min(CALLS, deps.limits.callsPerTick)
  while (tally.calls < room) {
    const claimed = await claimLinks(deps.db, deps.now(), CLAIMED)
    if (claimed.length === 0) break
    if (!(await linkClaimed(deps, live, claimed, tally, room))) break
  }
  return tally
}

async function follow(deps: Deps, from: Place): Promise<void> {
  let place: Place = from
  for (let pages = 0; pages < PAGES; pages += 1) {
    const next = await followLabels(deps.db, place, PAGE, deps.now())
    if (!next) {
      const caughtUp: Place = [addMinutes(deps.now(), -OVERLAP_MINUTES).getTime(), 0]
      if (caughtUp[0] > from[0] || place !== from) await keepPlace(deps.db, caughtUp)
      return
    }
    place = next
  }
  await keepPlace(deps.db, place)
}

/** @returns false when LINE has had enough for now, or there is no room for more calls */
async function linkClaimed(
  deps: Deps,
  live: LiveMenu[],
  claimed: DueLink[],
  tally: MenuLinks,
  room: number,
): Promise<boolean> {
  const parts = partsOf(claimed)
  for (const [index, part] of parts.entries()) {
    const richMenuId = live.find(({ id }) => id === part.wanted)?.richMenuId
    if (tally.calls < room && (await link(deps, part, richMenuId, tally))) continue
    await returnLinks(
      deps.db,
      parts.slice(index).flatMap(({ lineUserIds }) => lineUserIds),
      addMinutes(deps.now(), tally.busy ? PAUSE_MINUTES : 0),
    )
    return false
  }
  return true
}

/** New menus: everybody is looked at once. */
async function compare(deps: Deps, from: string): Promise<void> {
  let last: string | undefined = from
  for (let pages = 0; pages < PAGES && last !== undefined; pages += 1)
    last = await compareFriends(deps.db, last, PAGE, deps.now())
}

interface Part {
  wanted: string
  lineUserIds: string[]
}

/** Those of one menu together; whom LINE did not take among others is asked for alone. */
function partsOf(claimed: DueLink[]): Part[] {
  const groups = Map.groupBy(claimed, ({ wanted, tries }) => (tries > 1 ? `${wanted} again` : wanted))
  return [...groups.values()].flatMap((group) => {
    const { wanted = '', tries = 1 } = group[0] ?? {}
    const size = tries > 1 ? 1 : MOST_PEOPLE
    return Array.from({ length: Math.ceil(group.length / size) }, (_, at) => ({
      wanted,
      lineUserIds: group.slice(at * size, (at + 1) * size).map(({ lineUserId }) => lineUserId),
    }))
  })
}

/**
 * What LINE refuses is due again when its lease ends: the same link twice is one link.
 * @returns false when LINE wants a pause
 */
async function link(
  deps: Deps,
  { wanted, lineUserIds }: Part,
  richMenuId: string | undefined,
  tally: MenuLinks,
): Promise<boolean> {
  tally.calls += 1
  try {
    const [first] = lineUserIds
    if (lineUserIds.length === 1 && first) await deps.line.menus.link(first, richMenuId)
    else await deps.line.menus.linkMany(lineUserIds, richMenuId)
    await markLinked(deps.db, { lineUserIds, wanted, richMenuId })
    tally.linked += lineUserIds.length
  } catch (error) {
    deps.log('menus_not_linked', { menu: wanted, people: lineUserIds.length, error })
    tally.busy = !(error instanceof LineRejected)
  }
  return !tally.busy
}
