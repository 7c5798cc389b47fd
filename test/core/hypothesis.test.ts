/** Hypotheses (DOMAIN §1.13). */
import { expect, test } from 'vitest'
import { Hypothesis, METRICS, transitionOf } from '../../bot/core/hypothesis.ts'

/** The example of DOMAIN §1.13, as it stands there. */
const example = {
  id: 'h_f2_trial',
  who: { fan_type: 'visitor' },
  toward: 'follower',
  before: 'お試しは届いたが、自分に合うか確信がない',
  measure: ['m03_first_wow', 'm04_worries', 'm06_next_bottle'],
  after: '手ざわりで納得し、続ける量と時期がわかった',
  metric: 'f2_rate',
  baseline: 0.54,
  target: 0.62,
  review_after_days: 90,
  result: null,
}

test('the example of the book', () => {
  expect(Hypothesis.parse(example)).toEqual(example)
})

test('a number of the report, or a move from one label to another', () => {
  const fits = (metric: string) => Hypothesis.safeParse({ ...example, metric }).success
  for (const name of Object.keys(METRICS)) expect([name, fits(name)]).toEqual([name, true])
  expect(fits('transition:visitor>follower')).toBe(true)
  for (const wrong of [
    'f3_rate',
    'transition:visitor>vip',
    'transition:visitor',
    'transition:visitor>visitor',
    'toString',
    '',
  ])
    expect([wrong, fits(wrong)]).toEqual([wrong, false])
  expect(transitionOf('transition:lapsed>follower')).toEqual({ from: 'lapsed', to: 'follower' })
})

test('the numbers are those that `fanbelt report` promises (SPEC §4.3)', () => {
  expect(Object.keys(METRICS)).toHaveLength(23)
})

test('more than half may not be left without', () => {
  expect(Hypothesis.safeParse({ ...example, holdout: 0.6 }).success).toBe(false)
  expect(Hypothesis.safeParse({ ...example, measure: [] }).success).toBe(false)
  expect(Hypothesis.safeParse({ ...example, baseline: '0.5' }).success).toBe(false)
})
