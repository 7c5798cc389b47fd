/** What moved the fans, and what do they say? The part of the report about people (DOMAIN §1.2, §1.3, §1.6–1.8, §1.13). */

import { addDays, type JstDate } from '../core/calendar.ts'
import { F2ByDay } from '../core/f2-by-day.ts'
import type { Closed132, FansReport, Transitions } from '../core/fans-report.ts'
import { type Period, trailingYear } from '../core/metrics-rows.ts'
import { lastWholeMonth, monthOf, monthsUntil } from '../core/months.ts'
import { noCounts132, rateOf132, sumOf132 } from '../core/rule132.ts'
import type { Shop } from '../core/shop.ts'
import type { Holders } from '../core/transitions.ts'
import { LABELS } from '../core/vocabulary.ts'
import type { Deps } from '../deps.ts'
import { countRule132, type Days132 } from './count-rule132.ts'
import { countTransitions, type HoldersOn, holdersFrom } from './count-transitions.ts'
import { startJudging } from './judge-hypotheses.ts'
import { listen } from './listen.ts'
import type { Tallies } from './tallies.ts'

const MONTHS = 12

/**
 * As known at the end of `asOf`.
 * @param tallies in which hypotheses look for the numbers of the shop
 */
export async function reportFans(deps: Deps, shop: Shop, asOf: JstDate, tallies: Tallies): Promise<FansReport> {
  const month = lastWholeMonth(asOf)
  const running = monthsUntil(asOf, 1).map(({ from }) => ({ from, to: asOf }))
  const soFar = running.find(({ from }) => from > month.to)
  const holdersOn = holdersFrom(deps)
  const beginners = new F2ByDay(shop)
  // In a large shop threads count some of both meanwhile: asked for first, waited for last.
  const rule132 = rule132In(deps, shop, asOf)
  // Should anything fail before it is waited for, that is told instead.
  rule132.catch(() => {})
  const judge = await startJudging(deps, shop, asOf, holdersOn, tallies, beginners)
  // From the latest day back, so that each change is counted once.
  const labels = await labelsOn(holdersOn, asOf)
  const so_far = soFar ? await transitionsIn(deps, shop, soFar, holdersOn) : null
  return {
    fans: {
      labels,
      transitions: { month: await transitionsIn(deps, shop, month, holdersOn), so_far },
    },
    listening: await listen(deps, shop, asOf, beginners),
    rule132: await rule132,
    hypotheses: await judge(),
  }
}

async function transitionsIn(deps: Deps, shop: Shop, period: Period, holdersOn: HoldersOn): Promise<Transitions> {
  const { holders: _, ...counts } = await countTransitions(deps, shop, period, holdersOn)
  return { ...period, ...counts }
}

async function labelsOn(holdersOn: HoldersOn, asOf: JstDate): Promise<Required<Holders>> {
  const held = await holdersOn(addDays(asOf, 1))
  return Object.fromEntries(
    Object.keys(LABELS).map((label) => [label, held[label as keyof Holders] ?? 0]),
  ) as Required<Holders>
}

async function rule132In(deps: Deps, shop: Shop, asOf: JstDate): Promise<FansReport['rule132']> {
  const year = trailingYear(asOf)
  const months = monthsUntil(asOf, MONTHS)
  const from = [year.from, ...months.map((month) => month.from)].sort()[0] ?? year.from
  const days = await countRule132(deps, shop, { from }, asOf)
  return {
    year: closedIn(days, year),
    months: months.map(({ from, to }) => ({
      month: monthOf(from),
      ...closedIn(days, { from, to: to < asOf ? to : asOf }),
    })),
    running: sumOf132([...days].flatMap(([day, counts]) => (day > asOf ? counts : []))),
  }
}

function closedIn(days: Days132, { from, to }: Period): Closed132 {
  const { open: _, ...counts } = sumOf132([...days].flatMap(([day, one]) => (day >= from && day <= to ? one : [])))
  return { ...counts, rate: rateOf132({ ...noCounts132(), ...counts }) }
}
