/** Do LINE's rich menus match what is published? Makes what is missing, shows it, and takes away what it replaced. */

import { countDueLinks } from '../../db/menu-links.ts'
import { goLive, type LiveMenu, type MadeMenu, madeMenus, readMenuState, saveMade } from '../../db/menus.ts'
import { addMinutes } from '../core/calendar.ts'
import { standingsOf, tagOf, usualMenu } from '../core/menu-plan.ts'
import type { Deps } from '../deps.ts'
import { linkMenus } from './link-menus.ts'
import { moveMenus, type OldMenu, oldMenus, planMove } from './move-menus.ts'
import { type MenuStudio, type PlannedMenu, planMenus } from './plan-menus.ts'

const OVERLAP_MINUTES = 5
/** LINE answers 100 questions an hour about how a move goes: asked after 1, 2, 4, 8 … seconds, for some two minutes. */
const ASKS = 7

export interface SyncWish {
  /** Says what would be done, without asking LINE anything. */
  dryRun?: boolean
  /** Looks at LINE even if we know of no change: menus may have been deleted there by other means. */
  again?: boolean
  /** Leaves what is replaced at LINE until the next time: a Worker may still link to it. */
  keepOld?: boolean
  onLinked?: (done: number, all: number) => void
  /** Waits, in milliseconds. */
  pause: (ms: number) => Promise<void>
}

export interface MenuSync {
  menus: { id: string; name: string; labels: string[]; change: 'new' | 'changed' | 'same'; drawn: boolean }[]
  /** Published no more: their friends get another one, or none. */
  retired: string[]
  /** The menu of everybody without one of their own. */
  usual?: string
  linked: number
  /** Friends that LINE is still to be asked for. */
  waiting: number
  deleted: number
  /** LINE is still moving people from an old menu; the next tick or sync goes on. */
  moving: boolean
  dryRun: boolean
}

/**
 * Safe to repeat, and to be killed at any point. Nothing changed: LINE is not asked at all.
 * @throws LineBusy, LineUnreachable, LineRejected as LINE answers: what was done stays, the next time goes on from there
 */
export async function syncMenus(deps: Deps, studio: MenuStudio, wish: SyncWish): Promise<MenuSync> {
  const planned = await planMenus(deps, studio)
  const made = await madeMenus(deps.db)
  const { live = [] } = await readMenuState(deps.db)
  const report = reportOf(planned, made, live, wish)
  if (wish.dryRun) return { ...report, waiting: await countDueLinks(deps.db) }
  await finishMove(deps, wish)

  const atLine = await lookAtLine(deps, planned, made, wish)
  const next: LiveMenu[] = []
  const menus = planned.map(({ menu }) => menu)
  for (const one of planned) {
    const richMenuId = await make(deps, one, made, atLine)
    await pointAlias(deps, one.menu.id, richMenuId, live, atLine)
    if (!made.some((row) => row.richMenuId === richMenuId))
      await saveMade(deps.db, { menu: one.menu.id, hash: one.hash, richMenuId, at: deps.now() })
    next.push({ id: one.menu.id, richMenuId, labels: one.menu.labels, standings: standingsOf(one.menu, menus) })
  }
  await showUsual(deps, next, live, wish)
  if (JSON.stringify(next) !== JSON.stringify(live) || wish.again)
    await goLive(deps.db, next, [addMinutes(deps.now(), -OVERLAP_MINUTES).getTime(), 0])
  if (!(await readMenuState(deps.db)).move)
    await planMove(deps, next, [...(await oldMenus(deps, next)), ...strays(atLine, made, next)])
  const linked = await linkAll(deps, wish)
  const deleted = wish.keepOld ? await moveMenus(deps) : await finishMove(deps, wish)
  const moving = (await readMenuState(deps.db)).move !== undefined
  return { ...report, linked, deleted: deleted ?? 0, moving, waiting: await countDueLinks(deps.db) }
}

function reportOf(planned: PlannedMenu[], made: MadeMenu[], live: LiveMenu[], { dryRun = false }: SyncWish): MenuSync {
  const isMade = ({ menu, hash }: PlannedMenu) => made.some((row) => row.menu === menu.id && row.hash === hash)
  const isLive = ({ menu }: PlannedMenu) => live.some(({ id }) => id === menu.id)
  const menus = planned.map((one) => ({
    id: one.menu.id,
    name: one.menu.name,
    labels: one.menu.labels,
    change: !isLive(one) ? ('new' as const) : isMade(one) ? ('same' as const) : ('changed' as const),
    drawn: one.menu.image === undefined,
  }))
  const retired = live.map(({ id }) => id).filter((id) => !menus.some((menu) => menu.id === id))
  const usual = usualMenu(planned.map(({ menu }) => menu))?.id
  return { menus, retired, usual, linked: 0, waiting: 0, deleted: 0, moving: false, dryRun }
}

interface AtLine {
  menus: { richMenuId: string; name: string }[]
  aliases: Map<string, string>
}

/** Looked at only when something is to be made: what a crash left there is used, not made again. */
async function lookAtLine(
  deps: Deps,
  planned: PlannedMenu[],
  made: MadeMenu[],
  { again }: SyncWish,
): Promise<AtLine | undefined> {
  const isMade = ({ menu, hash }: PlannedMenu) => made.some((row) => row.menu === menu.id && row.hash === hash)
  if (!again && planned.every(isMade)) return undefined
  return { menus: await deps.line.menus.list(), aliases: await deps.line.menus.aliases() }
}

/** @returns LINE's id of a menu that has its picture */
async function make(
  deps: Deps,
  { menu, hash, request, picture }: PlannedMenu,
  made: MadeMenu[],
  atLine: AtLine | undefined,
): Promise<string> {
  const { menus } = deps.line
  const known = made.find((row) => row.menu === menu.id && row.hash === hash)
  if (known && (!atLine || atLine.menus.some(({ richMenuId }) => richMenuId === known.richMenuId)))
    return known.richMenuId
  const left = atLine?.menus.find(({ name }) => {
    const tag = tagOf(name)
    return tag?.menu === menu.id && tag.hash === hash
  })
  const richMenuId = left?.richMenuId ?? (await menus.create(request))
  if (!left || !(await menus.hasPicture(richMenuId))) await menus.setPicture(richMenuId, await picture())
  return richMenuId
}

/** `switch_to` leads through the alias, which therefore follows at once. */
async function pointAlias(
  deps: Deps,
  alias: string,
  richMenuId: string,
  live: LiveMenu[],
  atLine: AtLine | undefined,
): Promise<void> {
  const now = atLine ? atLine.aliases.get(alias) : live.find(({ id }) => id === alias)?.richMenuId
  if (now === richMenuId) return
  const aliases = atLine?.aliases ?? (await deps.line.menus.aliases())
  await deps.line.menus.setAlias(alias, richMenuId, !aliases.has(alias))
}

/** A default that somebody else set stays when no menu of ours is for everybody. */
async function showUsual(deps: Deps, next: LiveMenu[], live: LiveMenu[], { again }: SyncWish): Promise<void> {
  const [wanted, before] = [usualMenu(next), usualMenu(live)]
  if (wanted?.richMenuId === before?.richMenuId && !again) return
  const now = await deps.line.menus.usual()
  if (wanted && now !== wanted.richMenuId) await deps.line.menus.setUsual(wanted.richMenuId)
  if (!wanted && now !== undefined && now === before?.richMenuId) await deps.line.menus.setUsual(undefined)
}

/** Everybody who is due, without waiting for a tick. */
async function linkAll(deps: Deps, { onLinked }: SyncWish): Promise<number> {
  let linked = 0
  for (;;) {
    const done = await linkMenus(deps, { goOnMoving: false })
    linked += done.linked
    const { compared } = await readMenuState(deps.db)
    const waiting = await countDueLinks(deps.db)
    onLinked?.(linked, linked + waiting)
    if (done.busy || (done.linked === 0 && compared === undefined)) return linked
  }
}

/** Menus of ours that only LINE knows of: left there by a crash, or by a database that was put back. */
function strays(atLine: AtLine | undefined, made: MadeMenu[], live: LiveMenu[]): OldMenu[] {
  const known = new Set([...made, ...live].map(({ richMenuId }) => richMenuId))
  return (atLine?.menus ?? []).flatMap(({ richMenuId, name }) => {
    const menu = tagOf(name)?.menu
    return menu === undefined || known.has(richMenuId) ? [] : [{ menu, richMenuId }]
  })
}

/** @returns how many menus were deleted; undefined when LINE takes longer than anybody waits here */
async function finishMove(deps: Deps, { pause }: SyncWish): Promise<number | undefined> {
  for (let asked = 0; asked < ASKS; asked += 1) {
    const deleted = await moveMenus(deps)
    const { move } = await readMenuState(deps.db)
    if (!move) return deleted
    if ((move.notBefore ?? 0) > deps.now().getTime()) return undefined
    await pause(1000 * 2 ** asked)
  }
  return undefined
}
