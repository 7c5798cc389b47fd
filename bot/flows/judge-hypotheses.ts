/** Did the measures change what they were meant to change? A verdict on every hypothesis in force (DOMAIN §1.13). */

import { hypothesisStarts } from '../../db/hypotheses.ts'
import { addDays, type JstDate, jstDate } from '../core/calendar.ts'
import type { F2ByDay } from '../core/f2-by-day.ts'
import type { JudgedHypothesis } from '../core/fans-report.ts'
import { holdoutOf } from '../core/holdout.ts'
import type { Hypothesis } from '../core/hypothesis.ts'
import type { Period } from '../core/metrics-rows.ts'
import type { Scenario } from '../core/scenario.ts'
import type { Shop } from '../core/shop.ts'
import { judgeHypothesis, LESS_IS_BETTER, type Measured } from '../core/verdict.ts'
import type { Deps } from '../deps.ts'
import { compareGroups } from './compare-groups.ts'
import { loadContent } from './content.ts'
import { type HoldersOn, holdersFrom } from './count-transitions.ts'
import { daysToCount, type Measuring, measure, startMeasuring } from './measure.ts'
import { type Tallies, talliesFrom } from './tallies.ts'

/**
 * As known at the end of `asOf`; whatever begins later is left out.
 * @param beginners who will have been looked at by then
 * @returns judges them, once everything else has been counted: until then the tallies may be counted elsewhere
 */
export async function startJudging(
  deps: Deps,
  shop: Shop,
  asOf: JstDate,
  holdersOn: HoldersOn = holdersFrom(deps),
  tallies: Tallies = talliesFrom(deps, shop),
  beginners?: F2ByDay,
): Promise<() => Promise<JudgedHypothesis[]>> {
  const { scenarios } = await loadContent(deps)
  const starts = await hypothesisStarts(deps.db)
  const begun = scenarios.flatMap(({ scenario }) =>
    (scenario.hypotheses ?? []).flatMap((hypothesis) => {
      const start = starts.get(`${scenario.id}/${hypothesis.id}`)
      return start && jstDate(start) <= asOf ? [{ scenario, hypothesis, startedOn: jstDate(start) }] : []
    }),
  )
  const measuring = startMeasuring(
    ...([deps, shop, asOf] as const),
    begun.map(({ hypothesis: { metric } }) => metric),
    holdersOn,
    tallies,
    beginners,
  )
  const wanted = begun.flatMap((one) =>
    periodsOf(measuring, one).flatMap((period) => (period ? [{ metric: one.hypothesis.metric, period }] : [])),
  )
  await tallies.ahead(await daysToCount(measuring, wanted))
  return async () => {
    const judged: JudgedHypothesis[] = []
    for (const one of begun) judged.push(await judgeOne(measuring, one))
    return judged
  }
}

interface Begun {
  scenario: Scenario
  hypothesis: Hypothesis
  startedOn: JstDate
}

/** Since it began, until it is looked at; and what it is compared with, unless the merchant gave a number. */
function periodsOf({ shop, asOf }: Measuring, { hypothesis, startedOn }: Begun): [Period, Period?] {
  const reviewOn = addDays(startedOn, hypothesis.review_after_days)
  const period = { from: startedOn, to: reviewOn <= asOf ? reviewOn : asOf }
  const before = { from: addDays(startedOn, -shop.hypotheses.baseline_days), to: addDays(startedOn, -1) }
  return typeof hypothesis.baseline === 'number' ? [period] : [period, before]
}

async function judgeOne(measuring: Measuring, one: Begun): Promise<JudgedHypothesis> {
  const { deps, shop, asOf } = measuring
  const { scenario, hypothesis, startedOn } = one
  const { id, metric, target = null } = hypothesis
  const { min_customers } = shop.hypotheses
  const reviewOn = addDays(startedOn, hypothesis.review_after_days)
  const isDue = reviewOn <= asOf
  const [period, earlier] = periodsOf(measuring, one)
  const share = holdoutOf(hypothesis, shop)
  const groups = share > 0 ? await compareGroups(deps, shop, { scenario, hypothesis, period, asOf }) : undefined
  const found = groups?.sent ?? (await measure(measuring, metric, period))
  const before: Measured & Pick<JudgedHypothesis, 'baseline_from'> = groups
    ? { ...groups.heldOut, baseline_from: 'holdout' }
    : earlier
      ? { ...(await measure(measuring, metric, earlier)), baseline_from: 'before' }
      : { value: hypothesis.baseline ?? null, n: 0, baseline_from: 'file' }
  return {
    ...{ id, scenario: scenario.id, metric, target },
    baseline: before.value,
    baseline_from: before.baseline_from,
    baseline_n: before.baseline_from === 'file' ? null : before.n,
    value: found.value,
    n: found.n,
    ...judgeHypothesis({
      ...{ value: found.value, n: found.n, baseline: before.value, target, minCustomers: min_customers, isDue },
      baselineN: groups ? before.n : undefined,
      lessIsBetter: LESS_IS_BETTER.has(metric),
    }),
    started_on: startedOn,
    review_on: reviewOn,
  }
}
