/** How often was 1・3・2 kept? Counted by the day on which a window closed; what can no more change is counted once (DOMAIN §1.6). */

import { buyersSince, type FirstBuyerRow, firstBuyers } from '../../db/first-buyers.ts'
import { friendsOf } from '../../db/friends.ts'
import { claimDays, keepDays, keptDays } from '../../db/rule132-days.ts'
import { addDays, type JstDate, jstDate } from '../core/calendar.ts'
import { firstBuyerOf } from '../core/first-buyer.ts'
import type { Period } from '../core/metrics-rows.ts'
import { type Counts132, closed132, noCounts132, type Rule132, rule132 } from '../core/rule132.ts'
import type { Shop } from '../core/shop.ts'
import type { Deps } from '../deps.ts'
import { deliveredRule132, lostOn, touchesByCustomer } from './rule132.ts'

/** Read together; keeps what is in memory small. */
const PAGE = 2000
const BATCH = 500
/** A letter is ticked off, a request to LINE turns out to have arrived: a window that closed longer ago stays as it is. */
const SETTLED_DAYS = 7

/** By the day on which the windows close. Days after `asOf` are those of windows still open. */
export type Days132 = Map<JstDate, Counts132>

type Needs = Pick<Deps, 'db' | 'log' | 'now' | 'newId'>

/** Windows that close on the days of the period, and those still open at the end of `asOf`. */
export async function countRule132(
  deps: Needs,
  shop: Shop,
  { from }: Pick<Period, 'from'>,
  asOf: JstDate,
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
  for (const span of spansOf(missing)) {
    const lasting = daysIn(span).filter((day) => day < settled && addDays(day, window_days) <= asOf)
    const claim = deps.newId()
    if (lasting.length > 0) await claimDays(deps.db, settings, lasting, claim)
    const { counts, unsure } = await countBuyers(deps, shop, span, asOf)
    for (const day of daysIn(span)) days.set(day, counts.get(day) ?? noCounts132())
    const rows = lasting.filter((day) => !unsure.has(day)).map((day) => ({ anchorOn: day, body: days.get(day) }))
    if (rows.length > 0) await keepDays(deps.db, settings, rows, claim)
  }
  return new Map([...days].map(([day, counts]) => [addDays(day, window_days), counts]))
}

/** Neighbouring days together, at most a week: what is counted is kept before the next is begun. */
function spansOf(days: readonly JstDate[]): Period[] {
  const spans: Period[] = []
  for (const day of days) {
    const last = spans.at(-1)
    if (last && addDays(last.to, 1) === day && addDays(last.from, 6) >= day) last.to = day
    else spans.push({ from: day, to: day })
  }
  return spans
}

const daysIn = ({ from, to }: Period): JstDate[] => {
  const days: JstDate[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day)
  return days
}

/** A few statements for each 2,000 buyers, and no order is read: the ledger knows the second purchase. */
async function countBuyers(deps: Needs, shop: Shop, { from, to }: Period, asOf: JstDate) {
  const counts = new Map<JstDate, Counts132>()
  const unsure = new Set<JstDate>()
  let last: FirstBuyerRow | undefined
  do {
    const page: FirstBuyerRow[] = await firstBuyers(deps.db, from, to, PAGE, last)
    const ids = page.map(({ customerId }) => customerId)
    const friends = await friendsOf(deps.db, ids)
    const touches = await touchesByCustomer(deps, shop, ids)
    for (const row of page) {
      const { customerId, firstOn, secondOn } = firstBuyerOf(row, asOf)
      if (row.purchases === null) unsure.add(firstOn)
      const { status } = rule132({
        anchorOn: firstOn,
        touches: touches.get(customerId) ?? [],
        secondPurchaseOn: secondOn,
        unreachableFrom: lostOn(row.emailConsent, friends.get(customerId), firstOn),
        today: asOf,
        settings: shop.rule132,
      })
      add(counts, firstOn, addDays(firstOn, shop.rule132.window_days) <= asOf ? closed132(status) : status)
    }
    last = page.length < PAGE ? undefined : page.at(-1)
  } while (last)
  return { counts, unsure }
}

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

function add(counts: Map<JstDate, Counts132>, day: JstDate, status: Rule132['status']): void {
  const day132 = counts.get(day) ?? noCounts132()
  day132[status] += 1
  counts.set(day, day132)
}
