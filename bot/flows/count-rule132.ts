/** How often was 1・3・2 kept? Counted by the day on which a window closed; what can no more change is counted once (DOMAIN §1.6). */

import {
  bucketRanges,
  buyersSince,
  daysWithoutLedger,
  type Openers,
  type Opening,
  openingsApart,
  openingsIn,
} from '../../db/first-buyers.ts'
import { claimDays, keepDays, keptDays } from '../../db/rule132-days.ts'
import { addDays, dayNumber, dayOfNumber, type JstDate, jstDate, TOKYO_AHEAD } from '../core/calendar.ts'
import type { Period } from '../core/metrics-rows.ts'
import { type Counts132, closed132, noCounts132, type Rule132, rule132, type Touch } from '../core/rule132.ts'
import type { Shop } from '../core/shop.ts'
import type { Deps } from '../deps.ts'
import { isLarge, LARGE } from './large-shop.ts'
import { deliveredRule132, touchesByCustomer } from './rule132.ts'

/** Read together; keeps what is in memory small. */
const PAGE = 2000
const BATCH = 500
/** A letter is ticked off, a request to LINE turns out to have arrived: a window that closed longer ago stays as it is. */
const SETTLED_DAYS = 7

/** Of all buyers a thread looks up so many; as many ledgers are counted by another one (count-shop.ts). */
const THEIRS = 1 / 2

/** By the day on which the windows close. Days after `asOf` are those of windows still open. */
export type Days132 = Map<JstDate, Counts132>

type Needs = Pick<Deps, 'db' | 'log' | 'now' | 'newId'>

/**
 * Windows that close on the days of the period, and those still open at the end of `asOf`.
 * @param large from so many buyers on some are looked up elsewhere meanwhile
 */
export async function countRule132(
  deps: Needs,
  shop: Shop,
  { from }: Pick<Period, 'from'>,
  asOf: JstDate,
  large = LARGE,
): Promise<Days132> {
  const { window_days, apply_to } = shop.rule132
  const firstAnchor = addDays(from, -window_days)
  if (apply_to === 'every_nonsub_purchase') return countEvery(deps, firstAnchor, asOf)

  const settings = JSON.stringify(shop.rule132)
  const settled = addDays(jstDate(deps.now()), -window_days - SETTLED_DAYS)
  const kept = await keptDays(deps.db, settings, firstAnchor, asOf)
  const known = new Map(
    [...kept].flatMap(([day, body]) => (typeof body === 'string' ? [] : [[day as JstDate, body as Counts132]])),
  )
  const days = new Map([...known].filter(([day]) => addDays(day, window_days) <= asOf))
  const missing: JstDate[] = []
  for (let day = firstAnchor; day <= asOf; day = addDays(day, 1)) if (!days.has(day)) missing.push(day)
  const lasting = missing.filter((day) => day < settled && addDays(day, window_days) <= asOf)
  const claim = deps.newId()
  if (lasting.length > 0) await claimDays(deps.db, settings, lasting, claim)
  const counts = await countBuyers(deps, shop, missing, asOf, large)
  for (const day of missing) days.set(day, counts.get(day) ?? noCounts132())
  if (lasting.length > 0) {
    const unsure = new Set(await daysWithoutLedger(deps.db, firstAnchor, asOf))
    const rows = lasting.filter((day) => !unsure.has(day)).map((day) => ({ anchorOn: day, body: days.get(day) }))
    await keepDays(deps.db, settings, rows, claim)
  }
  return new Map([...days].map(([day, counts]) => [addDays(day, window_days), counts]))
}

/** One pass through the ledgers, which know the second purchase: no order is read, and of nobody who began on another day. */
async function countBuyers(deps: Needs, shop: Shop, days: readonly JstDate[], asOf: JstDate, large: number) {
  const counts = new Map<JstDate, Counts132>()
  if (days.length === 0) return counts
  const openers: Openers = { days: days.map(dayNumber), soon: shop.rule132.window_days, ahead: TOKYO_AHEAD }
  const pieces = await bucketRanges(deps.db)
  const apart = pieces.splice(0, (await isLarge(deps.db, large)) ? Math.floor(pieces.length * THEIRS) : 0)
  const theirs = openingsApart(deps.db, apart, openers)
  // Told to us below; should anything fail before that, that is told instead.
  theirs.catch(() => {})
  for (const buckets of pieces) await addAll(deps, shop, counts, await openingsIn(deps.db, buckets, openers), asOf)
  for (const openings of await theirs) await addAll(deps, shop, counts, openings, asOf)
  return counts
}

async function addAll(deps: Needs, shop: Shop, counts: Days132, openings: readonly Opening[], asOf: JstDate) {
  for (let from = 0; from < openings.length; from += PAGE) {
    const page = openings.slice(from, from + PAGE)
    const ids = page.flatMap(({ customerId }) => customerId ?? [])
    const touches = ids.length > 0 ? await touchesByCustomer(deps, shop, ids) : new Map<string, Touch[]>()
    for (const opening of page) {
      const firstOn = dayOfNumber(opening.firstDay)
      const status = statusOf(opening, touches.get(opening.customerId ?? '') ?? [], shop, asOf)
      const isClosed = addDays(firstOn, shop.rule132.window_days) <= asOf
      add(counts, firstOn, isClosed ? closed132(status) : status, opening.count)
    }
  }
}

const statusOf = (
  { firstDay, secondDay, lostDay }: Opening,
  touches: Touch[],
  { rule132: settings }: Shop,
  today: JstDate,
): Rule132['status'] =>
  rule132({
    anchorOn: dayOfNumber(firstDay),
    secondPurchaseOn: secondDay === undefined ? undefined : dayOfNumber(secondDay),
    unreachableFrom: lostDay === undefined ? undefined : dayOfNumber(lostDay),
    ...{ touches, today, settings },
  }).status

/** A shop that looks at every purchase: all who bought since then are read with their orders, and nothing is kept. */
async function countEvery(deps: Needs, firstAnchor: JstDate, asOf: JstDate): Promise<Days132> {
  const counts: Days132 = new Map()
  for (let after = ''; ; ) {
    const ids = await buyersSince(deps.db, firstAnchor, BATCH, after)
    for (const { anchorOn, closesOn, status } of await deliveredRule132(deps, ids, asOf))
      if (anchorOn >= firstAnchor) add(counts, closesOn, closesOn <= asOf ? closed132(status) : status)
    if (ids.length < BATCH) return counts
    after = ids.at(-1) ?? ''
  }
}

function add(counts: Map<JstDate, Counts132>, day: JstDate, status: Rule132['status'], customers = 1): void {
  const day132 = counts.get(day) ?? noCounts132()
  day132[status] += customers
  counts.set(day, day132)
}
