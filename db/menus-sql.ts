/** Menus as they were made at LINE, as SQL: to carry them from a desk's database to D1, which no command can open. */

import type { Db } from './client.ts'
import { liveNotes, readMenuState } from './menus.ts'
import { literal } from './revisions-sql.ts'
import { richMenus } from './schema.ts'

/** Whoever had a menu that was replaced has its successor already: LINE itself sees to that. */
export async function menusAsSql(db: Db): Promise<string> {
  const { live = [], place } = await readMenuState(db)
  const made = await db.select().from(richMenus)
  const successor = (menu: string) => live.find(({ id }) => id === menu)?.richMenuId ?? null
  const replaced = made.filter(({ richMenuId }) => !live.some((menu) => menu.richMenuId === richMenuId))
  return [
    ...replaced.map(
      ({ menu, richMenuId }) =>
        `update friend_menus set linked = ${literal(successor(menu))} where linked = ${literal(richMenuId)};`,
    ),
    ...liveNotes(live, place).map(
      ([key, value]) =>
        `insert into state (key, value) values (${literal(key)}, ${literal(value)}) on conflict (key) do update set value = excluded.value;`,
    ),
    '',
  ].join('\n')
}
