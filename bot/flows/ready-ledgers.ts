/** Has everybody a ledger, and is it made with today's settings? What is not is made before the shop's numbers are counted. */

import { countStale, markEverybody } from '../../db/stale-facts.ts'
import type { Shop } from '../core/shop.ts'
import type { Deps } from '../deps.ts'
import { isMadeWith, noteMadeWith } from './made-with.ts'
import { refreshStale } from './refresh-stale.ts'

/**
 * Everybody is looked at again when the shop counts purchases or money in another way than before; else only who is marked.
 * @returns how many are still waiting, because one run may only do so much
 */
export async function readyLedgers(
  deps: Deps,
  shop: Shop,
  onDone: (done: number, all: number) => void = () => {},
): Promise<number> {
  // `saveChanges` sees to it already; texts that came as SQL, and databases from before, are noticed here.
  if (!(await isMadeWith(deps, shop)))
    await deps.db.atomically([markEverybody('data_fix', deps.now()), await noteMadeWith(shop)])
  const waiting = await countStale(deps.db)
  if (waiting === 0) return 0
  const { customersPerBatch, batchesPerTick } = deps.limits
  await refreshStale(deps, {
    limit: customersPerBatch * batchesPerTick,
    onDone: (done) => onDone(Math.min(done, waiting), waiting),
  })
  return countStale(deps.db)
}
