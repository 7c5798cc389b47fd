/** Positive and negative answers (DOMAIN §1.3). */
import { expect, test } from 'vitest'
import { jstInstant } from '../../bot/core/calendar.ts'
import { isNegative, isPositive, positiveDays } from '../../bot/core/survey.ts'
import { ago, makeShop } from './someone.ts'

const shop = makeShop()
const either = makeShop({ positive: { rule: 'or' } })

test.each([
  [4, 7, true],
  [4, 6, false],
  [3, 10, false],
  [5, undefined, true],
  [3, undefined, false],
  [undefined, 7, true],
  [undefined, 6, false],
  [undefined, undefined, false],
])('satisfaction %s and NPS %s: positive %s', (satisfaction, nps, positive) => {
  expect(isPositive({ satisfaction, nps }, shop)).toBe(positive)
})

test('a shop may let either answer decide, and may move the marks', () => {
  expect(isPositive({ satisfaction: 3, nps: 10 }, either)).toBe(true)
  expect(isPositive({ satisfaction: 3, nps: 6 }, either)).toBe(false)
  expect(isPositive({ satisfaction: 3 }, makeShop({ positive: { satisfaction_min: 3 } }))).toBe(true)
})

test.each([
  [2, 10, true],
  [3, 4, true],
  [3, 5, false],
  [undefined, undefined, false],
])('satisfaction %s and NPS %s: negative %s', (satisfaction, nps, negative) => {
  expect(isNegative({ satisfaction, nps }, shop)).toBe(negative)
})

test('a round of 28 days gives at most one positive, in whatever order the answers are read', () => {
  const counted = (...days: number[]) =>
    positiveDays(
      { responses: days.map((day) => ({ at: jstInstant(ago(day), '10:00'), satisfaction: 5, nps: 9 })), signals: [] },
      shop,
    )
  expect(counted(100, 90, 73)).toEqual([ago(100)])
  expect(counted(72, 100)).toEqual([ago(100), ago(72)])
  expect(counted(100, 80, 60, 40)).toEqual([ago(100), ago(60)])
  expect(positiveDays({ responses: [{ at: jstInstant(ago(1)), satisfaction: 1, nps: 1 }], signals: [] }, shop)).toEqual(
    [],
  )
})
