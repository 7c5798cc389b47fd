/** Verdicts on hypotheses (DOMAIN §1.13). */
import { expect, test } from 'vitest'
import { type Judging, judgeHypothesis } from '../../bot/core/verdict.ts'

const usual: Judging = { value: 0.62, n: 30, baseline: 0.54, target: 0.62, minCustomers: 30, isDue: true }
const verdict = (given: Partial<Judging>) => judgeHypothesis({ ...usual, ...given }).verdict

test.each<[string, Partial<Judging>, string]>([
  ['the target reached with enough customers', {}, 'supported'],
  ['one customer too few', { n: 29 }, 'unclear'],
  ['between baseline and target', { value: 0.6 }, 'unclear'],
  ['as before', { value: 0.54 }, 'unclear'],
  ['worse than before', { value: 0.53 }, 'not_supported'],
  ['worse, but of few customers', { value: 0, n: 3 }, 'unclear'],
  ['nobody to measure', { value: null, n: 0 }, 'unclear'],
  ['reached before the day of the review', { isDue: false }, 'unclear'],
  ['no target: better than before', { target: null, value: 0.55 }, 'supported'],
  ['no target: as before', { target: null, value: 0.54 }, 'unclear'],
  ['no baseline: the target decides', { baseline: null }, 'supported'],
  ['no baseline, below the target', { baseline: null, value: 0.1 }, 'unclear'],
  ['nothing to compare with', { baseline: null, target: null }, 'unclear'],
  ['less is better, and it is less', { value: 0.1, baseline: 0.2, target: 0.1, lessIsBetter: true }, 'supported'],
  ['less is better, and it is more', { value: 0.3, baseline: 0.2, target: 0.1, lessIsBetter: true }, 'not_supported'],
  ['those who got nothing did worse', { baselineN: 30 }, 'supported'],
  ['those who got nothing did as well', { baselineN: 30, baseline: 0.62 }, 'unclear'],
  ['those who got nothing did better', { baselineN: 30, baseline: 0.7 }, 'not_supported'],
  ['too few to compare with', { baselineN: 29 }, 'unclear'],
])('%s', (_case, given, expected) => {
  expect(verdict(given)).toBe(expected)
})

test('why it is not clearer is said in words', () => {
  expect(judgeHypothesis({ ...usual, n: 3 }).why).toBe('対象が3人で、30人に足りません')
  expect(judgeHypothesis({ ...usual, isDue: false }).why).toBe('見直しの日が、まだ来ていません')
})
