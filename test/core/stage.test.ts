/** Depth of the relationship (DOMAIN §1.4). */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jstInstant } from '../../bot/core/calendar.ts'
import type { Facts } from '../../bot/core/facts.ts'
import { classify } from '../../bot/core/label.ts'
import { isAdvocate, stageOf } from '../../bot/core/stage.ts'
import type { Label, Stage } from '../../bot/core/vocabulary.ts'
import { ago, factsFrom, makeFacts, makeOrder, makeShop, NOON } from './someone.ts'

const shop = makeShop()
const noContracts = makeShop({ subscription_shop: false })
const loose = makeShop({ stage: { strict_order: false } })
const STEADY = { purchases: 2, subscription: true, productLines: 1 }

const table: [string, Partial<Facts>, Stage][] = [
  ['a stranger', { registered: false }, 0],
  ['a friend who bought nothing', {}, 1],
  ['a friend whose first delivery is not confirmed', { subscription: true }, 1],
  ['one purchase', { purchases: 1, productLines: 1 }, 2],
  ['one purchase of two lines', { purchases: 1, productLines: 2 }, 2],
  ['one purchase, blocked since', { purchases: 1, registered: false }, 2],
  ['two purchases', { purchases: 2, productLines: 1 }, 3],
  ['three lines, never a contract', { purchases: 5, productLines: 3, referrals: 1, intent: 5 }, 3],
  ['a contract with the first purchase', { ...STEADY, purchases: 1 }, 4],
  ['a contract and a referral, one line', { ...STEADY, referrals: 1, intent: 5 }, 4],
  ['a contract and two lines', { ...STEADY, productLines: 2 }, 5],
  ['two lines and no wish for more', { ...STEADY, productLines: 2, intent: 3 }, 5],
  ['two lines and the wish for all', { ...STEADY, productLines: 2, intent: 4 }, 6],
  ['three lines', { ...STEADY, productLines: 3 }, 6],
  ['two lines and a friend brought', { ...STEADY, productLines: 2, referrals: 1 }, 7],
  ['three lines and a friend brought', { ...STEADY, productLines: 3, referrals: 2 }, 7],
]

test.each(table)('%s', (_who, given, stage) => {
  expect(stageOf(makeFacts(given), shop)).toBe(stage)
})

test('the end of the contract leads back to 3, or to 2 after a single purchase', () => {
  const deep = { ...STEADY, productLines: 3, referrals: 1, subscription: false }
  expect(stageOf(makeFacts(deep), shop)).toBe(3)
  expect(stageOf(makeFacts({ ...deep, purchases: 1 }), shop)).toBe(2)
})

test('a shop without subscriptions goes steady after three purchases within 180 days, and stays so', () => {
  const at = (...days: number[]) => ({ orders: days.map((day) => makeOrder({ orderedAt: jstInstant(ago(day)) })) })
  expect(stageOf(factsFrom(at(180, 90, 0)), noContracts)).toBe(4)
  expect(stageOf(factsFrom(at(181, 90, 0)), noContracts)).toBe(3)
  expect(stageOf(factsFrom(at(900, 800, 750)), noContracts)).toBe(4)
  expect(stageOf(factsFrom(at(180, 90, 0)), shop)).toBe(3)
})

test('a shop may waive the order of the stages for repeat buyers', () => {
  expect(stageOf(makeFacts({ purchases: 3, productLines: 3 }), loose)).toBe(6)
  expect(stageOf(makeFacts({ purchases: 1, productLines: 3 }), loose)).toBe(2)
})

test('the lines that make a marriage are the shop’s number', () => {
  const facts = makeFacts({ ...STEADY, productLines: 3 })
  expect(stageOf(facts, makeShop({ stage: { marriage_min_lines: 4 } }))).toBe(5)
})

test('whoever brought a friend is an advocate at any stage', () => {
  expect(isAdvocate(makeFacts({ purchases: 1, referrals: 1 }))).toBe(true)
  expect(isAdvocate(makeFacts(STEADY))).toBe(false)
})

/** DOMAIN §1.4: any other pair is a bug. `unregistered` may sit at any stage. */
const POSSIBLE: Record<Stage, Label[]> = {
  0: [],
  1: ['prospect'],
  2: ['visitor', 'follower', 'lapsed', 'dormant'],
  3: ['follower', 'lapsed', 'dormant'],
  4: ['subscriber_new', 'supporter', 'partner', 'subscriber_stalled'],
  5: ['subscriber_new', 'supporter', 'partner', 'subscriber_stalled'],
  6: ['subscriber_new', 'supporter', 'partner', 'subscriber_stalled'],
  7: ['subscriber_new', 'supporter', 'partner', 'subscriber_stalled'],
}

test('stage and label never contradict each other, whatever is on record', () => {
  const day = fc.integer({ min: 0, max: 200 }).map((days) => jstInstant(ago(days), '09:00'))
  const records = fc.record({
    friend: fc.constantFrom(undefined, { following: true, optedOut: false }, { following: true, optedOut: true }),
    orders: fc.array(
      fc
        .record({ orderedAt: day, sku: fc.constantFrom('LT', 'LF', 'LS', 'CR', 'WA'), isRenewal: fc.boolean() })
        .map(({ sku, ...given }) => makeOrder({ ...given, lines: [{ sku, qty: 1, lineType: 'goods' }] })),
      { maxLength: 6 },
    ),
    subscriptions: fc.array(
      fc.record({
        product: fc.constant('LS'),
        status: fc.constantFrom('active' as const, 'cancelled' as const, 'payment_failed' as const),
        startedAt: day,
        cancelledAt: day,
        paymentFailedAt: day,
      }),
      { maxLength: 2 },
    ),
    responses: fc.array(fc.record({ at: day, satisfaction: fc.integer({ min: 1, max: 5 }) }), { maxLength: 5 }),
    referrals: fc.nat(2),
  })
  fc.assert(
    fc.property(records, (given) => {
      const facts = factsFrom(given)
      const label = classify(facts, NOON, shop)
      return label === 'unregistered' || POSSIBLE[stageOf(facts, shop)].includes(label)
    }),
    { numRuns: 500 },
  )
})
