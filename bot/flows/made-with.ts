/** With which settings are all ledgers made? A note in the database, so that another way to count is noticed however it was published. */

import { putState, readState } from '../../db/state.ts'
import { countedBy } from '../core/bulk-rules.ts'
import type { Shop } from '../core/shop.ts'
import type { Deps } from '../deps.ts'
import { sha256 } from './sha256.ts'

/** Not there in a database from before there were ledgers. */
const KEY = 'ledgers_made_with'

/** Whether ledgers that were made last look as this shop's would. */
export const isMadeWith = async ({ db }: Pick<Deps, 'db'>, shop: Shop): Promise<boolean> =>
  (await readState(db, KEY)) === (await nameOf(shop))

/** As a statement, beside the one that has everybody looked at again. */
export const noteMadeWith = async (shop: Shop) => putState(KEY, await nameOf(shop))

/** Raise the number when ledgers are written in another way. */
const nameOf = async (shop: Shop): Promise<string> => `1 ${await sha256(countedBy(shop))}`
