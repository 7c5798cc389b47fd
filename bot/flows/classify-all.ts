/** How many customers hold which label and stage, looked at anew? (DOMAIN §1.2, §1.4) */

import { countPlaces, findFacts } from '../../db/facts.ts'
import { countCustomers, customersAfter } from '../../db/metrics.ts'
import { markEverybody } from '../../db/stale-facts.ts'
import { type JstDate, jstDate } from '../core/calendar.ts'
import type { Shop } from '../core/shop.ts'
import { LABELS, type Label, STAGES } from '../core/vocabulary.ts'
import type { Deps } from '../deps.ts'
import { loadContent } from './content.ts'
import { momentOf } from './customer-record.ts'
import { loadHistoriesAt, standingOf } from './records.ts'
import { refreshStale } from './refresh-stale.ts'

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
  const count = ({ label, stage }: Place, many = 1) => {
    counted.customers += many
    counted.labels[label as Label] += many
    counted.stages[stage] = (counted.stages[stage] ?? 0) + many
  }
  const all = await countCustomers(deps.db)
  if (written) {
    await deps.db.atomically([markEverybody('data_fix', now)])
    const { changed } = await refreshStale(deps, { onDone: (done) => onDone(Math.min(done, all), all) })
    counted.changed = changed
    for (const place of await countPlaces(deps.db)) count(place, place.count)
  } else {
    counted.changed = await lookAtAll(deps, shop, now, count, (done) => onDone(done, all))
  }
  onDone(all, all)
  return counted
}

/** Nothing is written: what everybody's records say as of that moment, beside what is kept. */
async function lookAtAll(
  deps: Deps,
  shop: Shop,
  now: Date,
  count: (place: Place) => void,
  onDone: (done: number) => void,
): Promise<number> {
  let changed = 0
  let seen = 0
  for (let ids = await customersAfter(deps.db, '', BATCH, true); ids.length > 0; ) {
    const before = await findFacts(deps.db, ids)
    for (const [id, place] of await looked(deps, ids, shop, now)) {
      const old = before.get(id)
      if (old?.label !== place.label || old.stage !== place.stage) changed += 1
      count(place)
    }
    seen += ids.length
    onDone(seen)
    ids = ids.length < BATCH ? [] : await customersAfter(deps.db, ids.at(-1) ?? '', BATCH, true)
  }
  return changed
}

async function looked(deps: Deps, ids: string[], shop: Shop, now: Date): Promise<Map<string, Place>> {
  const places = new Map<string, Place>()
  for (const [id, history] of await loadHistoriesAt(deps, ids, now)) {
    try {
      places.set(id, standingOf(history, shop, now))
    } catch (error) {
      deps.log('facts_failed', { customerId: id, error })
    }
  }
  return places
}
