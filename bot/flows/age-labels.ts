/** Time alone changed somebody's label: day 60, day 90, the end of a contract's grace (DOMAIN §1.2 "aging"). */

import { agingCustomers } from '../../db/facts.ts'
import { jstDate } from '../core/calendar.ts'
import type { Shop } from '../core/shop.ts'
import type { Deps } from '../deps.ts'
import { refreshFacts } from './refresh-facts.ts'

const BATCH = 500

/** Looks only at those whose day has come; the others are never read. */
export async function ageLabels(deps: Deps, shop: Shop): Promise<number> {
  const seen = new Set<string>()
  for (;;) {
    const due = (await agingCustomers(deps.db, jstDate(deps.now()), BATCH)).filter((id) => !seen.has(id))
    if (due.length === 0) return seen.size
    for (const id of due) seen.add(id)
    await refreshFacts(deps, due, 'aging', shop)
  }
}
