/** 成功体験ポイント (DOMAIN §1.8): median days to it, F2 with and without. */
import { expect, test } from 'vitest'
import { addDays, type JstDate } from '../../bot/core/calendar.ts'
import { type SuccessBuyer, successPoint } from '../../bot/core/success-point.ts'

const ASOF = '2026-10-31' as JstDate
const ago = (days: number) => addDays(ASOF, -days)
const product = { sku: 'LT', name: 'お試し' }

/** Bought `first` days ago, delivered 3 days later. */
const buyer = (first: number, given: { signal?: number; second?: number } = {}): SuccessBuyer => ({
  ...{
    customerId: String(first),
    firstOn: ago(first),
    isSubscription: false,
    product: 'LT',
    deliveredOn: ago(first - 3),
  },
  signalOn: given.signal === undefined ? undefined : ago(given.signal),
  secondOn: given.second === undefined ? undefined : ago(given.second),
})
const point = (buyers: SuccessBuyer[], by: { signal?: string; day?: number } = { signal: 'success_felt' }) =>
  successPoint(product, by, buyers, { asOf: ASOF, windowDays: 90 })

test('median days from the arrival to the signal, of those who received it', () => {
  const found = point([
    buyer(100, { signal: 95 }),
    buyer(90, { signal: 80 }),
    buyer(50, { signal: 30 }),
    buyer(40),
    buyer(2, { signal: 1 }),
  ])
  // 2, 7 and 17 days; the last one's parcel is still on its way.
  expect(found).toMatchObject({ median_days: 7, reached: { value: 0.75, numerator: 3, denominator: 4 } })
  expect(point([buyer(100, { signal: 95 }), buyer(90, { signal: 80 })]).median_days).toBe(4.5)
  expect(point([buyer(100)])).toMatchObject({ median_days: null, reached: { numerator: 0, denominator: 1 } })
})

test('a tap before the recorded arrival is day 0', () => {
  expect(point([buyer(100, { signal: 99 })]).median_days).toBe(0)
})

test('F2 of who gave the signal before they came again, and of everybody else; only closed windows', () => {
  const found = point([
    buyer(200, { signal: 190, second: 170 }),
    buyer(200, { signal: 190 }),
    buyer(200, { signal: 150, second: 170 }),
    buyer(200, { second: 100 }),
    buyer(200),
    buyer(89, { signal: 80, second: 70 }),
  ])
  expect(found.f2_with).toEqual({ value: 0.5, numerator: 1, denominator: 2 })
  expect(found.f2_without).toEqual({ value: 1 / 3, numerator: 1, denominator: 3 })
})

test('the second purchase counts to the last day of the window', () => {
  const numerator = (second: number) => point([buyer(200, { signal: 190, second })]).f2_with.numerator
  expect([numerator(110), numerator(109)]).toEqual([1, 0])
})

test('a shop that knows it by the day alone: who has had the product so long has reached it, and nothing is compared', () => {
  const found = point([buyer(50), buyer(10)], { day: 14 })
  expect(found).toMatchObject({ signal: null, median_days: 14, reached: { numerator: 1, denominator: 2 } })
  expect([found.f2_with.denominator, found.f2_without.denominator]).toEqual([0, 0])
})

test('with both, whichever comes first', () => {
  expect(point([buyer(50, { signal: 40 }), buyer(60, { signal: 20 })], { signal: 'felt', day: 14 }).median_days).toBe(
    10.5,
  )
})
