import { describe, expect, test } from 'vitest'
import { circuitMinutes, outcomeOf, tryAgainAt } from '../../bot/core/line-outcome.ts'

test.each([
  [200, 'sent'],
  [202, 'sent'],
  [409, 'sent'],
  [400, 'refused'],
  [404, 'refused'],
  [413, 'refused'],
  [415, 'refused'],
  [401, 'locked'],
  [403, 'locked'],
  [429, 'hasty'],
  [500, 'unclear'],
  [502, 'unclear'],
  [503, 'unclear'],
  [504, 'unclear'],
  [undefined, 'unclear'],
])('LINE §7: %s means %s', (status, outcome) => {
  expect(outcomeOf({ status })).toBe(outcome)
})

test('a used-up month is not haste', () => {
  expect(outcomeOf({ status: 429, quota: true })).toBe('quota')
})

describe('trying again', () => {
  const now = new Date('2026-06-01T10:00:00Z')
  const minutes = (tries: number, id: string) => (+tryAgainAt(now, tries, id) - +now) / 60_000

  test('waits longer each time, up to half an hour, a quarter more or less', () => {
    for (const [tries, usual] of [1, 2, 4, 8, 16, 30, 30].entries())
      for (const id of ['…0000', '…7fff', '…ffff']) {
        expect(minutes(tries, id)).toBeGreaterThanOrEqual(usual * 0.75)
        expect(minutes(tries, id)).toBeLessThanOrEqual(usual * 1.25)
      }
  })

  test('does not bring a thousand requests back at once', () => {
    const ids = Array.from({ length: 1000 }, (_, n) => (n * 65).toString(16).padStart(4, '0'))
    expect(new Set(ids.map((id) => minutes(3, id))).size).toBeGreaterThan(900)
  })

  test('an unreachable LINE is left alone ever longer, at most half an hour', () => {
    expect([1, 2, 3, 4, 5, 9].map(circuitMinutes)).toEqual([2, 4, 8, 16, 30, 30])
  })
})
