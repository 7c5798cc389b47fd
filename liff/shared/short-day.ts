/** How is a day written in a list? 「12月1日」, with its year when that is not plain. */

import { daysAway } from './dates.ts'

const near = new Intl.DateTimeFormat('ja-JP', { timeZone: 'Asia/Tokyo', month: 'long', day: 'numeric' })
const far = new Intl.DateTimeFormat('ja-JP', { timeZone: 'Asia/Tokyo', year: 'numeric', month: 'long', day: 'numeric' })

const A_HALF_YEAR = 180

/** @param at an instant, or a day as `2026-12-01` */
export const shortDay = (at: string, now: string): string =>
  (Math.abs(daysAway(at, now)) > A_HALF_YEAR ? far : near).format(new Date(at))
