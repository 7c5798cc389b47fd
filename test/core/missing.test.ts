/** What is missing for the next label and stage (DOMAIN §1.2 "Transitions", §1.4). */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Facts } from '../../bot/core/facts.ts'
import { classify } from '../../bot/core/label.ts'
import { nextLabel, nextStage } from '../../bot/core/missing.ts'
import { stageOf } from '../../bot/core/stage.ts'
import { ago, anyFacts, makeFacts, makeShop, NOON } from './someone.ts'

const shop = makeShop()
const noContracts = makeShop({ subscription_shop: false })
const bought = (days: number, given: Partial<Facts>) => makeFacts({ lastPurchaseOn: ago(days), ...given })
const SUBSCRIBER = { purchases: 2, subscription: true }

const labels: [string, Facts, string | undefined, string[]][] = [
  ['who cannot be reached', makeFacts({ registered: false }), 'prospect', ['LINEかメールでご連絡できること']],
  [
    'a buyer who cannot be reached is what they would be',
    bought(10, { registered: false, purchases: 1 }),
    'visitor',
    ['LINEかメールでご連絡できること'],
  ],
  ['a prospect buys', makeFacts(), 'visitor', ['お買い物があと1回']],
  [
    'a prospect with a contract becomes a subscriber',
    makeFacts({ subscription: true }),
    'subscriber_new',
    ['お買い物（定期便のお届けを含む）があと1回'],
  ],
  ['a visitor buys again', bought(10, { purchases: 1 }), 'follower', ['お買い物があと1回']],
  [
    'a follower takes a contract and answers well twice',
    bought(10, { purchases: 2 }),
    'supporter',
    ['定期便のご利用', 'ポジティブ反応があと2回'],
  ],
  [
    'a follower whose last purchase is old has to buy besides',
    bought(70, { purchases: 2, positives: 1 }),
    'supporter',
    ['お買い物があと1回', '定期便のご利用', 'ポジティブ反応があと1回'],
  ],
  ['a new subscriber', bought(10, { ...SUBSCRIBER, positives: 1 }), 'supporter', ['ポジティブ反応があと1回']],
  [
    'a stalled subscriber who answered well',
    bought(70, { ...SUBSCRIBER, purchases: 1, positives: 2 }),
    'supporter',
    ['お買い物（定期便のお届けを含む）があと1回'],
  ],
  ['a supporter', bought(10, { ...SUBSCRIBER, positives: 2 }), 'partner', ['ポジティブ反応があと1回']],
  [
    'a supporter with one purchase',
    bought(10, { ...SUBSCRIBER, purchases: 1, positives: 2 }),
    'partner',
    ['お買い物（定期便のお届けを含む）があと1回', 'ポジティブ反応があと1回'],
  ],
  ['a lapsed customer returns', bought(120, { purchases: 1, positives: 1 }), 'follower', ['お買い物があと1回']],
  ['a dormant customer returns', bought(120, { purchases: 1 }), 'follower', ['お買い物があと1回']],
  ['a partner has arrived', bought(10, { ...SUBSCRIBER, positives: 3 }), undefined, []],
]

test.each(labels)('%s', (_who, facts, goal, missing) => {
  expect(nextLabel(facts, NOON, shop)).toEqual(goal && { goal, missing })
})

const stages: [string, Partial<Facts>, number | undefined, string[]][] = [
  ['0 → 1', { registered: false }, 1, ['LINEかメールでご連絡できること']],
  ['1 → 2', {}, 2, ['お買い物があと1回']],
  ['2 → 3', { purchases: 1, productLines: 1 }, 3, ['お買い物があと1回']],
  ['3 → 4', { purchases: 2, productLines: 1 }, 4, ['定期便のご利用']],
  ['3 → 5 for who knows two lines', { purchases: 2, productLines: 2 }, 5, ['定期便のご利用']],
  ['4 → 5', { ...SUBSCRIBER, productLines: 1 }, 5, ['ほかの系統の商品があと1つ']],
  [
    '5 → 6 by either way',
    { ...SUBSCRIBER, productLines: 2 },
    6,
    ['ほかの系統の商品があと1つ、または「他の商品も使ってみたい」というお返事'],
  ],
  ['6 → 7', { ...SUBSCRIBER, productLines: 3 }, 7, ['お友だちのご紹介があと1人']],
  ['7', { ...SUBSCRIBER, productLines: 3, referrals: 1 }, undefined, []],
]

test.each(stages)('stage %s', (_way, given, goal, missing) => {
  expect(nextStage(makeFacts(given), NOON, shop)).toEqual(goal && { goal, missing })
})

test('a shop without subscriptions asks for three purchases within 180 days', () => {
  const facts = makeFacts({ purchases: 4, productLines: 1, mostPurchasesIn180Days: 1 })
  expect(nextStage(facts, NOON, noContracts)).toEqual({
    goal: 4,
    missing: ['180日のあいだに3回のお買い物（いままでは多くて1回）'],
  })
})

test('the rhythm of such a shop may be any, and nobody there is asked for a subscription', () => {
  const many = makeShop({ subscription_shop: false, stage: { steady_purchases: 12 } })
  expect(
    nextStage(makeFacts({ purchases: 4, productLines: 1, mostPurchasesIn180Days: 4 }), NOON, many)?.missing,
  ).toEqual(['180日のあいだに12回のお買い物（いままでは多くて4回）'])
  expect(nextLabel(bought(10, { purchases: 2, positives: 5 }), NOON, noContracts)).toBeUndefined()
  expect(nextLabel(bought(10, { purchases: 1 }), NOON, noContracts)?.missing).toEqual(['お買い物があと1回'])
})

test('the ways to reach somebody are those the shop counts', () => {
  const missing = (...registration_channels: string[]) =>
    nextLabel(makeFacts({ registered: false }), NOON, makeShop({ registration_channels }))?.missing
  expect([missing('line'), missing('email'), missing('line', 'email')]).toEqual([
    ['LINEでご連絡できること'],
    ['メールでご連絡できること'],
    ['LINEかメールでご連絡できること'],
  ])
})

/** The boundary vectors T01–T20 of DOMAIN §1.2: purchases, days, contract, positives → label → next, and what is missing. */
const VECTORS: [string, Partial<Facts>, number, string, string | undefined, string[]][] = [
  ['T01', { purchases: 1 }, 0, 'visitor', 'follower', ['お買い物があと1回']],
  ['T02', { purchases: 1, positives: 3 }, 59, 'visitor', 'follower', ['お買い物があと1回']],
  [
    'T03',
    { purchases: 1 },
    60,
    'follower',
    'supporter',
    ['お買い物があと1回', '定期便のご利用', 'ポジティブ反応があと2回'],
  ],
  [
    'T04',
    { purchases: 1 },
    89,
    'follower',
    'supporter',
    ['お買い物があと1回', '定期便のご利用', 'ポジティブ反応があと2回'],
  ],
  ['T05', { purchases: 1 }, 90, 'dormant', 'follower', ['お買い物があと1回']],
  ['T06', { purchases: 1, positives: 1 }, 90, 'lapsed', 'follower', ['お買い物があと1回']],
  [
    'T07',
    { purchases: 2 },
    75,
    'follower',
    'supporter',
    ['お買い物があと1回', '定期便のご利用', 'ポジティブ反応があと2回'],
  ],
  ['T08', { purchases: 2, positives: 5 }, 59, 'follower', 'partner', ['定期便のご利用']],
  ['T09', { purchases: 5, positives: 2 }, 400, 'lapsed', 'follower', ['お買い物があと1回']],
  [
    'T10',
    { purchases: 1, subscription: true, positives: 1 },
    10,
    'subscriber_new',
    'supporter',
    ['ポジティブ反応があと1回'],
  ],
  [
    ...(['T11', { purchases: 1, subscription: true, positives: 2 }, 10, 'supporter', 'partner'] as const),
    ['お買い物（定期便のお届けを含む）があと1回', 'ポジティブ反応があと1回'],
  ],
  [
    ...(['T12', { purchases: 1, subscription: true, positives: 9 }, 10, 'supporter', 'partner'] as const),
    ['お買い物（定期便のお届けを含む）があと1回'],
  ],
  ['T13', { purchases: 2, subscription: true, positives: 2 }, 59, 'supporter', 'partner', ['ポジティブ反応があと1回']],
  ['T14', { purchases: 2, subscription: true, positives: 3 }, 59, 'partner', undefined, []],
  [
    ...(['T15', { purchases: 2, subscription: true, positives: 3 }, 60, 'subscriber_stalled', 'partner'] as const),
    ['お買い物（定期便のお届けを含む）があと1回'],
  ],
  [
    ...(['T16', { purchases: 8, subscription: true }, 95, 'subscriber_stalled', 'supporter'] as const),
    ['お買い物（定期便のお届けを含む）があと1回', 'ポジティブ反応があと2回'],
  ],
  ['T17', {}, 0, 'prospect', 'visitor', ['お買い物があと1回']],
  ['T18', { subscription: true }, 0, 'prospect', 'subscriber_new', ['お買い物（定期便のお届けを含む）があと1回']],
  [
    ...([
      'T19',
      { purchases: 3, subscription: true, positives: 4, registered: false },
      5,
      'unregistered',
      'partner',
    ] as const),
    ['LINEかメールでご連絡できること'],
  ],
]

test.each(VECTORS)('%s', (_id, given, days, label, goal, missing) => {
  const facts = given.purchases ? bought(days, given) : makeFacts(given)
  expect(classify(facts, NOON, shop)).toBe(label)
  expect(nextLabel(facts, NOON, shop)).toEqual(goal && { goal, missing })
})

test('T20: a long cycle counts as the shop wishes', () => {
  const facts = bought(85, { purchases: 2, subscription: true, positives: 3, cycleDays: 90 })
  expect(nextLabel(facts, NOON, makeShop({ recency: { long_cycle_adjust: true } }))).toBeUndefined()
  expect(nextLabel(facts, NOON, shop)).toEqual({
    goal: 'partner',
    missing: ['お買い物（定期便のお届けを含む）があと1回'],
  })
})

/** Does what one phrase says, today: read from the words alone, as a person would. */
function done(facts: Facts, phrase: string): Facts {
  if (phrase === '') return facts
  const [, count = '1'] = /(\d+)(?:回|つ|人)$/.exec(phrase) ?? []
  const times = Number(count)
  const rules: [RegExp, (facts: Facts) => Facts][] = [
    [/ご連絡できること$/, (given) => ({ ...given, registered: true })],
    [/^お買い物/, (given) => ({ ...given, purchases: given.purchases + times, lastPurchaseOn: ago(0) })],
    [/^定期便のご利用$/, (given) => ({ ...given, subscription: true, subscriptionEndsOn: undefined })],
    [/^ポジティブ反応が/, (given) => ({ ...given, positives: given.positives + times })],
    [/^180日のあいだに(\d+)回/, (given) => ({ ...given, mostPurchasesIn180Days: Number(/(\d+)回/.exec(phrase)?.[1]) })],
    [/^ほかの系統の商品が/, (given) => ({ ...given, productLines: given.productLines + times })],
    [/お返事$/, (given) => ({ ...given, intent: 5 })],
    [/^お友だちのご紹介が/, (given) => ({ ...given, referrals: given.referrals + times })],
  ]
  const [, act] = rules.find(([words]) => words.test(phrase)) ?? []
  if (!act) throw new Error(`nobody knows what to do about 「${phrase}」`)
  return act(facts)
}

/** Each way that the words name, as its phrases. */
const waysIn = (missing: string[]): string[][] =>
  missing.length === 1 ? (missing[0] ?? '').split('、または').map((way) => phrasesIn(way)) : [missing]
/** 「…と…」 joins phrases; 「他の商品も使ってみたい」というお返事 has one inside. */
const phrasesIn = (way: string) => way.split(/(?<=[回つ人用事と])と(?!いう)/)

/** 「あと2回」 → 「あと1回」 → nothing to do. */
const oneLess = (phrase: string) => {
  const less = phrase.replace(/\d+(?=(回|つ|人)$)/, (count) => String(Number(count) - 1))
  return less === phrase || /あと0/.test(less) ? '' : less
}

const shops = [
  shop,
  noContracts,
  makeShop({ recency: { long_cycle_adjust: true } }),
  makeShop({ stage: { strict_order: false, marriage_min_lines: 5 } }),
]

test('doing exactly what is said leads there, by the rules themselves, and nothing of it can be left out', () => {
  fc.assert(
    fc.property(anyFacts, fc.constantFrom(...shops), (facts, where) => {
      const all = (phrases: string[]) => phrases.reduce(done, facts)
      const leads = (missing: string[], reaches: (facts: Facts) => boolean) => {
        for (const phrases of waysIn(missing)) {
          expect([phrases, reaches(all(phrases))]).toEqual([phrases, true])
          for (const [place, phrase] of phrases.entries())
            expect([phrases, place, reaches(all(phrases.with(place, oneLess(phrase))))]).toEqual([
              phrases,
              place,
              false,
            ])
        }
      }
      const label = nextLabel(facts, NOON, where)
      if (label) leads(label.missing, (given) => classify(given, NOON, where) === label.goal)
      const stage = nextStage(facts, NOON, where)
      if (stage) leads(stage.missing, (given) => stageOf(given, where) === stage.goal)
    }),
    { numRuns: 2000 },
  )
})

test('whoever is below the top is told something, and nobody is told to do what leads down', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const stage = nextStage(facts, NOON, shop)
      const label = nextLabel(facts, NOON, shop)
      expect(stageOf(facts, shop) === 7 || (stage !== undefined && stage.goal > stageOf(facts, shop))).toBe(true)
      expect(classify(facts, NOON, shop) === 'partner' || label !== undefined).toBe(true)
      for (const next of [stage, label]) expect(next?.missing.length).not.toBe(0)
    }),
  )
})
