/** How does a Worker learn which menus were made at LINE? As SQL that `wrangler d1 execute` runs. */

import { menusAsSql } from '../../db/menus-sql.ts'
import type { Deps } from '../deps.ts'

/** The Worker then compares its friends with the new menus by itself, tick by tick. Running it twice does no harm. */
export const carryMenus = (deps: Pick<Deps, 'db'>): Promise<string> => menusAsSql(deps.db)
