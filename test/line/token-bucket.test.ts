import { expect, test } from 'vitest'
import { drawFrom } from '../../bot/line/token-bucket.ts'

/** Milliseconds at which `calls` calls asked for at once may go. */
function startsOf(calls: number, perSecond: number, burst: number): number[] {
  const bucket = { tokens: burst, at: 0 }
  return Array.from({ length: calls }, () => drawFrom(bucket, perSecond, burst, 0))
}

test('a burst goes at once; what follows keeps LINE’s pace', () => {
  expect(startsOf(4, 100, 2)).toEqual([0, 0, 10, 20])
})

test.each([
  [2000, 100],
  [200, 10],
])('never more than %i and the burst in any second', (perSecond, burst) => {
  const starts = startsOf(perSecond * 3, perSecond, burst)
  for (const from of [0, 250, 999, 1500]) {
    const within = starts.filter((at) => at >= from && at < from + 1000).length
    expect(within).toBeLessThanOrEqual(perSecond + burst)
  }
  expect(starts.at(-1)).toBeGreaterThan(2900)
})

test('rest fills it again, and never above the brim', () => {
  const bucket = { tokens: 0, at: 0 }
  expect(drawFrom(bucket, 100, 5, 20)).toBe(0)
  expect(bucket.tokens).toBe(1)
  drawFrom(bucket, 100, 5, 10_000_000)
  expect(bucket.tokens).toBe(4)
})

test('a clock that stands still gives nothing', () => {
  const bucket = { tokens: 1, at: 7 }
  expect([drawFrom(bucket, 1, 1, 7), drawFrom(bucket, 1, 1, 7)]).toEqual([0, 1000])
})
