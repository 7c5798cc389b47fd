/** Which kind of offer fits which stage of the relationship? (DOMAIN §1.5, the table by stage) */

import type { GuardInput } from './guard.ts'
import type { OfferKind } from './vocabulary.ts'

/** ◎ what this stage is for, ○ fine, △ only if the rules of its kind pass, × never. */
export type Mark = '◎' | '○' | '△' | '×'

/** One mark for each of the stages 1 to 7. Stage 0 is treated as 1: nobody there has bought anything. */
const STAGE_MARKS: Record<OfferKind, string> = {
  sample: '◎××××××',
  trial: '◎××××××',
  repeat: '×◎◎△×××',
  subscription: '×△◎××××',
  subscription_change: '×××○○○○',
  cross_sell: '×××△◎◎○',
  bundle_all: '××××△◎○',
  referral: '×××△△○◎',
  winback: '×○○××××',
  survey: '×○○○○○○',
  event: '○○○○○○○',
  review_request: '×○○○○○○',
}

/** Forbidden from stage 4 on because the contract already brings it; without a contract the reason is gone. */
const COVERED_BY_CONTRACT: ReadonlySet<OfferKind> = new Set(['repeat', 'subscription', 'winback'])

/** The mark for this customer in this shop. */
export function markFor(kind: OfferKind, { stage, facts, shop }: Pick<GuardInput, 'stage' | 'facts' | 'shop'>): Mark {
  if (kind === 'cross_sell' && stage === 3 && !shop.subscription_shop) return '△'
  const effective = COVERED_BY_CONTRACT.has(kind) && !facts.subscription ? Math.min(stage, 3) : stage
  return (STAGE_MARKS[kind].charAt(Math.max(1, effective) - 1) || '×') as Mark
}
