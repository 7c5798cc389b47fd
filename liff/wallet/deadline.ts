/** Until when is a coupon good? The days that are left, the last day, and no countdown to the hour (DOMAIN §5.6). */

import { daysAway } from '../shared/dates.ts'
import { shortDay } from '../shared/short-day.ts'

/** Beyond this, the number of days says less than the date. */
const COUNTED = 60

/** 「あと3日（12月1日まで）」「今日まで」 */
export function deadlineText(expiresAt: string, now: string): string {
  const days = daysAway(expiresAt, now)
  const day = `${shortDay(expiresAt, now)}まで`
  if (days <= 0) return `今日まで（${shortDay(expiresAt, now)}）`
  return days <= COUNTED ? `あと${days}日（${day}）` : day
}

/** The deadline stands above in words of its own; said twice it would read like pressure. */
export const conditions = (lines: readonly string[]): string[] => lines.filter((line) => !line.startsWith('有効期限'))
