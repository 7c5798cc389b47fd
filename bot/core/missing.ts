/**
 * What has to happen until this customer reaches the next label and the next stage (DOMAIN §1.2, §1.4)?
 * No rule is written here a second time: the rules themselves are asked what they would say if a little more had happened.
 */

import { type JstDate, jstDate } from './calendar.ts'
import type { Facts } from './facts.ts'
import { classify } from './label.ts'
import type { Shop } from './shop.ts'
import { stageOf } from './stage.ts'
import type { Label, Stage } from './vocabulary.ts'

interface Step {
  /** One more of it, on this day; undefined when there is nothing more to have. */
  more: (facts: Facts, today: JstDate, shop: Shop) => Facts | undefined
  /** What is missing when it takes so many. */
  words: (times: number, facts: Facts, shop: Shop) => string
}

const CHANNELS = { line: 'LINE', email: 'メール' } as const

const STEPS = {
  contact: {
    more: (facts) => (facts.registered ? undefined : { ...facts, registered: true }),
    words: (_times, _facts, { registration_channels: channels }) =>
      `${[...new Set(channels)].map((channel) => CHANNELS[channel]).join('か')}でご連絡できること`,
  },
  purchase: {
    more: (facts, today) => ({ ...facts, purchases: facts.purchases + 1, lastPurchaseOn: today }),
    words: (times, { subscription }) =>
      subscription ? `お買い物（定期便のお届けを含む）があと${times}回` : `お買い物があと${times}回`,
  },
  subscription: {
    more: (facts) =>
      facts.subscription && !facts.subscriptionEndsOn
        ? undefined
        : { ...facts, subscription: true, subscriptionEndsOn: undefined },
    words: () => '定期便のご利用',
  },
  positive: {
    more: (facts) => ({ ...facts, positives: facts.positives + 1 }),
    words: (times) => `ポジティブ反応があと${times}回`,
  },
  steady: {
    more: (facts, _today, { stage: { steady_purchases: wanted } }) =>
      facts.mostPurchasesIn180Days >= wanted ? undefined : { ...facts, mostPurchasesIn180Days: wanted },
    words: (_times, { mostPurchasesIn180Days: most }, { stage: { steady_purchases: wanted } }) =>
      `180日のあいだに${wanted}回のお買い物（いままでは多くて${most}回）`,
  },
  line: {
    more: (facts) => ({ ...facts, productLines: facts.productLines + 1 }),
    words: (times) => `ほかの系統の商品があと${times}つ`,
  },
  intent: {
    more: (facts) => ((facts.intent ?? 0) >= 5 ? undefined : { ...facts, intent: 5 }),
    words: () => '「他の商品も使ってみたい」というお返事',
  },
  referral: {
    more: (facts) => ({ ...facts, referrals: facts.referrals + 1 }),
    words: (times) => `お友だちのご紹介があと${times}人`,
  },
} as const satisfies Record<string, Step>
type StepName = keyof typeof STEPS

/** Where a label leads (DOMAIN §1.2 "Transitions"); who cannot be reached or never bought goes where one step takes them. */
const AIMS: Record<Label, readonly Label[]> = {
  unregistered: [
    ...(['prospect', 'visitor', 'follower', 'supporter', 'partner', 'subscriber_new', 'subscriber_stalled'] as const),
    ...(['lapsed', 'dormant'] as const),
  ],
  prospect: ['visitor', 'subscriber_new', 'supporter'],
  visitor: ['follower'],
  follower: ['supporter', 'partner'],
  subscriber_new: ['supporter', 'partner'],
  subscriber_stalled: ['supporter', 'partner'],
  supporter: ['partner'],
  partner: [],
  lapsed: ['follower'],
  dormant: ['follower'],
}
const ABOVE: readonly Stage[] = [1, 2, 3, 4, 5, 6, 7]
const LABEL_STEPS: readonly StepName[] = ['contact', 'purchase', 'subscription', 'positive']
/** A shop without subscriptions asks nobody for one. */
const stepsToLabel = ({ subscription_shop }: Shop): readonly StepName[] =>
  subscription_shop ? LABEL_STEPS : LABEL_STEPS.filter((name) => name !== 'subscription')
const STAGE_STEPS: readonly StepName[] = ['contact', 'purchase', 'subscription', 'steady', 'line', 'intent', 'referral']

export interface Next<Goal> {
  goal: Goal
  /** All of these, each a short Japanese phrase. */
  missing: string[]
}

/** @returns undefined at the top, or when no few steps lead there */
export const nextLabel = (facts: Facts, now: Date, shop: Shop): Next<Label> | undefined =>
  nearest(facts, now, shop, stepsToLabel(shop), (given) => classify(given, now, shop), AIMS[classify(facts, now, shop)])

export const nextStage = (facts: Facts, now: Date, shop: Shop): Next<Stage> | undefined =>
  nearest(facts, now, shop, STAGE_STEPS, (given) => stageOf(given, shop), ABOVE.slice(stageOf(facts, shop)))

/** More steps than any rule of ours asks for at once. */
const MOST_STEPS = 6

/** Fewest steps first; of the aims that are as near, the first; of several ways to it, all, as 「…、または…」. */
function nearest<Goal extends Label | Stage>(
  facts: Facts,
  now: Date,
  shop: Shop,
  steps: readonly StepName[],
  rule: (facts: Facts) => Goal,
  aims: readonly Goal[],
): Next<Goal> | undefined {
  if (aims.length === 0) return undefined
  const today = jstDate(now)
  let ways: { taken: StepName[]; facts: Facts }[] = [{ taken: [], facts }]
  for (let count = 1; count <= MOST_STEPS; count += 1) {
    ways = ways.flatMap((way) =>
      steps.slice(steps.indexOf(way.taken.at(-1) ?? steps[0] ?? 'contact')).flatMap((name) => {
        const next = STEPS[name].more(way.facts, today, shop)
        return next ? [{ taken: [...way.taken, name], facts: next }] : []
      }),
    )
    const there = ways.map((way) => ({ ...way, goal: rule(way.facts) }))
    const goal = aims.find((aim) => there.some((way) => way.goal === aim))
    if (goal === undefined) continue
    const phrases = there.filter((way) => way.goal === goal).map(({ taken }) => wordsFor(taken, facts, shop))
    const [only = []] = phrases
    return { goal, missing: phrases.length > 1 ? [phrases.map((all) => all.join('と')).join('、または')] : only }
  }
  return undefined
}

const wordsFor = (taken: StepName[], facts: Facts, shop: Shop): string[] =>
  [...Map.groupBy(taken, (name) => name)].map(([name, all]) => STEPS[name].words(all.length, facts, shop))
