/** Has everybody a ledger, and is it made with today's settings? What is not is made before the shop's numbers are counted. */

import { countStale } from '../../db/report-parts.ts'
import { markEverybody } from '../../db/stale-facts.ts'
import { putState, readState } from '../../db/state.ts'
import type { Shop } from '../core/shop.ts'
import type { Deps } from '../deps.ts'
import { refreshStale } from './refresh-stale.ts'

/** In `state`: of the settings that all ledgers are made with. Not there in a database from before there were ledgers. */
const MADE_WITH = 'ledgers_made_with'

/**
 * Everybody is looked at again when the shop counts purchases or money in another way than before; else only who is marked.
 * @returns how many are still waiting, because one run may only do so much
 */
export async function readyLedgers(
  deps: Deps,
  shop: Shop,
  onDone: (done: number, all: number) => void = () => {},
): Promise<number> {
  const wanted = await nameOf(shop)
  if ((await readState(deps.db, MADE_WITH)) !== wanted)
    await deps.db.atomically([markEverybody('data_fix', deps.now()), putState(MADE_WITH, wanted)])
  const waiting = await countStale(deps.db)
  if (waiting === 0) return 0
  const { customersPerBatch, batchesPerTick } = deps.limits
  await refreshStale(deps, {
    limit: customersPerBatch * batchesPerTick,
    onDone: (done) => onDone(Math.min(done, waiting), waiting),
  })
  return countStale(deps.db)
}

/** Raise the number when ledgers are written in another way. */
async function nameOf({ products, merge_same_day, purchase_date_field, ltv, subscriptions }: Shop): Promise<string> {
  const { tax, include_shipping } = ltv
  const { payment_grace_days } = subscriptions
  const text = JSON.stringify([
    products,
    merge_same_day,
    purchase_date_field,
    tax,
    include_shipping,
    payment_grace_days,
  ])
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return `1 ${[...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
