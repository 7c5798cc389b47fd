/** Whose facts were marked stale and not looked at since? Takes them in turn, a bounded number at once. */

import { type StaleRow, staleAfter, unmarkStale } from '../../db/stale-facts.ts'
import type { Deps } from '../deps.ts'
import { loadContent } from './content.ts'
import { type Cause, refreshAnd } from './refresh-facts.ts'

/** Looked at together. */
const CHUNK = 500

export interface RefreshWish {
  /** At most so many customers; everybody when left out. */
  limit?: number
  onDone?: (customers: number) => void
}

export interface Refreshed {
  customers: number
  /** Whose label or stage is another than before. */
  changed: number
}

/**
 * Refreshes whoever is marked. A mark goes in the same transaction in which the new facts come, so a crash loses none;
 * who is marked again meanwhile stays marked. Safe to run twice at once.
 */
export async function refreshStale(
  deps: Deps,
  { limit = Number.POSITIVE_INFINITY, onDone = () => {} }: RefreshWish = {},
): Promise<Refreshed> {
  const { shop } = await loadContent(deps)
  const done: Refreshed = { customers: 0, changed: 0 }
  let after = ''
  while (done.customers < limit) {
    const rows = await staleAfter(deps.db, after, Math.min(CHUNK, limit - done.customers))
    for (const [cause, group] of Map.groupBy(rows, (row: StaleRow) => row.cause as Cause)) {
      const ids = group.map(({ customerId }) => customerId)
      const { changed } = await refreshAnd(deps, ids, cause, shop, [unmarkStale(group)])
      done.changed += changed
    }
    done.customers += rows.length
    onDone(done.customers)
    after = rows.at(-1)?.customerId ?? ''
    if (after === '' || rows.length < CHUNK) return done
  }
  return done
}
