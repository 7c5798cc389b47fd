/** May this go out to this customer now? The one door that runtime, check and help text read (DOMAIN §1.5). */

import type { Allowance } from './allowance.ts'
import type { Facts } from './facts.ts'
import { GENERAL_RULES, SALES_RULES } from './guard-general.ts'
import { GUARD_RULES } from './guard-rules.ts'
import type { Shop } from './shop.ts'
import { type Label, OFFER_KINDS, type OfferKind, SALES_KINDS, type Stage, type Touchpoint } from './vocabulary.ts'

export { GUARD_RULES }

export type Verdict =
  | { verdict: 'allow' }
  /** `until` is the first moment at which this rule no longer stands in the way; undefined when no time alone helps. */
  | { verdict: 'hold'; code: string; until: Date | undefined; message: string }
  | { verdict: 'deny'; code: string; message: string }

export interface Sending {
  kind: OfferKind | 'none'
  /** Sku, id or name of what is offered. */
  product?: string
  /** About the customer's own order or contract, without any selling. */
  service?: boolean
  touchpoint: Touchpoint
  /** Carries a survey, whatever its kind. */
  survey?: boolean
  /** When it first became due. */
  dueAt: Date
  /** Lies ready (a coupon in the wallet, a printed insert) instead of asking for anything. */
  passive?: boolean
}

export interface GuardInput {
  sending: Sending
  facts: Facts
  label: Label
  stage: Stage
  /** Marketing messages already sent or claimed, by any path, in any order. */
  recentSends: readonly Date[]
  now: Date
  shop: Shop
  /** What may still leave this month; everything when left out. */
  allowance?: Allowance
}

export interface Rule {
  code: string
  verdict: 'hold' | 'deny'
  /** The rule in one Japanese sentence for the help page. */
  about: (shop: Shop) => string
  applies: (input: GuardInput) => boolean
  until?: (input: GuardInput) => Date | undefined
  message: (input: GuardInput) => string
}

/** The first denial decides; else the hold that lasts longest, so that nothing is looked at again in vain. */
export function guard(input: GuardInput): Verdict {
  const standing = rulesFor(input.sending).filter((rule) => rule.applies(input))
  const denial = standing.find(({ verdict }) => verdict === 'deny')
  if (denial) return { verdict: 'deny', code: denial.code, message: denial.message(input) }
  const holds = standing.map((rule) => ({ rule, until: rule.until?.(input) }))
  const longest = holds.reduce<(typeof holds)[number] | undefined>(
    (most, hold) => (most && lasts(most.until) >= lasts(hold.until) ? most : hold),
    undefined,
  )
  if (!longest) return { verdict: 'allow' }
  const { rule, until } = longest
  return { verdict: 'hold', code: rule.code, until, message: rule.message(input) }
}

/** All rules this sending has to pass, in the order in which they are explained. */
export function rulesFor({ kind, survey, passive }: Sending): readonly Rule[] {
  if (kind === 'none') return survey ? [...GENERAL_RULES, ...GUARD_RULES.survey] : GENERAL_RULES
  const general = SALES_KINDS.has(kind) ? [...GENERAL_RULES, ...SALES_RULES] : GENERAL_RULES
  if (passive) return general
  return survey && kind !== 'survey'
    ? [...general, ...GUARD_RULES[kind], ...GUARD_RULES.survey]
    : [...general, ...GUARD_RULES[kind]]
}

const lasts = (until: Date | undefined): number => until?.getTime() ?? Number.POSITIVE_INFINITY

export interface RuleHelp {
  kind: OfferKind | 'all' | 'sales'
  title: string
  rules: { code: string; verdict: 'hold' | 'deny'; text: string }[]
}

/** The whole table in words, with this shop's numbers. */
export function describeRules(shop: Shop): RuleHelp[] {
  const explain = (kind: RuleHelp['kind'], title: string, rules: readonly Rule[]): RuleHelp => ({
    kind,
    title,
    rules: rules.map(({ code, verdict, about }) => ({ code, verdict, text: about(shop) })),
  })
  const kinds = Object.keys(OFFER_KINDS) as OfferKind[]
  return [
    explain('all', 'すべてのお知らせ', GENERAL_RULES),
    explain('sales', '販売のご案内すべて', SALES_RULES),
    ...kinds.map((kind) => explain(kind, OFFER_KINDS[kind], GUARD_RULES[kind])),
  ]
}
