/** Promotion costs: each month's own, in parts where only a part of it is meant, unknown where nobody entered any. */
import { describe, expect, test } from 'vitest'
import type { JstDate } from '../../bot/core/calendar.ts'
import { allMetrics, type MetricRows } from '../../bot/core/metrics.ts'
import { type CostEntry, costsIn } from '../../bot/core/metrics-costs.ts'
import { type Buyer, trailingYear } from '../../bot/core/metrics-rows.ts'
import { makeShop } from './someone.ts'
import { tallyOf } from './tallied.ts'

const entry = (month: string, side: string, yen: number, campaign = ''): CostEntry => ({ month, side, campaign, yen })
const MONTHS = Array.from(
  { length: 12 },
  (_, n) => `${n < 2 ? 2025 : 2026}-${String(((n + 10) % 12) + 1).padStart(2, '0')}`,
)
/** 1,000 and 100 yen in each month of the year that ends with October. */
const YEAR = MONTHS.flatMap((month) => [entry(month, 'new', 1000), entry(month, 'repeat', 100)])
const OCTOBER = trailingYear('2026-10-31' as JstDate)

describe('the costs of a year', () => {
  test('are those of its months, all campaigns, and of no other month', () => {
    expect([MONTHS[0], MONTHS[11]]).toEqual(['2025-11', '2026-10'])
    const others = [entry('2025-10', 'new', 9), entry('2026-11', 'new', 9), entry('2026-10', 'new', 500, '秋')]
    expect(costsIn(OCTOBER, [...YEAR, ...others], undefined)).toEqual({
      ...{ new: 12_500, repeat: 1200, missing: { new: [], repeat: [] } },
    })
  })

  test('count a month’s days where the year begins or ends inside it', () => {
    const year = trailingYear('2026-10-10' as JstDate)
    const entries = [...YEAR, entry('2025-10', 'new', 3100), entry('2025-10', 'repeat', 0)]
    // 21 of October 2025's 31 days, eleven whole months, ten days of October 2026.
    expect(costsIn(year, entries, undefined).new).toBe(Math.round(2100 + 11_000 + (1000 * 10) / 31))
  })

  test('are unknown while a month is missing, and the month is named', () => {
    const entries = YEAR.filter(({ month, side }) => !(month === '2026-03' && side === 'new'))
    const found = costsIn(OCTOBER, entries, undefined)
    expect([found.new, found.repeat, found.missing]).toEqual([undefined, 1200, { new: ['2026-03'], repeat: [] }])
  })

  test('zero is an entry', () => {
    const entries = YEAR.map((one) => ({ ...one, yen: 0 }))
    expect(costsIn(OCTOBER, entries, undefined)).toMatchObject({ new: 0, repeat: 0 })
  })

  test('before the shop’s first month nothing is missing', () => {
    const entries = [entry('2026-09', 'new', 7), entry('2026-10', 'new', 8)]
    expect(costsIn(OCTOBER, entries, '2026-09').new).toBe(15)
    expect(costsIn(OCTOBER, entries, '2026-08').missing.new).toEqual(['2026-08'])
  })
})

describe('in the report', () => {
  const buyer = (...days: string[]): Buyer => ({
    purchases: days.map((on) => ({
      ...{ on: on as JstDate, yen: 5000, isTrial: false, isMain: true, isSubscription: false },
    })),
    contracts: [],
  })
  const asOf = '2026-10-31' as JstDate
  const report = (buyers: Buyer[], costs: CostEntry[], more: Partial<MetricRows> = {}) =>
    allMetrics(
      {
        ...{ tally: tallyOf(buyers, asOf), costs, nps: [], surveys: { invited: 0, answered: 0 } },
        ...{ friends: { all: 0, reachable: 0, linked: 0 }, rule132: { numerator: 0, denominator: 0 } },
        nobodys: { purchases: 0, yen: 0 },
        ...more,
      },
      makeShop({ ltv: { gross_margin: 0.5 } }),
      asOf,
    )
  const old = buyer('2025-01-01')

  test('what was entered is set against the year’s sales; what is given for the year comes before it', () => {
    const buyers = [old, buyer('2026-01-10', '2026-02-10')]
    const found = report(buyers, YEAR)
    expect([found.new, found.repeat]).toMatchObject([
      { sales_yen: 5000, gross_profit_yen: 2500, promo_cost_yen: 12_000, contribution_yen: -9500 },
      { sales_yen: 5000, promo_cost_yen: 1200, contribution_yen: 1300 },
    ])
    const given = report(buyers, YEAR, { yearCosts: { new: 1 } })
    expect([given.new.promo_cost_yen, given.repeat.promo_cost_yen]).toEqual([1, 1200])
  })

  test('a cost nobody entered is unknown, not zero, and so is what is left', () => {
    const found = report([old, buyer('2026-01-10')], [])
    expect([found.new, found.metrics.cpo_yen.value, found.costs_missing.new]).toMatchObject([
      ...[{ promo_cost_yen: null, contribution_yen: null, cost_ratio: null }, null, MONTHS],
    ])
  })

  test('months: each with its own sales, costs and customers; new and repeat apart', () => {
    const buyers = [buyer('2026-09-30', '2026-10-01', '2026-10-02'), buyer('2026-10-31'), buyer('2025-10-31')]
    const { months } = report(buyers, [entry('2026-10', 'new', 700), entry('2026-09', 'new', 300)])
    expect(months).toHaveLength(13)
    expect([months[0]?.month, months[12]?.month, months[12]?.whole]).toEqual(['2025-10', '2026-10', true])
    expect(months.slice(-2)).toMatchObject([
      { new: { customers: 1, sales_yen: 5000, promo_cost_yen: 300 }, repeat: { customers: 0, promo_cost_yen: null } },
      {
        new: { customers: 1, promo_cost_yen: 700, contribution_yen: 1800 },
        repeat: { customers: 1, purchases: 2, sales_yen: 10_000 },
      },
    ])
  })

  test.each([
    ['lost on new customers, 19 % for the others', 8100, 1900, ['new_at_a_loss']],
    ['20 % for the others', 8000, 2000, []],
    ['nothing lost on new customers', 2500, 1, []],
    ['nobody knows', undefined, 0, []],
  ])('the warning of §1.10: %s', (_, first, repeat, warnings) => {
    expect(report([old, buyer('2026-01-10')], [], { yearCosts: { new: first, repeat } }).warnings).toEqual(warnings)
  })
})
