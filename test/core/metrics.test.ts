/** The shop's numbers, on the worked vectors of DOMAIN §1.9 (set M). */
import { describe, expect, test } from 'vitest'
import { addDays, type JstDate, jstInstant } from '../../bot/core/calendar.ts'
import { allMetrics, type MetricRows, nps } from '../../bot/core/metrics.ts'
import { buyerOf } from '../../bot/core/metrics-buyer.ts'
import { cohortLtv } from '../../bot/core/metrics-money.ts'
import { shareOf } from '../../bot/core/metrics-repeat.ts'
import type { Buyer } from '../../bot/core/metrics-rows.ts'
import { lastWholeMonth } from '../../bot/core/months.ts'
import { AS_OF, CONTRACTS, LABELS_OF_M, ORDERS, PRICES } from './metrics-set-m.ts'
import { makeShop, sold } from './someone.ts'
import { tallyOf } from './tallied.ts'

const day = (text: string) => text as JstDate
const shop = makeShop({ ltv: { gross_margin: 0.7 } })

/** By customer. */
const M = new Map(
  [...Map.groupBy(ORDERS, ({ customer }) => customer)].map(([customer, bought]) => {
    const orders = bought.map(({ on, sku, status }) =>
      sold({
        orderedAt: jstInstant(on, '10:00'),
        status,
        totalYen: PRICES[sku],
        isTrial: sku === 'LT',
        subscriptionExternalId: sku === 'LS' ? customer : undefined,
        lines: [{ sku, qty: 1, amountYen: PRICES[sku], lineType: 'goods' }],
      }),
    )
    const contracts = CONTRACTS.filter((contract) => contract.customer === customer).map(({ from, until }) => ({
      externalId: customer,
      product: 'LS',
      status: until ? ('cancelled' as const) : ('active' as const),
      startedAt: jstInstant(from, '10:00'),
      cancelledAt: until && jstInstant(until, '10:00'),
    }))
    return [customer, buyerOf(orders, contracts, shop, AS_OF)] as const
  }),
)
const buyers = [...M.values()].flatMap((buyer) => buyer ?? [])
const only = (...customers: string[]) => customers.flatMap((customer) => M.get(customer) ?? [])

const rows: MetricRows = {
  tally: tallyOf(buyers, AS_OF),
  friends: { all: 10, reachable: 8, linked: 6 },
  nps: [],
  surveys: { invited: 20, answered: 5 },
  rule132: { numerator: 9, denominator: 10 },
  nobodys: { purchases: 0, yen: 0 },
  costs: [],
  yearCosts: { new: 60_000, repeat: 6_000 },
}
const report = allMetrics(rows, shop, AS_OF)

test.each([
  ['f2_rate', 5 / 8, 5, 8],
  ['f2_rate_subscription', 1, 2, 2],
  ['annual_repeat_rate', 7 / 11, 7, 11],
  ['annual_repeat_rate_cohort', 0, 0, 2],
  ['annual_repeat_rate_retention', 0.5, 1, 2],
  ['annual_ltv_yen', 3300, 6600, 2],
  ['period_ltv_yen', 9035, 99_390, 11],
  ['unit_price_yen', 2840, 99_390, 35],
  ['purchases_per_buyer', 35 / 11, 35, 11],
  ['active_customers', 11, 11, 1],
  ['active_rate', 11 / 12, 11, 12],
  ['step_up_rate', 0.75, 3, 4],
  ['average_deliveries', 5.5, 22, 4],
  ['cpo_yen', 6000, 60_000, 10],
  ['rule132_rate', 0.9, 9, 10],
  ['id_link_rate', 0.75, 6, 8],
  ['block_rate', 0.2, 2, 10],
  ['survey_response_rate', 0.25, 5, 20],
] as const)('set M: %s is %s', (name, value, numerator, denominator) => {
  expect(report.metrics[name]).toEqual({ value, numerator, denominator })
})

test('set M: the cohort of F2 has 8, 6, 4 and 2 who bought so many times', () => {
  expect(report.reached.slice(0, 4)).toEqual([8, 6, 4, 2])
  const residual = report.steps.map(({ n, residual }) => [n, residual.value])
  expect(residual.slice(0, 3)).toEqual([
    [2, 0.75],
    [3, 0.5],
    [4, 0.25],
  ])
  expect(report.steps[1]).toMatchObject({
    continuation: { value: 4 / 6, numerator: 4, denominator: 6 },
    left: { value: 2 / 6, numerator: 2, denominator: 6 },
  })
})

test('set M: unit price × frequency × months is the sales for each buyer', () => {
  const { unit_price_yen: price, purchases_per_buyer: often, period_ltv_yen: ltv } = report.metrics
  const exact = ((price.numerator ?? 0) / (price.denominator ?? 1)) * ((often.value ?? 0) / 12) * 12
  expect(exact).toBeCloseTo(9035.45, 2)
  expect(Math.round(exact)).toBe(ltv.value)
})

test('set M: the factors of LTV are those of the book', () => {
  const { unit_price_yen, frequency_per_month, duration_months } = report.ltv_factors.year
  expect(unit_price_yen.value).toBeCloseTo(2839.71, 2)
  expect(frequency_per_month).toEqual({ value: 35 / 132, numerator: 35, denominator: 132 })
  expect([duration_months.value, (35 / 132).toFixed(5)]).toEqual([12, '0.26515'])
})

test('set M: gone is whom the book calls lapsed or dormant', () => {
  const lost = Object.values(LABELS_OF_M).filter((label) => label === 'lapsed' || label === 'dormant')
  expect(report.customers.gone).toEqual({ value: 8 / 12, numerator: lost.length, denominator: 12 })
})

test('set M: promotion that wins customers at a loss and hardly keeps any is warned of', () => {
  expect(report.warnings).toEqual(['new_at_a_loss'])
})

test('set M: May 2026, new and repeat; C10 bought twice on one day', () => {
  const may = report.months.find(({ month }) => month === '2026-05')
  expect([may?.new, may?.repeat]).toMatchObject([
    { customers: 1, purchases: 1, sales_yen: 3180 },
    { customers: 3, purchases: 3, sales_yen: 9240 },
  ])
})

test('set M: 180 days of the January cohort', () => {
  expect(cohortLtv(tallyOf(only('C01', 'C02', 'C03'), AS_OF), 180)).toEqual({
    value: 9120,
    numerator: 27_360,
    denominator: 3,
  })
  expect(['C01', 'C02', 'C03'].map((one) => cohortLtv(tallyOf(only(one), AS_OF), 180).numerator)).toEqual([
    18_800, 7580, 980,
  ])
})

test('set M: churn of April 2026', () => {
  const april = day('2026-04-30')
  expect(lastWholeMonth(april)).toEqual({ from: '2026-04-01', to: '2026-04-30' })
  expect(shareOf(tallyOf(buyers, april).churn)).toEqual({ value: 1 / 3, numerator: 1, denominator: 3 })
})

test('set M: new and repeat', () => {
  expect(report.new).toEqual({
    ...{ customers: 10, purchases: 10, sales_yen: 22_610, gross_profit_yen: 15_827 },
    ...{ promo_cost_yen: 60_000, contribution_yen: -44_173, cost_ratio: 60_000 / 22_610 },
  })
  expect(report.repeat).toEqual({
    ...{ customers: 7, purchases: 25, sales_yen: 76_780, gross_profit_yen: 53_746 },
    ...{ promo_cost_yen: 6000, contribution_yen: 47_746, cost_ratio: 6000 / 76_780 },
  })
  expect([report.new.cost_ratio, report.repeat.cost_ratio].map((ratio) => ((ratio ?? 0) * 100).toFixed(1))).toEqual([
    '265.4',
    '7.8',
  ])
})

test('set M: the goals', () => {
  const { annual_ltv_yen, annual_repeat_rate, f2_rate, block_rate } = report.goals
  expect(annual_ltv_yen).toEqual({ goal: 18_000, value: 3300, met: false })
  expect([annual_repeat_rate.met, f2_rate.met, report.overall]).toEqual([true, false, 'not_met'])
  expect(block_rate).toEqual({ goal: 0.25, value: 0.2, met: true })
})

test('all three seed goals together are what the shop is after; a goal just reached is reached', () => {
  const goals = { annual_ltv_yen: 3300, annual_repeat_rate: 7 / 11, f2_rate: 5 / 8, survey_response_rate: 1 }
  const judged = allMetrics(rows, makeShop({ goals }), AS_OF)
  expect([judged.overall, judged.goals.survey_response_rate.met]).toEqual(['met', false])
  const blocked = allMetrics({ ...rows, friends: { all: 4, reachable: 2, linked: 0 } }, shop, AS_OF)
  expect(blocked.goals.block_rate.met).toBe(false)
})

test('NPS: promoters less detractors, with a sign', () => {
  const answers = [10, 9, 9, 8, 8, 7, 6, 5, 3, 10].map((score) => ({ score, count: 1 }))
  expect(nps(answers)).toEqual({ value: 10, numerator: 1, denominator: 10 })
  expect(nps([{ score: 0, count: 3 }])).toEqual({ value: -100, numerator: -3, denominator: 3 })
})

test('where nobody is to be counted there is no number, and no goal is met by that', () => {
  const empty = allMetrics(
    {
      tally: tallyOf([], AS_OF),
      friends: { all: 0, reachable: 0, linked: 0 },
      nps: [],
      surveys: { invited: 0, answered: 0 },
      rule132: { numerator: 0, denominator: 0 },
      nobodys: { purchases: 0, yen: 0 },
      costs: [],
    },
    makeShop(),
    AS_OF,
  )
  const { active_customers, average_deliveries: _, ...others } = empty.metrics
  expect(active_customers.value).toBe(0)
  for (const { value } of Object.values(others)) expect(value).toBeNull()
  expect(Object.values(empty.goals).filter(({ met }) => met)).toEqual([])
  expect(empty.new).toMatchObject({ gross_profit_yen: null, promo_cost_yen: null, contribution_yen: null })
})

test('the shop chooses which annual repeat rate is its number', () => {
  const C = allMetrics(rows, makeShop({ annual_repeat: { method: 'C' } }), AS_OF)
  expect(C.metrics.annual_repeat_rate).toEqual(report.metrics.annual_repeat_rate_retention)
})

/** Somebody who bought for 1,000 yen on these days before the day looked from. */
const bought = (...ago: number[]): Buyer => ({
  purchases: ago.map((days) => ({
    ...{ on: addDays(AS_OF, -days), yen: 1000, isTrial: false, isMain: true, isSubscription: false },
  })),
  contracts: [],
})

describe('the edges of the windows', () => {
  const f2 = (...ago: number[]) => shareOf(tallyOf([bought(...ago)], AS_OF).f2)
  const ltv = (...ago: number[]) => cohortLtv(tallyOf([bought(...ago)], AS_OF), 365).value

  test('F2: the window closes with day 90, and day 90 still counts', () => {
    expect(f2(89, 10).denominator).toBe(0)
    expect(f2(90, 0)).toMatchObject({ numerator: 1, denominator: 1 })
    expect(f2(91, 0)).toMatchObject({ numerator: 0, denominator: 1 })
  })

  test('F2: who first bought before the trailing year is of another cohort', () => {
    expect([f2(364).denominator, f2(365).denominator]).toEqual([1, 0])
  })

  test('the trailing year has 365 days with the last one', () => {
    const active = (ago: number) =>
      allMetrics({ ...rows, tally: tallyOf([bought(ago)], AS_OF) }, shop, AS_OF).metrics.active_rate.value
    expect([active(0), active(364), active(365)]).toEqual([1, 1, 0])
  })

  test('annual LTV: day 364 is the last of the year, and who is younger is not guessed at', () => {
    expect([ltv(365, 1), ltv(365, 0), ltv(364)]).toEqual([2000, 1000, null])
  })

  test('a first purchase is new even when the second follows at once', () => {
    const { new: first, repeat } = tallyOf([bought(400, 10), bought(10, 9)], AS_OF)
    expect([first.yen, repeat.yen, repeat.customers]).toEqual([1000, 2000, 2])
  })

  test('a step up is something that is no trial, later and within the window', () => {
    const trial = (...later: [ago: number, isTrial: boolean][]): Buyer => ({
      contracts: [],
      purchases: [[100, true] as const, ...later].map(([ago, isTrial]) => ({
        ...{ on: addDays(AS_OF, -ago), yen: 980, isTrial, isMain: !isTrial, isSubscription: false },
      })),
    })
    const went = (...later: [number, boolean][]) => shareOf(tallyOf([trial(...later)], AS_OF).stepUp).value
    expect([went(), went([50, true]), went([10, false]), went([9, false])]).toEqual([0, 0, 1, 0])
  })

  test('a month is over with its last day', () => {
    expect(lastWholeMonth(day('2026-10-31')).from).toBe('2026-10-01')
    expect(lastWholeMonth(day('2026-10-30'))).toEqual({ from: '2026-09-01', to: '2026-09-30' })
    expect(lastWholeMonth(day('2026-01-01'))).toEqual({ from: '2025-12-01', to: '2025-12-31' })
    expect(lastWholeMonth(day('2028-02-29'))).toEqual({ from: '2028-02-01', to: '2028-02-29' })
  })

  test('each contract churns in exactly one month, the one in which it is cancelled', () => {
    const contract = (startedOn: string, endsOn?: string) => ({
      ...{ product: 'LS', startedOn: day(startedOn), deliveries: 1 },
      endsOn: endsOn === undefined ? undefined : day(endsOn),
    })
    const churn = (month: string, ...given: Parameters<typeof contract>) => {
      const bound: Buyer = { ...bought(364), contracts: [contract(...given)] }
      const { did, of } = tallyOf([bound], day(month)).churn
      return [did, of]
    }
    expect(churn('2026-04-30', '2026-03-31', '2026-04-30')).toEqual([1, 1])
    expect(churn('2026-05-31', '2026-03-31', '2026-04-30')).toEqual([0, 0])
    // On the first of May: none of April's, and May began with it.
    expect(churn('2026-04-30', '2026-03-31', '2026-05-01')).toEqual([0, 1])
    expect(churn('2026-05-31', '2026-03-31', '2026-05-01')).toEqual([1, 1])
    expect(churn('2026-06-30', '2026-03-31', '2026-05-01')).toEqual([0, 0])
    expect(churn('2026-04-30', '2026-04-01', '2026-04-20')).toEqual([0, 0])
    expect(churn('2026-04-30', '2026-03-31')).toEqual([0, 1])
  })

  test('gone is who bought nothing for 90 days and has no contract', () => {
    const gone = (ago: number, ...contracts: Buyer['contracts']) => tallyOf([{ ...bought(ago), contracts }], AS_OF).gone
    const until = (endsOn?: JstDate) => ({ product: 'LS', startedOn: addDays(AS_OF, -200), endsOn, deliveries: 1 })
    expect([gone(89), gone(90)]).toEqual([0, 1])
    expect([gone(200, until()), gone(200, until(addDays(AS_OF, 1))), gone(200, until(AS_OF))]).toEqual([0, 0, 1])
  })
})
