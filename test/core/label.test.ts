/** The five seed types and the holes between them (DOMAIN §1.2). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, daysBetween, jstInstant } from '../../bot/core/calendar.ts'
import type { Facts } from '../../bot/core/facts.ts'
import { classify, doubts, nextLabelChangeOn, nextLookOn } from '../../bot/core/label.ts'
import { LABELS, type Label } from '../../bot/core/vocabulary.ts'
import { ago, anyFacts, makeFacts, makeShop, NOON, TODAY } from './someone.ts'

const shop = makeShop()
const adjusting = makeShop({ recency: { long_cycle_adjust: true } })

/** registered | purchases | days | sub | label at positives 0,1,2,3+ — copied from DOMAIN §1.2. */
const TRUTH = `
1 | 0 | na | 0 | pr pr pr pr
1 | 0 | na | 1 | pr pr pr pr
1 | 1 | lt60 | 0 | V V V V
1 | 1 | lt60 | 1 | sn sn S S
1 | 1 | 60_89 | 0 | F F F F
1 | 1 | 60_89 | 1 | ss ss ss ss
1 | 1 | ge90 | 0 | do L L L
1 | 1 | ge90 | 1 | ss ss ss ss
1 | 2+ | lt60 | 0 | F F F F
1 | 2+ | lt60 | 1 | sn sn S P
1 | 2+ | 60_89 | 0 | F F F F
1 | 2+ | 60_89 | 1 | ss ss ss ss
1 | 2+ | ge90 | 0 | do L L L
1 | 2+ | ge90 | 1 | ss ss ss ss
0 | 0 | na | 0 | un un un un
0 | 0 | na | 1 | un un un un
0 | 1 | lt60 | 0 | un un un un
0 | 1 | lt60 | 1 | un un un un
0 | 1 | 60_89 | 0 | un un un un
0 | 1 | 60_89 | 1 | un un un un
0 | 1 | ge90 | 0 | un un un un
0 | 1 | ge90 | 1 | un un un un
0 | 2+ | lt60 | 0 | un un un un
0 | 2+ | lt60 | 1 | un un un un
0 | 2+ | 60_89 | 0 | un un un un
0 | 2+ | 60_89 | 1 | un un un un
0 | 2+ | ge90 | 0 | un un un un
0 | 2+ | ge90 | 1 | un un un un`

const SHORT: Record<string, Label> = {
  un: 'unregistered',
  pr: 'prospect',
  V: 'visitor',
  F: 'follower',
  S: 'supporter',
  P: 'partner',
  L: 'lapsed',
  sn: 'subscriber_new',
  ss: 'subscriber_stalled',
  do: 'dormant',
}
const DAYS: Record<string, number[]> = { na: [], lt60: [0, 59], '60_89': [60, 89], ge90: [90, 4000] }

const rows = TRUTH.trim()
  .split('\n')
  .flatMap((line) => {
    const [registered, purchases = '', bucket = '', sub, labels = ''] = line.split(' | ')
    return labels.split(' ').map((short, positives) => ({
      registered: registered === '1',
      purchases: Number.parseInt(purchases, 10),
      bucket,
      subscription: sub === '1',
      positives,
      label: SHORT[short],
    }))
  })

const someone = (days: number | undefined, given: Partial<Facts>) =>
  makeFacts({ lastPurchaseOn: days === undefined ? undefined : ago(days), ...given })

test('the table has 112 rows, and the registered ones are shared out as counted', () => {
  expect(rows).toHaveLength(112)
  expect(
    Object.fromEntries(
      [
        ...Map.groupBy(
          rows.filter((row) => row.registered),
          (row) => row.label,
        ),
      ].map(([label, list]) => [label, list.length]),
    ),
  ).toEqual({
    visitor: 4,
    follower: 12,
    supporter: 3,
    partner: 1,
    lapsed: 6,
    prospect: 8,
    subscriber_new: 4,
    subscriber_stalled: 16,
    dormant: 2,
  })
})

test.each(rows)(
  'registered $registered, purchases $purchases, days $bucket, subscription $subscription, positives $positives → $label',
  ({ bucket, label, ...given }) => {
    for (const days of bucket === 'na' ? [undefined] : (DAYS[bucket] ?? [])) {
      expect(classify(someone(days, given), NOON, shop)).toBe(label)
      if (given.purchases === 2) expect(classify(someone(days, { ...given, purchases: 9 }), NOON, shop)).toBe(label)
      if (given.positives === 3) expect(classify(someone(days, { ...given, positives: 9 }), NOON, shop)).toBe(label)
    }
  },
)

test.each([
  ['T01', 1, 0, false, 0, 'visitor'],
  ['T02', 1, 59, false, 3, 'visitor'],
  ['T03', 1, 60, false, 0, 'follower'],
  ['T04', 1, 89, false, 0, 'follower'],
  ['T05', 1, 90, false, 0, 'dormant'],
  ['T06', 1, 90, false, 1, 'lapsed'],
  ['T07', 2, 75, false, 0, 'follower'],
  ['T08', 2, 59, false, 5, 'follower'],
  ['T09', 5, 400, false, 2, 'lapsed'],
  ['T10', 1, 10, true, 1, 'subscriber_new'],
  ['T11', 1, 10, true, 2, 'supporter'],
  ['T12', 1, 10, true, 9, 'supporter'],
  ['T13', 2, 59, true, 2, 'supporter'],
  ['T14', 2, 59, true, 3, 'partner'],
  ['T15', 2, 60, true, 3, 'subscriber_stalled'],
  ['T16', 8, 95, true, 0, 'subscriber_stalled'],
  ['T17', 0, undefined, false, 0, 'prospect'],
  ['T18', 0, undefined, true, 0, 'prospect'],
] as const)(
  '%s: %s purchases, %s days, subscription %s, %s positives → %s',
  (_id, purchases, days, subscription, positives, label) => {
    expect(classify(someone(days, { purchases, subscription, positives }), NOON, shop)).toBe(label)
  },
)

test('T18: a contract without a purchase is looked at', () => {
  expect(doubts(makeFacts({ subscription: true }), NOON)).toEqual(['DQ_SUB_WITHOUT_PURCHASE'])
})

test('an order dated ahead counts as bought today and is looked at', () => {
  const facts = someone(-3, { purchases: 1 })
  expect(classify(facts, NOON, shop)).toBe('visitor')
  expect(doubts(facts, NOON)).toEqual(['DQ_FUTURE_ORDER'])
})

test('whoever has an order of a day to come is looked at again on it, and that is a doubt', () => {
  const facts = someone(10, { purchases: 1 })
  expect(doubts(facts, NOON, [{}])).toEqual(['DQ_FUTURE_ORDER'])
  expect([nextLookOn(facts, NOON, shop), nextLookOn(facts, NOON, shop, ago(-3))]).toEqual([ago(-50), ago(-3)])
})

test('a contract that ends is looked at on that day, even where the label stays', () => {
  const facts = someone(10, { purchases: 1, registered: false, subscription: true, subscriptionEndsOn: ago(-7) })
  expect([nextLabelChangeOn(facts, NOON, shop), nextLookOn(facts, NOON, shop)]).toEqual([undefined, ago(-7)])
  expect(nextLookOn({ ...facts, subscriptionEndsOn: ago(0) }, NOON, shop)).toBeUndefined()
})

test('T19: whoever cannot be reached is unregistered, whatever they bought', () => {
  const facts = someone(5, { purchases: 3, subscription: true, positives: 4, registered: false })
  expect(classify(facts, NOON, shop)).toBe('unregistered')
})

test('T20: a long cycle takes its days over 30 off, if the shop wishes so and a contract stands', () => {
  const facts = someone(85, { purchases: 2, subscription: true, positives: 3, cycleDays: 90 })
  expect(classify(facts, NOON, adjusting)).toBe('partner')
  expect(classify(facts, NOON, shop)).toBe('subscriber_stalled')
  expect(classify({ ...facts, subscription: false, lastPurchaseOn: ago(90) }, NOON, adjusting)).toBe('lapsed')
  expect(classify({ ...facts, cycleDays: 20, lastPurchaseOn: ago(59) }, NOON, adjusting)).toBe('partner')
})

/** The seed's own words (DOMAIN §1.2), not in the code's order. */
const SEED: Partial<Record<Label, (f: Facts, days: number) => boolean>> = {
  visitor: (f, days) => f.purchases === 1 && days < 60 && !f.subscription,
  follower: (f, days) => f.purchases >= 1 && days < 90 && !f.subscription,
  supporter: (f, days) => f.purchases >= 1 && days < 60 && f.subscription && f.positives >= 2,
  partner: (f, days) => f.purchases >= 2 && days < 60 && f.subscription && f.positives >= 3,
  lapsed: (f, days) => f.purchases >= 1 && days >= 90 && !f.subscription && f.positives >= 1,
}

const plainFacts = anyFacts.map((facts) => ({
  ...facts,
  subscriptionEndsOn: undefined,
  lastPurchaseOn: facts.purchases ? (facts.lastPurchaseOn ?? TODAY) : undefined,
}))

test('every customer has exactly one label', () => {
  fc.assert(fc.property(anyFacts, (facts) => classify(facts, NOON, shop) in LABELS))
})

test('a seed label is given exactly when a seed rule matches, and it is one of those that match', () => {
  fc.assert(
    fc.property(plainFacts, (facts) => {
      const label = classify(facts, NOON, shop)
      const days = Math.max(0, daysBetween(facts.lastPurchaseOn ?? TODAY, TODAY))
      const matching = Object.keys(SEED).filter((seed) => facts.registered && SEED[seed as Label]?.(facts, days))
      return matching.length ? matching.includes(label) : !(label in SEED)
    }),
  )
})

describe('the next change that needs no event', () => {
  const next = (days: number, given: Partial<Facts> = {}, which = shop) =>
    nextLabelChangeOn(someone(days, { purchases: 1, ...given }), NOON, which)

  test('a visitor drifts on day 60, a follower is gone on day 90, the dormant stay', () => {
    expect(next(10)).toBe(addDays(ago(10), 60))
    expect(next(60)).toBe(addDays(ago(60), 90))
    expect(next(90)).toBeUndefined()
  })

  test('a repeat buyer passes day 60 without a change', () => {
    expect(next(10, { purchases: 2 })).toBe(addDays(ago(10), 90))
  })

  test('a contract that will end is a change', () => {
    expect(next(10, { subscription: true, subscriptionEndsOn: ago(-4) })).toBe(ago(-4))
  })

  test('a long cycle moves the day', () => {
    expect(next(10, { subscription: true, cycleDays: 90 }, adjusting)).toBe(addDays(ago(10), 120))
  })

  test('agrees with walking day by day', () => {
    fc.assert(
      fc.property(anyFacts, fc.constantFrom(shop, adjusting), (facts, which) => {
        const now = classify(facts, NOON, which)
        let day = TODAY
        let found: string | undefined
        for (let step = 1; step <= 320 && !found; step += 1) {
          day = addDays(TODAY, step)
          if (classify(facts, jstInstant(day, '00:00'), which) !== now) found = day
        }
        expect(nextLabelChangeOn(facts, NOON, which)).toBe(found)
      }),
      { numRuns: 500 },
    )
  })
})
