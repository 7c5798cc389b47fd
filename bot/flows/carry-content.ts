/** How do published texts reach a Worker's database? As SQL that `wrangler d1 execute` runs. */

import { revisionsAsSql } from '../../db/revisions-sql.ts'
import type { Deps } from '../deps.ts'

/** Every revision with its history; running it twice changes nothing. */
export const carryContent = (deps: Pick<Deps, 'db'>): Promise<string> => revisionsAsSql(deps.db)
