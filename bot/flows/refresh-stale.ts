/** Whose facts were marked stale and not looked at since? Takes them in turn, thousands at once, a bounded number in all. */

import { codesWithin, countChanges, lastOfNext, type Range, refreshInBulk } from '../../db/bulk-facts.ts'
import { staleWithin, unmarkStale } from '../../db/stale-facts.ts'
import { bulkRules, knownCodes } from '../core/bulk-rules.ts'
import { addDays, jstDate } from '../core/calendar.ts'
import type { LabelCause } from '../core/start.ts'
import type { Deps } from '../deps.ts'
import { type Content, loadContent } from './content.ts'
import { followOrders } from './follow-orders.ts'
import { othersFirst } from './others-first.ts'
import type { History } from './records.ts'
import { refreshAnd } from './refresh-facts.ts'

/** In one transaction: LINE waits no longer than two seconds for its 200, on a slow machine and during an import, too. */
const CHUNK = 500
/** Looked at singly, together. */
const BATCH = 500

/** Causes that may make a scenario begin (core/start.ts). */
const STARTING: readonly LabelCause[] = ['aging', 'positive', 'purchase', 'subscription_start', 'subscription_end']

export interface RefreshWish {
  /** At most so many customers; everybody when left out. */
  limit?: number
  onDone?: (customers: number) => void
}

type Look = Pick<Deps, 'db' | 'now' | 'newId'>

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
  const content = await loadContent(deps)
  const done: Refreshed = { customers: 0, changed: 0 }
  let after = ''
  while (done.customers < limit) {
    const next = await lastOfNext(deps.db, after, Math.min(CHUNK, limit - done.customers))
    if (!next) return done
    const range = { after, upTo: next.upTo }
    done.changed += await singly(deps, content, { ...range, following: true })
    done.changed += await refreshRange(deps, content, range)
    done.changed += await singly(deps, content, { ...range, following: false })
    done.customers += next.count
    after = next.upTo
    onDone(done.customers)
    await othersFirst()
  }
  return done
}

/** Whoever can be counted by SQL alone; the others stay marked. */
export async function refreshRange(
  deps: Look,
  { shop, scenarios }: Pick<Content, 'shop' | 'scenarios'>,
  range: Range,
): Promise<number> {
  const now = deps.now()
  const runId = deps.newId()
  await refreshInBulk(deps.db, {
    ...range,
    runId,
    rules: bulkRules(shop, now),
    codes: knownCodes(await codesWithin(deps.db, range), shop),
    awaited: {
      labels: scenarios.flatMap(({ scenario }) =>
        [scenario.trigger, ...scenario.also].flatMap((trigger) => /^label_change:(.*)/.exec(trigger)?.[1] ?? []),
      ),
      causes: STARTING,
      boughtFrom: addDays(jstDate(now), -shop.trigger_max_age_days),
    },
    today: jstDate(now),
  })
  return countChanges(deps.db, runId)
}

/**
 * Who follows a scenario that may hang on what changed; or, after the others, whoever is still marked: a scenario may begin,
 * a purchase lies ahead, or a row holds what it should not.
 */
async function singly(deps: Deps, { shop }: Content, range: Range & { following: boolean }): Promise<number> {
  let changed = 0
  let after = range.after
  for (;;) {
    const rows = await staleWithin(deps.db, { ...range, after }, BATCH)
    for (const [cause, group] of Map.groupBy(rows, (row) => row.cause as LabelCause)) {
      const ids = group.map(({ customerId }) => customerId)
      const also = (histories: ReadonlyMap<string, History>) => followOrders(deps, histories, shop)
      changed += (await refreshAnd(deps, ids, cause, shop, { unmark: [unmarkStale(group)], also })).changed
    }
    after = rows.at(-1)?.customerId ?? ''
    if (rows.length < BATCH) return changed
  }
}
