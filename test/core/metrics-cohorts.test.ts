/** Those who began together: the curve of second purchases, months, products; only who is old enough counts. */
import { describe, expect, test } from 'vitest'
import { addDays, type JstDate } from '../../bot/core/calendar.ts'
import { cohortsByMonth, cohortsByProduct, f2Curve } from '../../bot/core/metrics-cohorts.ts'
import { ltvFactors } from '../../bot/core/metrics-factors.ts'
import { type CountSettings, frameOf } from '../../bot/core/metrics-frame.ts'
import { shareOf } from '../../bot/core/metrics-repeat.ts'
import type { Buyer } from '../../bot/core/metrics-rows.ts'
import { randomBuyer } from '../support/random-ledgers.ts'
import { seeded } from '../support/seeded.ts'
import { makeShop } from './someone.ts'
import { STANDARD, tallyOf } from './tallied.ts'

const AS_OF = '2026-10-31' as JstDate
const frame = frameOf(AS_OF, STANDARD)

/** 1,000 yen on each of these days. */
const buyer = (...days: string[]): Buyer => ({
  purchases: days.map((on) => ({
    ...{ on: on as JstDate, yen: 1000, isTrial: false, isMain: true, isSubscription: false },
  })),
  contracts: [],
})
const ago = (...days: number[]): Buyer => buyer(...days.map((day) => addDays(AS_OF, -day)))

describe('the curve of second purchases', () => {
  const curve = (...buyers: Buyer[]) => f2Curve(tallyOf(buyers, AS_OF))

  test('at the F2 window it is the F2 rate, whatever the window', () => {
    const chance = seeded(11)
    const buyers = Array.from({ length: 400 }, (_, n) => randomBuyer(`c${n}`, AS_OF, chance))
    for (const window_days of [0, 1, 30, 60, 90, 180]) {
      const settings: CountSettings = { ...STANDARD, f2: { window_days } }
      const tally = tallyOf(buyers, AS_OF, settings)
      const { day, ...point } = f2Curve(tally)[window_days] ?? {}
      expect([day, point]).toEqual([window_days, shareOf(tally.f2)])
    }
  })

  test('who is too young for a day is on neither side of it', () => {
    const points = curve(ago(200, 170), ago(20, 10), ago(5))
    const at = (day: number) => [points[day]?.numerator, points[day]?.denominator]
    expect([at(5), at(6), at(9), at(10), at(20), at(21), at(29), at(30), at(180)]).toEqual([
      ...[
        [0, 3],
        [0, 2],
        [0, 2],
        [1, 2],
        [1, 2],
        [0, 1],
        [0, 1],
        [1, 1],
        [1, 1],
      ],
    ])
    expect(points).toHaveLength(181)
  })

  test('day 180 is the last one, and a second purchase on it still counts', () => {
    expect([curve(ago(180, 0))[180]?.numerator, curve(ago(181, 0))[180]?.numerator]).toEqual([1, 0])
  })
})

describe('by month of the first purchase', () => {
  const months = (...buyers: Buyer[]) => cohortsByMonth(tallyOf(buyers, AS_OF), frame)

  test('a cohort is its month, with what it bought until today', () => {
    const found = months(buyer('2026-01-01', '2026-01-31'), buyer('2026-01-31'), buyer('2026-02-01', '2026-11-01'))
    expect(found.map(({ month, customers, sales_yen }) => [month, customers, sales_yen])).toEqual([
      ['2026-01', 2, 3000],
      ['2026-02', 1, 1000],
    ])
  })

  test('24 months, the month of the day included; who began earlier is in none', () => {
    const found = months(buyer('2024-10-31', '2026-01-01'), buyer('2024-11-01'), buyer('2026-10-31'))
    expect(found.map(({ month }) => month)).toEqual(['2024-11', '2026-10'])
  })

  test('a span of 30 days counts for who has lived through its last day', () => {
    const spans = (first: string) => months(buyer(first))[0]?.by_month.length
    // Day 29 is the last of the first span: from October 2nd on it is the 31st.
    expect([spans('2026-10-02'), spans('2026-10-03'), spans('2026-09-02')]).toEqual([1, 0, 2])
  })

  test('what somebody buys in a span they have not lived through counts on neither side', () => {
    const [cohort] = months(buyer('2026-09-02'), buyer('2026-09-03', '2026-10-10'))
    const second = cohort?.by_month[1]
    expect([second?.active, second?.sales_yen.numerator]).toEqual([{ value: 0, numerator: 0, denominator: 1 }, 0])
  })

  test('who bought in a span counts once, their money whole', () => {
    const [cohort] = months(
      buyer('2026-01-01', '2026-01-30', '2026-01-31', '2026-02-10', '2026-04-01'),
      buyer('2026-01-01'),
    )
    const rows = cohort?.by_month
      .slice(0, 4)
      .map(({ month, active, sales_yen }) => [...[month, active.numerator, active.denominator, sales_yen.numerator]])
    expect(rows).toEqual([
      [0, 2, 2, 3000],
      [1, 1, 2, 2000],
      [2, 0, 2, 0],
      [3, 1, 2, 1000],
    ])
  })

  test('residual rates are those of who had a whole F2 window', () => {
    const [cohort] = months(buyer('2026-08-01', '2026-08-02', '2026-08-03'), buyer('2026-08-02'), buyer('2026-08-03'))
    expect(cohort?.f2).toEqual({ value: 0.5, numerator: 1, denominator: 2 })
    expect(cohort?.residual.slice(0, 3).map(({ n, metric }) => [n, metric.numerator, metric.denominator])).toEqual([
      ...[
        [2, 1, 2],
        [3, 1, 2],
        [4, 0, 2],
      ],
    ])
  })

  test('second purchases day by day, as far as the youngest of the month is old', () => {
    const [january, october] = months(
      buyer('2026-09-01', '2026-09-06'),
      buyer('2026-09-30', '2026-10-30'),
      buyer('2026-10-01', '2026-10-02'),
    ).map(({ f2_by_day }) => f2_by_day)
    expect(january).toEqual({
      customers: 2,
      again: Array.from({ length: 32 }, (_, day) => (day < 5 ? 0 : day < 30 ? 1 : 2)),
    })
    expect(october?.again).toEqual([0])
  })
})

test('by first product: what most began with comes first, by the name the shop gives it', () => {
  const shop = makeShop({ products: [{ sku: 'LT', name: 'お試し' }] })
  const with_ = (firstProduct: string, ...days: number[]) => ({ ...ago(...days), firstProduct })
  const buyers = [with_('LF', 100, 50), with_('LT', 100), with_('LT', 100, 20, 10), with_('__proto__', 3), with_('', 2)]
  const found = cohortsByProduct(tallyOf(buyers, AS_OF), shop)
  expect(
    found.map(({ product, name, customers, f2 }) => [product, name, customers, f2.numerator, f2.denominator]),
  ).toEqual([
    ['LT', 'お試し', 2, 1, 2],
    ['', '', 1, 0, 0],
    ['LF', 'LF', 1, 1, 1],
    ['__proto__', '__proto__', 1, 0, 0],
  ])
  expect(cohortsByProduct(tallyOf(buyers, AS_OF), shop, 1)).toHaveLength(1)
})

describe('of what LTV is made', () => {
  const factors = (...buyers: Buyer[]) => ltvFactors(tallyOf(buyers, AS_OF), 18_000, 1)
  const product = (of: Record<string, { value: number | null }>) =>
    Object.values(of).reduce((whole, { value }) => whole * (value ?? 0), 1)

  test('both ways of looking give the sales for each buyer', () => {
    const chance = seeded(12)
    const buyers = Array.from({ length: 200 }, (_, n) => randomBuyer(`c${n}`, AS_OF, chance))
    const tally = tallyOf(buyers, AS_OF)
    const { year, measured } = ltvFactors(tally, 18_000, 30)
    const perBuyer = tally.year.yen / tally.year.customers
    expect(product(year)).toBeCloseTo(perBuyer, 6)
    expect(product(measured)).toBeCloseTo(perBuyer, 6)
    expect(year.duration_months.value).toBe(12)
  })

  test('a customer is one from a purchase until the next, or until 90 days have passed', () => {
    const days = (...buyers: Buyer[]) => tallyOf(buyers, AS_OF).year.customerDays
    expect([days(ago(200)), days(ago(89)), days(ago(0)), days(ago(200, 150)), days(ago(200, 10))]).toEqual([
      ...[90, 90, 1, 140, 101],
    ])
    // 90 days of a purchase before the year began, of which 26 lie in it; who buys nothing in it is nobody of the year.
    expect([days(ago(428, 10)), days(ago(400))]).toEqual([26 + 11, 0])
  })

  test('what has fallen most against the year before is the weak one', () => {
    const rarer = factors(ago(700, 690, 680, 670, 660), ago(300, 240, 180))
    expect([rarer.weakest, (rarer.change?.frequency_per_month ?? 1) < 0.5]).toEqual(['frequency_per_month', true])
    expect(factors(ago(300)).weakest).toBeNull()
    expect(factors(ago(700), ago(300, 290)).weakest).toBeNull()
  })

  test('too few buyers a year ago are no past', () => {
    const tally = tallyOf([ago(700), ago(300)], AS_OF)
    expect(ltvFactors(tally, 18_000, 2).year_before).toBeNull()
    expect(ltvFactors(tally, 18_000, 1).year_before).not.toBeNull()
  })

  test('what one factor alone would have to be for the goal', () => {
    const { needed } = factors(ago(100, 50))
    expect([needed.unit_price_yen, factors().needed.unit_price_yen]).toEqual([9000, null])
  })
})
