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
