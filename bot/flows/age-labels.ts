/** Time alone changed somebody's label: day 60, day 90, the end of a contract's grace (DOMAIN §1.2 "aging"). */

import { type Aged, type Aging, ageFacts, agingFacts } from '../../db/facts.ts'
import { jstDate } from '../core/calendar.ts'
import type { Facts } from '../core/facts.ts'
import { classify, nextLookOn } from '../core/label.ts'
import type { Shop } from '../core/shop.ts'
import { stageOf } from '../core/stage.ts'
import type { Label, Stage } from '../core/vocabulary.ts'
import type { Deps } from '../deps.ts'
import { loadContent } from './content.ts'
import { enrolByLabel, type Relabelled } from './enrol.ts'
import { othersFirst } from './others-first.ts'
import { refreshFacts } from './refresh-facts.ts'

const CHUNK = 1000
/** Looked at from their records, together. */
const BATCH = 500

/**
 * Looks only at those whose day has come; the others are never read. Their kept facts tell the new label, without the
 * orders, wherever nothing but the day can have changed.
 * @returns how many were looked at
 */
export async function ageLabels(deps: Deps, shop: Shop): Promise<number> {
  let looked = 0
  let last: Aging | undefined
  for (;;) {
    const due = await agingFacts(deps.db, jstDate(deps.now()), last, CHUNK)
    if (due.length === 0) return looked
    const { plain = [], other = [] } = Object.groupBy(due, (row) => (isOnlyOlder(row, deps, shop) ? 'plain' : 'other'))
    if (plain.length > 0) await age(deps, shop, plain)
    for (let from = 0; from < other.length; from += BATCH)
      await refreshFacts(
        deps,
        other.slice(from, from + BATCH).map(({ customerId }) => customerId),
        'aging',
        shop,
      )
    looked += due.length
    last = due.at(-1)
    await othersFirst()
  }
}

/** Nothing that was written down lay ahead, no contract has ended since, and no answer is too old by now. */
function isOnlyOlder({ body, knownUntil, updatedAt }: Aging, deps: Deps, shop: Shop): boolean {
  if (body === null) return false
  const { subscribedProducts, subscriptionEndsOn } = body as Facts
  const endsLater = subscriptionEndsOn === undefined || jstDate(deps.now()) < subscriptionEndsOn
  // Of several contracts one may end while the others stand.
  return knownUntil <= updatedAt && subscribedProducts.length <= 1 && endsLater && shop.positives.window_days === null
}

async function age(deps: Deps, shop: Shop, due: readonly Aging[]): Promise<void> {
  const now = deps.now()
  const relabelled = new Map<string, Relabelled>()
  const aged = due.map((before): Aged => {
    const facts = before.body as Facts
    const label = classify(facts, now, shop)
    const stage = stageOf(facts, shop)
    if (label !== before.label)
      relabelled.set(before.customerId, { from: before.label as Label, to: label, cause: 'aging', facts, stage })
    const maxStage = Math.max(stage, before.maxStage) as Stage
    const labelChangesOn = nextLookOn(facts, now, shop)
    return { changeId: deps.newId(), before, label, stage, maxStage, labelChangesOn }
  })
  const begun = relabelled.size > 0 ? await enrolByLabel(deps, await loadContent(deps), relabelled) : []
  await deps.db.atomically([...ageFacts(aged, now), ...begun])
}
