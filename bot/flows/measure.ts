/** What was this number in a period, and on how many customers was it measured? (DOMAIN §1.13) */

import { bucketRanges, firstBuyers } from '../../db/first-buyers.ts'
import { putState, readState } from '../../db/state.ts'
import { countBegun } from '../../db/transitions.ts'
import { countedBy } from '../core/bulk-rules.ts'
import { addDays, dayNumber, type JstDate, jstDate, jstInstant } from '../core/calendar.ts'
import { F2ByDay } from '../core/f2-by-day.ts'
import { type FirstBuyer, firstBuyerOf } from '../core/first-buyer.ts'
import { transitionOf } from '../core/hypothesis.ts'
import type { Report } from '../core/metrics.ts'
import { countedWith } from '../core/metrics-frame.ts'
import type { MetricName } from '../core/metrics-goals.ts'
import type { Metric, Period } from '../core/metrics-rows.ts'
import { noCounts132, rateOf132, sumOf132 } from '../core/rule132.ts'
import type { Shop } from '../core/shop.ts'
import { PairCount, startsOf } from '../core/transitions.ts'
import type { Measured } from '../core/verdict.ts'
import type { Deps } from '../deps.ts'
import { countRule132 } from './count-rule132.ts'
import { changesIn, type HoldersOn } from './count-transitions.ts'
import { feelingsIn } from './listen.ts'
import { sha256 } from './sha256.ts'
import { countBeside, shopMetrics } from './shop-metrics.ts'
import type { Tallies } from './tallies.ts'

const of = ({ value, denominator }: Metric): Measured => ({ value, n: denominator ?? 0 })

/** What one report measures: everything that several hypotheses ask for is counted once. */
export interface Measuring {
  deps: Deps
  shop: Shop
  asOf: JstDate
  /** Every `transition:…` that is asked for. */
  transitions: readonly string[]
  moved: Map<string, Promise<Map<string, Measured>>>
  f2: Map<string, Promise<Record<'f2_rate' | 'f2_rate_subscription', Measured>>>
  holdersOn: HoldersOn
  tallies: Tallies
  /** Who first bought of late, as far as somebody has looked at them already. */
  beginners: F2ByDay | undefined
  /** Of the shop, as a short name. */
  settings: Promise<string>
  numbers: Map<string, Promise<Report>>
}

export const startMeasuring = (
  deps: Deps,
  shop: Shop,
  asOf: JstDate,
  metrics: readonly string[],
  holdersOn: HoldersOn,
  tallies: Tallies,
  beginners?: F2ByDay,
): Measuring => ({
  ...{ deps, shop, asOf, holdersOn, tallies, beginners, moved: new Map(), f2: new Map(), numbers: new Map() },
  settings: settingsOf(shop),
  transitions: [...new Set(metrics.filter((metric) => transitionOf(metric) !== undefined))],
})

/** Late news of a period is waited for so long; then its numbers are kept. */
const SETTLED_DAYS = 7

/** What a period that is over was measured as before, by the same way of counting: under this key, or not to be kept. */
async function keyOf(
  { deps, shop, asOf, settings }: Measuring,
  metric: string,
  period: Period,
): Promise<string | undefined> {
  const waits = metric.startsWith('f2_rate') ? shop.f2.window_days : 0
  const settledOn = addDays(period.to, waits + SETTLED_DAYS)
  if (settledOn > asOf || settledOn > jstDate(deps.now())) return undefined
  return `measure ${metric} ${period.from} ${period.to} ${await settings}`
}

/** Names every decision of the shop that these numbers depend on. */
const settingsOf = (shop: Shop): Promise<string> => {
  const { transition_days, nps, rule132, annual_repeat } = shop
  const others = [transition_days, nps.scale, rule132, annual_repeat]
  return sha256(JSON.stringify([countedBy(shop), countedWith(shop), ...others]))
}

/** A period that is over is measured once, whatever the number of reports; what cannot be told yet (costs nobody entered) again. */
export async function measure(measuring: Measuring, metric: string, period: Period): Promise<Measured> {
  const { db } = measuring.deps
  const key = await keyOf(measuring, metric, period)
  if (key === undefined) return count(measuring, metric, period)
  const kept = await readState(db, key)
  if (kept !== undefined) return JSON.parse(kept) as Measured
  const found = await count(measuring, metric, period)
  if (found.value !== null) await db.atomically([putState(key, JSON.stringify(found))])
  return found
}

/** Whose numbers are those of the whole shop on a day. */
const isOfShop = (metric: string): boolean => !transitionOf(metric) && !OF_PERIOD.has(metric)
const OF_PERIOD: ReadonlySet<string> = new Set([
  ...['f2_rate', 'f2_rate_subscription', 'nps', 'survey_response_rate', 'rule132_rate'],
])

/** On which days all buyers must be counted for these numbers: each ledger is read once for all of them. */
export async function daysToCount(
  measuring: Measuring,
  wanted: readonly { metric: string; period: Period }[],
): Promise<JstDate[]> {
  const { deps, asOf } = measuring
  const days = new Set([asOf])
  for (const { metric, period } of wanted) {
    if (!isOfShop(metric)) continue
    const key = await keyOf(measuring, metric, period)
    if (key === undefined || (await readState(deps.db, key)) === undefined) days.add(period.to)
  }
  return [...days]
}

/**
 * Numbers about events of the period are counted in it: first buyers whose window has closed, labels held in it, answers
 * given in it. Numbers that look back a year by themselves (年間LTV and the like) are those of the period's last day.
 */
async function count(measuring: Measuring, metric: string, period: Period): Promise<Measured> {
  const { deps, shop } = measuring
  if (transitionOf(metric)) {
    const key = `${period.from} ${period.to}`
    const moved = measuring.moved.get(key) ?? moves(measuring, period)
    measuring.moved.set(key, moved)
    return (await moved).get(metric) ?? { value: null, n: 0 }
  }
  switch (metric) {
    case 'f2_rate':
    case 'f2_rate_subscription': {
      const key = `${period.from} ${period.to}`
      const rates = measuring.f2.get(key) ?? f2In(measuring, period)
      measuring.f2.set(key, rates)
      return (await rates)[metric]
    }
    case 'nps':
    case 'survey_response_rate': {
      const span = { name: '', from: jstInstant(period.from), end: jstInstant(addDays(period.to, 1)) }
      const felt = (await feelingsIn(deps, shop, [span]))('')
      return of(metric === 'nps' ? felt.nps : felt.response_rate)
    }
    case 'rule132_rate': {
      const days = await countRule132(deps, shop, period, period.to)
      const closed = [...days].flatMap(([day, counts]) => (day >= period.from && day <= period.to ? counts : []))
      return of(rateOf132(sumOf132(closed)))
    }
    default: {
      const ofFriends = OF_FRIENDS.has(metric)
      const key = `${period.to} ${ofFriends}`
      const numbers = measuring.numbers.get(key) ?? shopNumbers(measuring, period.to, ofFriends)
      measuring.numbers.set(key, numbers)
      return of((await numbers).metrics[metric as MetricName])
    }
  }
}

/** Of these the friends must be counted; answers have been told apart above. */
const OF_FRIENDS: ReadonlySet<string> = new Set(['id_link_rate', 'block_rate'])

const shopNumbers = async ({ deps, shop, tallies }: Measuring, on: JstDate, ofFriends: boolean): Promise<Report> => {
  const beside = await countBeside(deps, shop, on, ofFriends)
  return shopMetrics(deps, shop, on, rateOf132(noCounts132()), undefined, beside, tallies)
}

/** One pass through the changes of the period for all the moves that are asked for. */
async function moves(
  { deps, shop, transitions, holdersOn }: Measuring,
  period: Period,
): Promise<Map<string, Measured>> {
  const counts = transitions.flatMap((metric) => {
    const pair = transitionOf(metric)
    return pair ? [{ metric, starts: startsOf(pair), pair: new PairCount(pair, shop.transition_days) }] : []
  })
  for await (const changes of changesIn(deps, period))
    for (const change of changes) for (const { pair } of counts) pair.add(change)
  const [from, end] = [jstInstant(period.from), jstInstant(addDays(period.to, 1))]
  for (const { pair, starts } of counts) pair.addNewcomers(await countBegun(deps.db, from, end, starts, 'data_fix'))
  const holders = await holdersOn(period.from)
  return new Map(counts.map(({ metric, pair }) => [metric, of(pair.rate(holders))]))
}

/** Both rates from one look at who began in the period; from none where somebody has looked at them already. */
async function f2In({ deps, shop, asOf, beginners }: Measuring, { from, to }: Period) {
  const mature = addDays(asOf, -shop.f2.window_days)
  const period = { from, to: to < mature ? to : mature }
  if (beginners?.covers(period)) return beginners.rates(period)
  const own = new F2ByDay(shop)
  for await (const buyer of f2Cohort(deps, shop, period, asOf)) own.add(buyer)
  return own.rates(period)
}

/** Who first bought in the period, and whose F2 window has closed by `asOf`. */
export async function* f2Cohort(
  deps: Pick<Deps, 'db'>,
  shop: Shop,
  { from, to }: Period,
  asOf: JstDate,
  subscriptionOnly = false,
): AsyncGenerator<FirstBuyer> {
  const mature = addDays(asOf, -shop.f2.window_days)
  const until = to < mature ? to : mature
  if (until < from) return
  for (const buckets of await bucketRanges(deps.db))
    for (const row of await firstBuyers(deps.db, buckets, dayNumber(from), dayNumber(until))) {
      const buyer = firstBuyerOf(row, asOf)
      if (buyer.isSubscription || !subscriptionOnly) yield buyer
    }
}
