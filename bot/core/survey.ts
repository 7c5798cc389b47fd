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

/** Who is at least so satisfied must have used it. */
export const USING_MIN = 3

type Answer = Pick<SurveyFact, 'satisfaction' | 'nps'>

/** Satisfied and likely to recommend (`positive.rule: or`: either); if only one was answered, that one decides. */
export function isPositive({ satisfaction, nps }: Answer, { positive }: Pick<Shop, 'positive'>): boolean {
  const verdicts: boolean[] = []
  if (satisfaction !== undefined) verdicts.push(satisfaction >= positive.satisfaction_min)
  if (nps !== undefined) verdicts.push(nps >= positive.nps_min)
  if (!verdicts.length) return false
  return positive.rule === 'and' ? verdicts.every(Boolean) : verdicts.some(Boolean)
}

/** Dissatisfied, or unlikely to recommend (DOMAIN §1.3): staff should look, and selling pauses. */
export const isNegative = ({ satisfaction, nps }: Answer, { negative }: Pick<Shop, 'negative'>): boolean =>
  (satisfaction !== undefined && satisfaction <= negative.satisfaction_max) ||
  (nps !== undefined && nps <= negative.nps_max)

/** Signals that count as a positive response, for each source beside surveys (DOMAIN §1.3 "sources"). */
export function positiveSignals({ positives, products }: Pick<Shop, 'positives' | 'products'>): string[] {
  const named = {
    survey: [],
    review: ['review'],
    ugc: ['ugc'],
    // A button that says "this is it": success, in general or as a product tells it.
    button: ['success_felt', ...products.flatMap(({ success_point: point }) => point?.signal ?? [])],
  }
  return [...new Set(positives.sources.flatMap((source) => named[source]))]
}

interface Heard {
  responses: readonly SurveyFact[]
  signals: readonly { name: string; at: Date }[]
}

/** Days of the positive responses that count, one in a round of 28 days: nobody becomes a fan by answering for coupons. */
export function positiveDays(
  { responses, signals }: Heard,
  shop: Pick<Shop, 'positive' | 'positives' | 'guard' | 'products'>,
): JstDate[] {
  const names = positiveSignals(shop)
  const moments = [
    ...responses.filter((response) => shop.positives.sources.includes('survey') && isPositive(response, shop)),
    ...signals.filter(({ name }) => names.includes(name)),
  ]
  const counted: JstDate[] = []
  for (const on of moments.map(({ at }) => jstDate(at)).sort()) {
    const last = counted.at(-1)
    if (last === undefined || daysBetween(last, on) >= shop.guard.survey_interval) counted.push(on)
  }
  return counted
}
