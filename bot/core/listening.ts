/** How do customers feel, month by month? NPS in one scale, satisfaction, positive and negative answers (DOMAIN §1.3). */

import { type Metric, rate } from './metrics-rows.ts'
import type { Shop } from './shop.ts'
import { isNegative, isPositive } from './survey.ts'

/** How many gave this pair of answers in one span. */
export interface AnswerTally {
  satisfaction: number | null
  nps: number | null
  /** As it was asked; null from before scales were kept: then it was the shop's. */
  scale: string | null
  count: number
}

export interface Feelings {
  /** −100 to +100, of answers in the shop's scale alone. */
  nps: Metric
  /** The denominator is below shop.yaml `nps.min_responses`: to be shown as 参考値. */
  nps_indicative: boolean
  /** Answers in the other scale, in no NPS. */
  nps_other_scale: number
  /** Mean of 1 to 5. */
  satisfaction: Metric
  /** Of the responses with satisfaction or NPS. */
  positive: Metric
  negative: Metric
}

type FeelingShop = Pick<Shop, 'nps' | 'positive' | 'negative'>

export function feelings(tallies: readonly AnswerTally[], shop: FeelingShop): Feelings {
  const count = (holds: (tally: AnswerTally) => boolean) =>
    tallies.reduce((sum, tally) => sum + (holds(tally) ? tally.count : 0), 0)
  const inScale = ({ nps, scale }: AnswerTally) => nps !== null && (scale ?? shop.nps.scale) === shop.nps.scale
  const recommend = count((tally) => inScale(tally) && (tally.nps ?? 0) >= 9)
  const detract = count((tally) => inScale(tally) && (tally.nps ?? 0) <= 6)
  const asked = count(inScale)
  const rated = count(({ satisfaction }) => satisfaction !== null)
  const points = tallies.reduce((sum, { satisfaction, count }) => sum + (satisfaction ?? 0) * count, 0)
  const told = count(({ satisfaction, nps }) => satisfaction !== null || nps !== null)
  return {
    nps: {
      value: asked > 0 ? ((recommend - detract) / asked) * 100 : null,
      numerator: recommend - detract,
      denominator: asked,
    },
    nps_indicative: asked < shop.nps.min_responses,
    nps_other_scale: count(({ nps }) => nps !== null) - asked,
    satisfaction: rate(points, rated),
    positive: rate(
      count((tally) => isPositive(known(tally), shop)),
      told,
    ),
    negative: rate(
      count((tally) => isNegative(known(tally), shop)),
      told,
    ),
  }
}

const known = ({ satisfaction, nps }: AnswerTally) => ({
  satisfaction: satisfaction ?? undefined,
  nps: nps ?? undefined,
})
