import { expect, test } from 'vitest'
import { shareText } from '../../liff/referral/share-text.ts'
import { conditions, deadlineText } from '../../liff/wallet/deadline.ts'

const NOW = '2026-11-28T10:00:00+09:00'

test.each([
  ['2026-11-28T23:59:00+09:00', '今日まで（11月28日）'],
  ['2026-11-29T00:30:00+09:00', 'あと1日（11月29日まで）'],
  ['2026-12-01T23:59:00+09:00', 'あと3日（12月1日まで）'],
  ['2027-01-31T23:59:00+09:00', '1月31日まで'],
  ['2027-11-28T23:59:00+09:00', '2027年11月28日まで'],
])('a deadline in words: %s', (at, words) => {
  expect(deadlineText(at, NOW)).toBe(words)
})

test('the deadline is said once', () => {
  expect(conditions(['有効期限：12月1日（火）', 'お一人さま1回限り'])).toEqual(['お一人さま1回限り'])
})

test("a friend's message never goes without the way to the card", () => {
  const url = 'https://liff.line.me/1-a/referral?code=HANAKO77'
  expect(shareText({ share_text: 'よろしければ', url })).toBe(`よろしければ\n${url}`)
  expect(shareText({ share_text: `よろしければ ${url}`, url })).toBe(`よろしければ ${url}`)
})
