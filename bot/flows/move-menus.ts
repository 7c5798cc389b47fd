/** A menu was replaced: LINE gives its successor to whoever has it, and only then is it deleted. One step at a time. */

import { beginMove, countLinked, endMove, markDeleted, saveMove } from '../../db/menu-links.ts'
import { type LiveMenu, madeMenus, type OpenMove, readMenuState } from '../../db/menus.ts'
import { addMinutes } from '../core/calendar.ts'
import { usualMenu } from '../core/menu-plan.ts'
import type { Deps } from '../deps.ts'
import { LineBusy } from '../errors.ts'

/** LINE moves people three times an hour (LINE §10). */
const PAUSE_MINUTES = 20
/** LINE's limit of one request. */
const MOST_MOVES = 1000

/** A menu that LINE has and that nobody should have any more. */
export interface OldMenu {
  menu: string
  richMenuId: string
}

/** Those we know of. */
export async function oldMenus(deps: Deps, live: readonly LiveMenu[]): Promise<OldMenu[]> {
  const inUse = new Set(live.map(({ richMenuId }) => richMenuId))
  return (await madeMenus(deps.db)).filter(({ richMenuId }) => !inUse.has(richMenuId))
}

/** Writes down what is to be moved; asks LINE for nothing yet. Only when no other move is open. */
export async function planMove(deps: Deps, live: readonly LiveMenu[], old: readonly OldMenu[]): Promise<void> {
  const successor = (menu: string) => live.find(({ id }) => id === menu)?.richMenuId
  const moves = old
    .slice(0, MOST_MOVES)
    .map(({ menu, richMenuId }) => ({ menu, from: richMenuId, to: successor(menu) }))
  if (moves.length > 0) await beginMove(deps.db, { key: deps.newId(), moves })
}

/**
 * The next step of the move that is open. After a crash the same request goes out under the same key, and LINE resumes it.
 * @returns how many menus were deleted; undefined while it is still open
 */
export async function moveMenus(deps: Deps): Promise<number | undefined> {
  const { move } = await readMenuState(deps.db)
  if (!move) return 0
  if ((move.notBefore ?? 0) > deps.now().getTime()) return undefined
  try {
    if (!move.requestId) {
      await saveMove(deps.db, { ...move, requestId: await deps.line.menus.move(move.moves, move.key) })
      return undefined
    }
    const phase = await deps.line.menus.moved(move.requestId)
    if (phase === 'succeeded') return await deleteMoved(deps, move)
    if (phase !== 'ongoing') await saveMove(deps.db, { ...move, requestId: undefined })
  } catch (error) {
    deps.log('menus_not_moved', { error })
    const pause = error instanceof LineBusy ? PAUSE_MINUTES : 1
    await saveMove(deps.db, { ...move, notBefore: addMinutes(deps.now(), pause).getTime() })
  }
  return undefined
}

async function deleteMoved(deps: Deps, { moves }: OpenMove): Promise<number> {
  const { menus } = deps.line
  const { live = [] } = await readMenuState(deps.db)
  // Linked meanwhile by a tick that did not know yet: moved with the next one.
  const linked = await countLinked(deps.db)
  const gone = moves.filter(({ from }) => !linked.has(from))
  const [aliases, usual] = [await menus.aliases(), await menus.usual()]
  for (const { menu, from, to } of gone) {
    if (aliases.get(menu) === from) await (to ? menus.setAlias(menu, to, false) : menus.removeAlias(menu))
    if (usual === from) await menus.setUsual(usualMenu(live)?.richMenuId)
    await menus.remove(from)
    await markDeleted(deps.db, from, deps.now())
  }
  await endMove(deps.db)
  await planMove(deps, live, await oldMenus(deps, live))
  return gone.length
}
