import { describe, expect, test } from 'vitest'
import { isPushedInstead, type ReplyKind, type ReplyOutcome, replyUntil } from '../../bot/core/reply-token.ts'

const AT = new Date('2026-06-01T10:00:00+09:00')
const plus = (minutes: number) => new Date(AT.getTime() + minutes * 60_000)

test.each([
  ['at once', 0, 1],
  ['handed over again after ten minutes', 10, 11],
  ['after nineteen and a half', 19.5, 20],
  ['after half an hour', 30, 20],
])('an event may be answered for a minute, never after twenty: %s', (_when, received, until) => {
  expect(replyUntil(AT, plus(received))).toEqual(plus(until))
})

describe('a reply that was not said is pushed instead', () => {
  const OUTCOMES: ReplyOutcome[] = ['said', 'late', 'unclear', 'refused']

  test.each<ReplyKind>(['greeting', 'stop', 'resume', 'cancel', 'human', 'staff'])(
    'when it is essential (%s) and certainly was not said',
    (kind) => {
      expect(OUTCOMES.filter((outcome) => isPushedInstead(kind, outcome))).toEqual(['late', 'refused'])
    },
  )

  test.each<ReplyKind>(['keyword', 'thanks'])('never when it is not (%s)', (kind) => {
    expect(OUTCOMES.filter((outcome) => isPushedInstead(kind, outcome))).toEqual([])
  })
})
