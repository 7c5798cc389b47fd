/** What became of those who got the measures, and of those who did not? The two groups of a hypothesis with a hold-out (DOMAIN §1.13). */

import { invitationsOf, metScenario, opinionsOf } from '../../db/hypotheses.ts'
import { addDays, type JstDate, jstInstant } from '../core/calendar.ts'
import { cameAgain } from '../core/first-buyer.ts'
import { holdoutOf, isHeldOut } from '../core/holdout.ts'
import { type Hypothesis, transitionOf } from '../core/hypothesis.ts'
import { feelings } from '../core/listening.ts'
import type { Period } from '../core/metrics-rows.ts'
import type { Scenario } from '../core/scenario.ts'
import type { Shop } from '../core/shop.ts'
import { PairCount } from '../core/transitions.ts'
import type { Measured } from '../core/verdict.ts'
import type { Deps } from '../deps.ts'
import { changesIn } from './count-transitions.ts'
import { f2Cohort } from './measure.ts'

const PAGE = 5000

export interface Groups {
  sent: Measured
  heldOut: Measured
}

interface Wish {
  scenario: Pick<Scenario, 'id'>
  hypothesis: Hypothesis
  period: Period
  asOf: JstDate
}

/**
 * Only of customers for whom the scenario began in the period: nobody else could have got its measures.
 * @returns undefined for numbers of the whole shop (costs, friends, a year's money), which have no such groups
 */
export async function compareGroups(deps: Deps, shop: Shop, wish: Wish): Promise<Groups | undefined> {
  const { hypothesis, period, asOf } = wish
  const share = holdoutOf(hypothesis, shop)
  const isOut = (id: string) => isHeldOut(id, hypothesis.id, share)
  const pair = transitionOf(hypothesis.metric)
  if (pair) {
    const count = new PairCount(pair, shop.transition_days)
    for await (const changes of changesIn(deps, period)) for (const change of changes) count.add(change)
    return shares(await participants(deps, wish), isOut, (id) => count.hasWon(id))
  }
  switch (hypothesis.metric) {
    case 'f2_rate':
    case 'f2_rate_subscription': {
      const met = new Set(await participants(deps, wish))
      const again = new Map<string, boolean>()
      const subscriptionOnly = hypothesis.metric === 'f2_rate_subscription'
      for await (const buyer of f2Cohort(deps, shop, period, asOf, subscriptionOnly))
        if (met.has(buyer.customerId)) again.set(buyer.customerId, cameAgain(buyer, shop.f2.window_days))
      return shares([...again.keys()], isOut, (id) => again.get(id) ?? false)
    }
    case 'nps':
    case 'survey_response_rate': {
      const all = await participants(deps, wish)
      const by = hypothesis.metric === 'nps' ? npsOf : responseRateOf
      return {
        sent: await by(
          deps,
          shop,
          all.filter((id) => !isOut(id)),
          period,
        ),
        heldOut: await by(deps, shop, all.filter(isOut), period),
      }
    }
    default:
      return undefined
  }
}

async function participants(deps: Deps, { scenario, period }: Wish): Promise<string[]> {
  const [from, end] = [jstInstant(period.from), jstInstant(addDays(period.to, 1))]
  const found: string[] = []
  for (;;) {
    const page = await metScenario(deps.db, scenario.id, from, end, PAGE, found.at(-1) ?? '')
    found.push(...page)
    if (page.length < PAGE) return found
  }
}

function shares(ids: readonly string[], isOut: (id: string) => boolean, holds: (id: string) => boolean): Groups {
  const part = (group: readonly string[]): Measured => ({
    value: group.length > 0 ? group.filter(holds).length / group.length : null,
    n: group.length,
  })
  return { sent: part(ids.filter((id) => !isOut(id))), heldOut: part(ids.filter(isOut)) }
}

async function npsOf(deps: Deps, shop: Shop, ids: readonly string[], { from, to }: Period): Promise<Measured> {
  const opinions = await opinionsOf(deps.db, ids, jstInstant(from), jstInstant(addDays(to, 1)))
  const { nps } = feelings(
    opinions.map((one) => ({ ...one, count: 1 })),
    shop,
  )
  return { value: nps.value, n: nps.denominator ?? 0 }
}

async function responseRateOf(
  deps: Deps,
  _shop: Shop,
  ids: readonly string[],
  { from, to }: Period,
): Promise<Measured> {
  const { invited, answered } = await invitationsOf(deps.db, ids, jstInstant(from), jstInstant(addDays(to, 1)))
  return { value: invited > 0 ? answered / invited : null, n: invited }
}
