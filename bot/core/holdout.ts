/** Who does not get the measures of a hypothesis, so that it can be told what they change? The same people every time (DOMAIN §1.13). */

import type { Hypothesis } from './hypothesis.ts'
import type { Scenario, Step } from './scenario.ts'
import type { Shop } from './shop.ts'

type HoldoutShop = { hypotheses: Pick<Shop['hypotheses'], 'holdout'> }

/** Of the hypothesis itself, else of the shop; 0 sends to everybody. */
export const holdoutOf = ({ holdout }: Pick<Hypothesis, 'holdout'>, shop: HoldoutShop): number =>
  holdout ?? shop.hypotheses.holdout

/** A place from 0 up to and without 1, the same for ever, and another for each hypothesis: FNV-1a, its bits mixed once more. */
function placeOf(customerId: string, hypothesisId: string): number {
  let hash = 0x811c9dc5
  for (const character of `${hypothesisId}\n${customerId}`)
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d)
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b)
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296
}

/** @param share 0.1 is one customer of ten */
export const isHeldOut = (customerId: string, hypothesisId: string, share: number): boolean =>
  placeOf(customerId, hypothesisId) < share

/** The steps by which a hypothesis hopes to change something: those it names, and those that name it. */
export const isMeasure = ({ id, measure }: Pick<Hypothesis, 'id' | 'measure'>, step: Pick<Step, 'id' | 'hypothesis'>) =>
  measure.includes(step.id) || step.hypothesis === id

/** The hypothesis because of which this customer does not get this step. What concerns their own contract everybody gets. */
export const heldOutBy = (
  step: Pick<Step, 'id' | 'hypothesis' | 'service'>,
  { hypotheses = [] }: Pick<Scenario, 'hypotheses'>,
  customerId: string,
  shop: HoldoutShop,
): Hypothesis | undefined =>
  step.service
    ? undefined
    : hypotheses.find((one) => isMeasure(one, step) && isHeldOut(customerId, one.id, holdoutOf(one, shop)))

const percent = (share: number): string => `${Math.round(share * 1000) / 10}％`

/** Why the step is skipped, for the merchant. */
export const holdoutReason = (hypothesis: Hypothesis, shop: HoldoutShop): string =>
  `仮説「${hypothesis.id}」をくらべるために送らない方（${percent(holdoutOf(hypothesis, shop))}）のお一人のため、お送りしません。`

/** Which steps some customers will not get, one sentence for each hypothesis with a hold-out. */
export const holdoutNotes = ({ hypotheses = [], steps }: Pick<Scenario, 'hypotheses' | 'steps'>, shop: HoldoutShop) =>
  hypotheses.flatMap((one, index) => {
    const share = holdoutOf(one, shop)
    const withheld = steps.filter((step) => isMeasure(one, step) && !step.service).map(({ id }) => id)
    if (share <= 0 || withheld.length === 0) return []
    const message = `仮説「${one.id}」をくらべるため、${percent(share)}の方には次のステップをお送りしません：${withheld.join('、')}`
    return [{ index, message }]
  })
