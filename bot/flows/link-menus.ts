/** Do friends have at LINE the menu of their label? Follows what changed, then asks LINE for those who are due. */

import { claimLinks, type DueLink, markLinked, markSaid, markUndone, returnLinks } from '../../db/menu-links.ts'
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
/** Of each request for many: one of them may have left in the meantime. */
const ASKED_ABOUT = 3
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
  const parts = partsOf(claimed, live)
  for (const [index, part] of parts.entries()) {
    const ask = part.isSaid ? readBack : link
    if (tally.calls < room && (await ask(deps, part, tally))) continue
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
  /** Undefined takes theirs away. */
  richMenuId: string | undefined
  /** LINE said that it would; now it is asked whether it did. */
  isSaid: boolean
  lineUserIds: string[]
}

/** Those of one menu together; whom LINE did not take among others is asked for alone. */
function partsOf(claimed: DueLink[], live: LiveMenu[]): Part[] {
  const idOf = (wanted: string) => live.find(({ id }) => id === wanted)?.richMenuId
  const isSaid = ({ wanted, linked, tries }: DueLink) => tries === 0 && linked === (idOf(wanted) ?? null)
  const kindOf = (due: DueLink) => (isSaid(due) ? 'said' : due.tries > 1 ? 'alone' : 'many')
  const groups = Map.groupBy(claimed, (due) => `${kindOf(due)} ${due.wanted}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const size = kindOf(first) === 'alone' ? 1 : MOST_PEOPLE
    return Array.from({ length: Math.ceil(group.length / size) }, (_, at) => ({
      wanted: first.wanted,
      richMenuId: idOf(first.wanted),
      isSaid: isSaid(first),
      lineUserIds: group.slice(at * size, (at + 1) * size).map(({ lineUserId }) => lineUserId),
    }))
  })
}

/**
 * What LINE refuses is due again when its lease ends: the same link twice is one link.
 * @returns false when LINE wants a pause
 */
const link = (deps: Deps, part: Part, tally: MenuLinks): Promise<boolean> =>
  asking(deps, part, tally, async () => {
    const { lineUserIds, richMenuId } = part
    const [first] = lineUserIds
    tally.calls += 1
    if (lineUserIds.length === 1 && first) {
      await deps.line.menus.link(first, richMenuId)
      await markLinked(deps.db, part)
    } else {
      await deps.line.menus.linkMany(lineUserIds, richMenuId)
      await markSaid(deps.db, part, deps.now())
    }
    tally.linked += lineUserIds.length
  })

/**
 * LINE does what it was asked for many a moment later, and tells nobody how it went (LINE §10): has one of them the menu?
 * @returns false when LINE wants a pause
 */
const readBack = (deps: Deps, part: Part, tally: MenuLinks): Promise<boolean> =>
  asking(deps, part, tally, async () => {
    const { wanted, richMenuId, lineUserIds } = part
    for (const lineUserId of lineUserIds.slice(0, ASKED_ABOUT)) {
      tally.calls += 1
      if ((await deps.line.menus.linked(lineUserId)) === richMenuId) return markLinked(deps.db, part)
    }
    deps.log('menus_not_done', { menu: wanted, people: lineUserIds.length })
    await markUndone(deps.db, lineUserIds, wanted, deps.now())
  })

async function asking(deps: Deps, part: Part, tally: MenuLinks, ask: () => Promise<void>): Promise<boolean> {
  try {
    await ask()
  } catch (error) {
    deps.log('menus_not_linked', { menu: part.wanted, people: part.lineUserIds.length, error })
    tally.busy = !(error instanceof LineRejected)
  }
  return !tally.busy
}
