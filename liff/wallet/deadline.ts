/** Until when is a coupon good? The days that are left, the last day, and no countdown to the hour (DOMAIN §5.6). */

import { daysAway } from '../shared/dates.ts'

const near = new Intl.DateTimeFormat('ja-JP', { timeZone: 'Asia/Tokyo', month: 'long', day: 'numeric' })
const far = new Intl.DateTimeFormat('ja-JP', { timeZone: 'Asia/Tokyo', year: 'numeric', month: 'long', day: 'numeric' })

const A_HALF_YEAR = 180
/** Beyond this, the number of days says less than the date. */
const COUNTED = 60

/** 「12月1日」, with its year when that is not plain. */
export const shortDay = (at: string, now: string): string =>
  (Math.abs(daysAway(at, now)) > A_HALF_YEAR ? far : near).format(new Date(at))

/** 「あと3日（12月1日まで）」「今日まで」 */
export function deadlineText(expiresAt: string, now: string): string {
  const days = daysAway(expiresAt, now)
  const day = `${shortDay(expiresAt, now)}まで`
  if (days <= 0) return `今日まで（${shortDay(expiresAt, now)}）`
  return days <= COUNTED ? `あと${days}日（${day}）` : day
}

/** The deadline stands above in words of its own; said twice it would read like pressure. */
export const conditions = (lines: readonly string[]): string[] => lines.filter((line) => !line.startsWith('有効期限'))
