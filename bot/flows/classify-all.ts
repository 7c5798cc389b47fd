/** How many customers hold which label and stage, looked at anew? (DOMAIN §1.2, §1.4) */

import { findFacts } from '../../db/facts.ts'
import { countCustomers, customersAfter } from '../../db/metrics.ts'
import { type JstDate, jstDate } from '../core/calendar.ts'
import type { Shop } from '../core/shop.ts'
import { LABELS, type Label, STAGES } from '../core/vocabulary.ts'
import type { Deps } from '../deps.ts'
import { loadContent } from './content.ts'
import { momentOf } from './customer-record.ts'
import { loadHistories, standingOf } from './records.ts'
import { refreshFacts } from './refresh-facts.ts'

/** Looked at together. */
const BATCH = 500

interface Place {
  label: string
  stage: number
}

export interface Classified {
  as_of: JstDate
  customers: number
  /** Whose label or stage is another than the one on record. */
  changed: number
  labels: Record<Label, number>
  stages: Record<string, number>
  /** False when it only looked: from another day than today nothing may be written and nothing may begin. */
  written: boolean
}

/** Of today the result is kept, with its cause, as after any event; from another day it is only counted. */
export async function classifyAll(
  deps: Deps,
  asOf?: JstDate,
  onDone: (done: number, all: number) => void = () => {},
): Promise<Classified> {
  const { shop } = await loadContent(deps)
  const now = momentOf(deps.now(), asOf)
  const written = jstDate(now) === jstDate(deps.now())
  const counted: Classified = {
    ...{ as_of: jstDate(now), customers: 0, changed: 0, written },
    labels: Object.fromEntries(Object.keys(LABELS).map((label) => [label, 0])) as Record<Label, number>,
    stages: Object.fromEntries(STAGES.map((_, stage) => [String(stage), 0])),
  }
  const all = await countCustomers(deps.db)
  let seen = 0
  for (let ids = await customersAfter(deps.db, '', BATCH, true); ids.length > 0; ) {
    const before = await findFacts(deps.db, ids)
    const after = written ? await refreshed(deps, ids, shop) : await looked(deps, ids, shop, now)
    for (const [id, { label, stage }] of after) {
      const old = before.get(id)
      counted.customers += 1
      if (old?.label !== label || old.stage !== stage) counted.changed += 1
      counted.labels[label as Label] += 1
      counted.stages[stage] = (counted.stages[stage] ?? 0) + 1
    }
    seen += ids.length
    onDone(seen, all)
    ids = ids.length < BATCH ? [] : await customersAfter(deps.db, ids.at(-1) ?? '', BATCH, true)
  }
  onDone(all, all)
  return counted
}

async function refreshed(deps: Deps, ids: string[], shop: Shop): Promise<Map<string, Place>> {
  await refreshFacts(deps, ids, 'data_fix', shop)
  return findFacts(deps.db, ids)
}

async function looked(deps: Deps, ids: string[], shop: Shop, now: Date): Promise<Map<string, Place>> {
  const places = new Map<string, Place>()
  for (const [id, history] of await loadHistories(deps, ids)) {
    try {
      places.set(id, standingOf(history, shop, now))
    } catch (error) {
      deps.log('facts_failed', { customerId: id, error })
    }
  }
  return places
}
