/** How do we write a moment? Tokyo's calendar, words for what is near, the full date for the rest. */

import { daysBetween, jstDate, jstTime } from '../../bot/core/calendar.ts'

const dayFormat = new Intl.DateTimeFormat('ja-JP', {
  timeZone: 'Asia/Tokyo',
  month: 'long',
  day: 'numeric',
  weekday: 'short',
})
const yearFormat = new Intl.DateTimeFormat('ja-JP', { timeZone: 'Asia/Tokyo', year: 'numeric' })

/** 「11月24日(火)」 */
export const dayText = (at: string): string => dayFormat.format(new Date(at))

/** 「19:30」 */
export const clockText = (at: string): string => jstTime(new Date(at))

/** 「2026年11月24日(火) 19:30」, for hovering. */
export const fullText = (at: string): string => `${yearFormat.format(new Date(at))}${dayText(at)} ${clockText(at)}`

/** Calendar days in Tokyo from `now` to `at`; negative = past. */
export const daysAway = (at: string, now: string): number => daysBetween(jstDate(new Date(now)), jstDate(new Date(at)))

/** 「今日」「明日」「昨日」 or the date. */
export const nearDay = (at: string, now: string): string =>
  ({ [-1]: '昨日', 0: '今日', 1: '明日' })[daysAway(at, now)] ?? dayText(at)

/** 「今日 19:30」「11月24日(火) 19:30」 */
export const nearText = (at: string, now: string): string => `${nearDay(at, now)} ${clockText(at)}`

/** 「3日前」「あと3日」「今日」 */
export function distanceText(at: string, now: string): string {
  const days = daysAway(at, now)
  if (days === 0) return '今日'
  return days > 0 ? `あと${days}日` : `${-days}日前`
}
