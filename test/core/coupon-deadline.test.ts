/** Which coupons are worth a word, and from which day a notice about one counts. */
import { describe, expect, test } from 'vitest'
import { anchorsOf } from '../../bot/core/anchors.ts'
import { jstInstant } from '../../bot/core/calendar.ts'
import { couponIdIn, noticeDays, startByCoupon, toldOf, whyGone } from '../../bot/core/coupon-deadline.ts'
import { Coupon } from '../../bot/core/coupons.ts'
import { dueAt } from '../../bot/core/due.ts'
import { Scenario } from '../../bot/core/scenario.ts'
import { ago, makeShop, NOON } from './someone.ts'

const held = (issued: number, last: number, usedAt: Date | null = null) => ({
  ...{ id: 'a:b', couponId: 'OFF500', issuedAt: jstInstant(ago(issued), '20:00'), usedAt },
  expiresAt: jstInstant(ago(last), '23:59'),
})

describe('a reminder begins', () => {
  test.each<[string, ReturnType<typeof held>, boolean]>([
    ['of a coupon of three weeks', held(18, -3), true],
    ['of one that was good for seven days', held(4, -3), true],
    ['not of one that was good for six', held(3, -3), false],
    ['not once it is used', held(18, -3, NOON), false],
    ['not once it is over', held(18, 1), false],
    ['on its last day still', held(18, 0), true],
  ])('%s: %#', (_, coupon, begins) => {
    expect(startByCoupon(coupon, NOON) !== undefined).toBe(begins)
  })
  test('a coupon without an end needs none', () => {
    expect(startByCoupon({ ...held(18, -3), expiresAt: null }, NOON)).toBeUndefined()
  })
})

test('its days count back from the last day of that very coupon', () => {
  const anchor = startByCoupon(held(18, -3), NOON)?.anchor ?? ''
  expect([anchor, couponIdIn(anchor)]).toEqual([`coupon:a:b:${ago(-3)}`, 'a:b'])
  const anchors = anchorsOf({ anchor, anchorAt: NOON }, { orders: [], subscriptions: [] }, makeShop())
  expect(dueAt({ at: { from: 'coupon_deadline', day: -3, time: '20:30' } }, anchors)).toEqual(
    jstInstant(ago(0), '20:30'),
  )
  expect(dueAt({ at: { from: 'coupon_deadline', day: -3, delay_minutes: 5 } }, anchors)).toEqual(
    jstInstant(ago(0), '10:05'),
  )
})

test('why there is nothing more to say', () => {
  expect(whyGone(held(18, -3), NOON)).toBeUndefined()
  expect(whyGone(held(18, -3, NOON), NOON)).toBe('coupon_used')
  expect(whyGone(held(18, -3, jstInstant(ago(-1))), NOON)).toBeUndefined()
  expect(whyGone(held(18, 1), NOON)).toBe('coupon_over')
})

test('a coupon that the shop has taken out of its list keeps its day', () => {
  const [coupon] = [Coupon.parse({ id: 'OFF500', name: '500円引き', benefit: 'none', valid_days: 9 })]
  expect(toldOf(held(18, -3), [coupon])).toMatchObject({ coupon: { name: '500円引き' }, lastOn: ago(-3) })
  expect(toldOf(held(18, -3), [])).toEqual({ coupon: undefined, lastOn: ago(-3) })
})

test('the earliest notice of any scenario decides when to look', () => {
  const scenario = (trigger: string, ...days: number[]) =>
    Scenario.parse({
      ...{ id: 's', name: 's', trigger },
      steps: days.map((day) => ({
        ...{ id: `d${-day}`, purpose: 'opportunity', offer: 'none', text: 'a' },
        at: { from: trigger === 'coupon_deadline' ? 'coupon_deadline' : 'next_delivery', day },
      })),
    })
  expect(noticeDays([scenario('coupon_deadline', -3, 0), scenario('coupon_deadline', -5)])).toBe(5)
  expect(noticeDays([scenario('subscription_start', -30)])).toBeUndefined()
})
