/** How did the customer feel? Positive and negative answers (DOMAIN §1.3). */

import { daysBetween, type JstDate, jstDate } from './calendar.ts'
import type { Shop } from './shop.ts'

/** The numbers of one survey response; raw, so that a changed threshold can be applied to old answers. */
export interface SurveyFact {
  at: Date
  /** 1 to 5. */
  satisfaction?: number
  /** In the scale the shop used at the time; the bands are the same on both. */
  nps?: number
  /** Answer to 「他の商品も使ってみたい」, 1 to 5. */
  intent?: number
}

type Answer = Pick<SurveyFact, 'satisfaction' | 'nps'>

/** Satisfied and likely to recommend (`positive.rule: or`: either); if only one was answered, that one decides. */
export function isPositive({ satisfaction, nps }: Answer, { positive }: Pick<Shop, 'positive'>): boolean {
  const verdicts: boolean[] = []
  if (satisfaction !== undefined) verdicts.push(satisfaction >= positive.satisfaction_min)
  if (nps !== undefined) verdicts.push(nps >= positive.nps_min)
  if (!verdicts.length) return false
  return positive.rule === 'and' ? verdicts.every(Boolean) : verdicts.some(Boolean)
}

/** Satisfaction of 2 or less, or NPS of 4 or less: staff should look, and selling pauses. */
export const isNegative = ({ satisfaction, nps }: Answer): boolean =>
  (satisfaction !== undefined && satisfaction <= 2) || (nps !== undefined && nps <= 4)

/** Positive responses, at most one in a round of 28 days: nobody becomes a fan by answering for coupons. */
export function countPositives(responses: SurveyFact[], shop: Pick<Shop, 'positive' | 'guard'>): number {
  let counted = 0
  let lastOn: JstDate | undefined
  for (const { on } of responses
    .filter((response) => isPositive(response, shop))
    .map(({ at }) => ({ on: jstDate(at) }))
    .sort((one, other) => one.on.localeCompare(other.on))) {
    if (lastOn && daysBetween(lastOn, on) < shop.guard.survey_interval) continue
    counted += 1
    lastOn = on
  }
  return counted
}
