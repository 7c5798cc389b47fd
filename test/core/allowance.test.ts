import { describe, expect, test } from 'vitest'
import { allowanceOf, type MonthQuota, OPEN_ALLOWANCE } from '../../bot/core/allowance.ts'
import { monthAt, nextMonthAt } from '../../bot/core/months.ts'
import { noticeOf } from '../../bot/core/quota-words.ts'
import { makeShop } from './someone.ts'

const at = (time: string) => new Date(`${time}+09:00`)
const NOW = at('2026-06-15T12:00:00')
const shopWith = (line_plan: object = {}) => makeShop({ line_plan: { reserve: 200, ...line_plan } })
const allowed = (quota: Partial<MonthQuota>, line_plan: object = {}, now = NOW) =>
  allowanceOf({ quota: { used: 0, readAt: now, ...quota }, shop: shopWith(line_plan), now })

describe('what may still leave', () => {
  test('without any limit, everything', () => {
    expect(allowed({ used: 90_000 })).toMatchObject({ marketing: Infinity, service: Infinity })
    expect(OPEN_ALLOWANCE).toMatchObject({ marketing: Infinity, service: Infinity })
    expect(OPEN_ALLOWANCE.pause).toBeUndefined()
  })
  test.each([
    [200, 180],
    [1000, 900],
    [5000, 4800],
    [30_000, 29_800],
  ])('a plan of %i keeps a tenth back unless the shop says otherwise, at most 200', (limit, marketing) => {
    const shop = makeShop({})
    expect(allowanceOf({ quota: { limit, used: 0, readAt: NOW }, shop, now: NOW })).toMatchObject({ marketing })
  })
  test('marketing leaves the reserve alone, service messages may use it', () => {
    expect(allowed({ limit: 5000, used: 1000 })).toMatchObject({ marketing: 3800, service: 4000 })
    expect(allowed({ limit: 5000, used: 4900 })).toMatchObject({ marketing: 0, service: 100 })
    expect(allowed({ limit: 5000, used: 5100 })).toMatchObject({ marketing: 0, service: 0 })
  })
  test('the merchant’s own number counts for marketing when it is the smaller one, and never stops service messages', () => {
    const own = { monthly_messages: 1000, reserve: 100 }
    expect(allowed({ limit: 5000, used: 950 }, own)).toMatchObject({ marketing: 0, service: 4050 })
    expect(allowed({ limit: 5000, used: 850 }, own)).toMatchObject({ marketing: 50 })
    expect(allowed({ limit: 500, used: 100 }, own)).toMatchObject({ marketing: 300, service: 400 })
    expect(allowed({ used: 2000 }, own)).toMatchObject({ marketing: 0, service: Infinity })
  })
  test('once LINE said no, nothing leaves before LINE is tried again', () => {
    const fullUntil = at('2026-06-15T12:30:00')
    expect(allowed({ limit: 5000, used: 0, fullUntil })).toMatchObject({ marketing: 0, service: 0, until: fullUntil })
    const later = at('2026-06-15T12:30:00')
    expect(allowed({ limit: 5000, used: 0, fullUntil }, {}, later)).toMatchObject({ marketing: 4800, service: 5000 })
  })
  test('the pause is passed on', () => {
    const pause = { since: NOW, by: 'merchant', reason: '' }
    expect(allowanceOf({ quota: { used: 0, readAt: NOW }, pause, shop: shopWith(), now: NOW }).pause).toBe(pause)
  })
})

describe('when it is worth asking again', () => {
  test.each([
    ['2026-06-15T12:00:00', '2026-06-16T12:00:00'],
    ['2026-06-29T12:00:00', '2026-06-30T12:00:00'],
    ['2026-06-30T12:00:00', '2026-07-01T00:00:00'],
    ['2026-12-31T23:59:00', '2027-01-01T00:00:00'],
    ['2028-02-29T00:00:00', '2028-03-01T00:00:00'],
  ])('used up at %s: %s', (now, until) => {
    expect(allowed({ limit: 100, used: 100 }, {}, at(now)).until).toEqual(at(until))
  })
  test('where the numbers leave nothing, LINE’s answer does not shorten the wait', () => {
    const fullUntil = at('2026-06-15T12:30:00')
    expect(allowed({ limit: 100, used: 100, fullUntil }).until).toEqual(at('2026-06-16T12:00:00'))
  })
})

test.each([
  ['2026-06-01T00:00:00', '2026-06', '2026-07-01'],
  ['2026-06-30T23:59:59', '2026-06', '2026-07-01'],
  ['2026-01-31T08:00:00', '2026-01', '2026-02-01'],
  ['2026-12-05T08:00:00', '2026-12', '2027-01-01'],
])('%s is in the month %s, until %s, in Tokyo', (now, month, until) => {
  expect(monthAt(at(now))).toBe(month)
  expect(nextMonthAt(at(now))).toEqual(at(`${until}T00:00:00`))
})

describe('what the shop’s people are told', () => {
  const told = (used: number, limit: number | undefined, line_plan: object = {}) =>
    noticeOf({ used, limit, readAt: NOW }, shopWith(line_plan))
  test('nothing before the share they chose, then a warning, then that it is spent', () => {
    expect(told(3839, 5000)).toBeUndefined()
    expect(told(3840, 5000)?.action).toBe('quota_warned')
    expect(told(4799, 5000)?.action).toBe('quota_warned')
    expect(told(4800, 5000)?.action).toBe('quota_spent')
    expect(told(2400, 5000, { warn_at: 0.5 })?.action).toBe('quota_warned')
  })
  test('the numbers are in it', () => {
    expect(told(3900, 5000)?.text).toMatch(/3,900通.*4,800通の81%.*200通/s)
    expect(told(4800, 5000)?.text).toMatch(/4,800通を使いきりました.*7日を過ぎたもの/s)
  })
  test('nothing where there is no limit', () => {
    expect(told(1_000_000, undefined)).toBeUndefined()
  })
  test('a reserve as large as the plan is named as what it is', () => {
    expect(told(0, 200)).toMatchObject({
      action: 'quota_spent',
      text: expect.stringContaining('残し（200通）のほうが多い'),
    })
  })
})
