/** With which settings are all ledgers made? A note in the database, so that another way to count is noticed however it was published. */

import { putState, readState } from '../../db/state.ts'
import { countedBy } from '../core/bulk-rules.ts'
import type { Shop } from '../core/shop.ts'
import type { Deps } from '../deps.ts'

/** Not there in a database from before there were ledgers. */
const KEY = 'ledgers_made_with'

/** Whether ledgers that were made last look as this shop's would. */
export const isMadeWith = async ({ db }: Pick<Deps, 'db'>, shop: Shop): Promise<boolean> =>
  (await readState(db, KEY)) === (await nameOf(shop))

/** As a statement, beside the one that has everybody looked at again. */
export const noteMadeWith = async (shop: Shop) => putState(KEY, await nameOf(shop))

/** Raise the number when ledgers are written in another way. */
async function nameOf(shop: Shop): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(countedBy(shop)))
  return `1 ${[...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
