/** NPS, satisfaction, positive and negative answers of a span (DOMAIN §1.3). */
import { describe, expect, test } from 'vitest'
import { type AnswerTally, feelings } from '../../bot/core/listening.ts'
import { makeShop } from './someone.ts'

const shop = makeShop()
const answers = (...pairs: [satisfaction: number | null, nps: number | null][]): AnswerTally[] =>
  pairs.map(([satisfaction, nps]) => ({ satisfaction, nps, scale: '1-10', count: 1 }))

test('the vector of the book is +10.0 of n = 10, and only 参考値', () => {
  const found = feelings(answers(...[10, 9, 9, 8, 8, 7, 6, 5, 3, 10].map((nps) => [null, nps] as [null, number])), shop)
  expect(found.nps).toEqual({ value: 10, numerator: 1, denominator: 10 })
  expect(found.nps_indicative).toBe(true)
})

test('30 answers are enough, the shop may ask for more', () => {
  const thirty: AnswerTally[] = [{ satisfaction: null, nps: 9, scale: '1-10', count: 30 }]
  expect(feelings(thirty, shop).nps_indicative).toBe(false)
  expect(feelings(thirty, makeShop({ nps: { scale: '1-10', min_responses: 31 } })).nps_indicative).toBe(true)
})

describe('two scales', () => {
  const mixed: AnswerTally[] = [
    { satisfaction: null, nps: 10, scale: '1-10', count: 2 },
    { satisfaction: null, nps: 0, scale: '0-10', count: 5 },
    { satisfaction: null, nps: 6, scale: null, count: 1 },
  ]
  test('are never mixed; answers from before scales were kept are the shop’s', () => {
    expect(feelings(mixed, shop)).toMatchObject({ nps: { numerator: 1, denominator: 3 }, nps_other_scale: 5 })
    const other = makeShop({ nps: { scale: '0-10' } })
    expect(feelings(mixed, other)).toMatchObject({ nps: { value: -100, denominator: 6 }, nps_other_scale: 2 })
  })
})

test('satisfaction is a mean of those who gave it; positive and negative by the shop’s own rule', () => {
  const given = answers([5, 10], [4, 7], [4, 6], [2, 9], [3, 4], [null, 8], [null, null])
  expect(feelings(given, shop)).toMatchObject({
    satisfaction: { value: 18 / 5, numerator: 18, denominator: 5 },
    positive: { numerator: 3, denominator: 6 },
    negative: { numerator: 2, denominator: 6 },
  })
  const either = makeShop({ positive: { rule: 'or', satisfaction_min: 4, nps_min: 9 } })
  expect(feelings(given, either).positive.numerator).toBe(4)
})

test('of nobody is no number', () => {
  const nothing = { value: null, numerator: 0, denominator: 0 }
  expect(feelings([], shop)).toMatchObject({ nps: nothing, satisfaction: nothing, positive: nothing })
})
