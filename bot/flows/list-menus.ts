/** Which rich menus are at LINE, which of them are ours, and how many friends have each? */

import { countLinked } from '../../db/menu-links.ts'
import { madeMenus, readMenuState } from '../../db/menus.ts'
import type { Deps } from '../deps.ts'

export interface MenuList {
  menus: {
    id: string
    rich_menu_id: string
    labels: string[]
    /** Shown to everybody without a menu of their own. */
    usual: boolean
    people: number
    /** LINE has it no more. */
    missing: boolean
    /** Replaced, and still there. */
    old: boolean
  }[]
  /** Made through LINE's API by somebody else. */
  others: number
}

export async function listMenus(deps: Deps): Promise<MenuList> {
  const atLine = new Set((await deps.line.menus.list()).map(({ richMenuId }) => richMenuId))
  const usual = await deps.line.menus.usual()
  const people = await countLinked(deps.db)
  const { live = [] } = await readMenuState(deps.db)
  const old = (await madeMenus(deps.db)).filter(
    (made) => !live.some(({ richMenuId }) => richMenuId === made.richMenuId),
  )
  const known = [
    ...live.map((menu) => ({ ...menu, old: false })),
    ...old.map(({ menu, richMenuId }) => ({ id: menu, richMenuId, labels: [], old: true })),
  ]
  return {
    menus: known.map(({ richMenuId, ...menu }) => ({
      ...menu,
      rich_menu_id: richMenuId,
      usual: richMenuId === usual,
      people: people.get(richMenuId) ?? 0,
      missing: !atLine.has(richMenuId),
    })),
    others: [...atLine].filter((id) => !known.some(({ richMenuId }) => richMenuId === id)).length,
  }
}
