/** The outlook: the book's sanity case, and what must be true of any way of coming back. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, type JstDate } from '../../bot/core/calendar.ts'
import { frameOf } from '../../bot/core/metrics-frame.ts'
import { outlookOf } from '../../bot/core/metrics-outlook.ts'
import type { Buyer } from '../../bot/core/metrics-rows.ts'
import { type OutlookInputs, outlook, residual } from '../../bot/core/outlook.ts'
import { STANDARD, tallyOf } from './tallied.ts'

const AS_OF = '2026-10-31' as JstDate

describe('who is left (DOMAIN §1.9, the sanity case)', () => {
  test('87 % at F2, then 96.7 % at each of ten further monthly steps, leaves about 62 % after a year', () => {
    expect(residual(0.87, [0.967], 12)).toBeCloseTo(0.62, 2)
  })

  test('87 % at every step leaves about 22 %', () => {
    expect(residual(0.87, [0.87], 12)).toBeCloseTo(0.22, 2)
  })

  test('the last measured step goes on', () => {
    expect([1, 2, 3, 4, 5].map((n) => residual(0.5, [0.6, 0.8], n))).toEqual([
      1,
      0.5,
      0.5 * 0.6,
      0.5 * 0.6 * 0.8,
      0.5 * 0.6 * 0.8 * 0.8,
    ])
  })
})

const monthly: OutlookInputs = {
  ...{ intake: 100, f2: 0.87, steps: [0.967], stepDays: 365 / 12, firstYen: 1000, repeatYen: 3000 },
}

describe('sales of the years to come', () => {
  test('nobody comes back: each year has its newcomers and nothing else', () => {
    for (const { sales_yen, purchases } of outlook({ ...monthly, f2: 0 }, 4))
      expect([sales_yen, purchases]).toEqual([1_200_000, 1200])
  })

  test('everybody comes back every month: the months of the first year add up to 1 + 2 + … + 12', () => {
    const [first] = outlook({ ...monthly, f2: 1, steps: [1] }, 1)
    expect(first?.purchases).toBe(100 * 78)
    expect(first?.sales_yen).toBe(1200 * 1000 + (7800 - 1200) * 3000)
  })

  test('the goal of 87 % against 60 %, by hand for two months', () => {
    const two = (f2: number) => outlook({ ...monthly, f2, steps: [0.5], stepDays: 335 }, 1)[0]?.sales_yen
    // Only the newcomers of the first month have a second purchase within the year, on day 335.
    expect([two(0.6), two(0.87)]).toEqual([1_200_000 + 60 * 3000, 1_200_000 + 87 * 3000])
  })

  test('more who come back never mean less, in any year; twice the newcomers mean twice the sales', () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true })
    const inputs = fc.record({
      intake: fc.integer({ min: 1, max: 5000 }),
      f2: part,
      steps: fc.array(part, { minLength: 1, maxLength: 4 }),
      stepDays: fc.integer({ min: 7, max: 120 }),
      firstYen: fc.integer({ min: 0, max: 9000 }),
      repeatYen: fc.integer({ min: 0, max: 9000 }),
    })
    fc.assert(
      fc.property(inputs, part, (one, more) => {
        const years = outlook(one, 4)
        const better = outlook({ ...one, f2: Math.max(one.f2, more) }, 4)
        const double = outlook({ ...one, intake: one.intake * 2 }, 4)
        years.forEach(({ sales_yen }, year) => {
          expect(better[year]?.sales_yen).toBeGreaterThanOrEqual(sales_yen)
          expect(Math.abs((double[year]?.sales_yen ?? 0) - 2 * sales_yen)).toBeLessThanOrEqual(1)
        })
      }),
    )
  })
})

describe('out of the shop’s own numbers', () => {
  const frame = frameOf(AS_OF, STANDARD)
  const buyer = (ago: number, times: number, every = 30): Buyer => ({
    purchases: Array.from({ length: times }, (_, n) => ({
      ...{ on: addDays(AS_OF, n * every - ago), yen: n === 0 ? 1000 : 3000 },
      ...{ isTrial: false, isMain: true, isSubscription: false },
    })),
    contracts: [],
  })
  const shop = [
    ...Array.from({ length: 40 }, () => buyer(300, 3)),
    ...Array.from({ length: 40 }, () => buyer(300, 2)),
    ...Array.from({ length: 20 }, () => buyer(300, 1)),
    // September and October are whole months, and August has nobody: 30 newcomers in three months.
    ...Array.from({ length: 20 }, () => buyer(0, 1)),
    ...Array.from({ length: 10 }, () => buyer(40, 1)),
  ]

  test('intake, rates, prices and days are the measured ones', () => {
    const found = outlookOf(tallyOf(shop, AS_OF), frame, 0.87, 30)
    expect(found?.inputs).toEqual({
      ...{ intake_per_month: 10, f2_rate: 0.8, step_rates: [0.5, 0], step_days: 30 },
      ...{ first_purchase_yen: 1000, repeat_purchase_yen: 3000 },
    })
    expect([found?.assumed_from, found?.measured_of, found?.today.f2, found?.goal.f2]).toEqual([5, 100, 0.8, 0.87])
    expect(found?.gain_yen).toBeGreaterThan(0)
  })

  test('days between purchases are theirs whom the rates are about: not the quick ones of who is too young', () => {
    const days = (...more: Buyer[]) => outlookOf(tallyOf([...shop, ...more], AS_OF), frame, 0.87, 30)?.inputs.step_days
    expect([days(buyer(50, 2, 5)), days(buyer(300, 2, 120)), days(buyer(300, 2, 90))]).toEqual([
      30,
      30,
      (120 * 30 + 90) / 121,
    ])
  })

  test('a step that only a few had time for is not taken for granted', () => {
    expect(outlookOf(tallyOf(shop, AS_OF), frame, 0.87, 41)?.inputs.step_rates).toEqual([0.5])
  })

  test('what has not been measured gives no outlook', () => {
    const of = (buyers: Buyer[]) => outlookOf(tallyOf(buyers, AS_OF), frame, 0.87, 30)
    expect([
      of([]),
      of([buyer(10, 1)]),
      of([buyer(300, 1)]),
      of(Array.from({ length: 9 }, () => buyer(300, 3))),
    ]).toEqual([...[null, null, null, null]])
  })
})
