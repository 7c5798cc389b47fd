/** Which calendar months are there? */

import { addDays, type JstDate, jstDate, jstInstant } from './calendar.ts'
import type { Period } from './metrics-rows.ts'

/** `2026-10` */
export const monthOf = (on: JstDate): string => on.slice(0, 7)

const firstDay = (on: JstDate): JstDate => addDays(on, 1 - Number(on.slice(8)))
const lastDay = (on: JstDate): JstDate => addDays(firstDay(addDays(firstDay(on), 31)), -1)

/** `2026-10`, in Tokyo: there a month of LINE's begins (LINE §8). */
export const monthAt = (at: Date): string => monthOf(jstDate(at))

/** When Tokyo's month at this instant ends and the next begins. */
export const nextMonthAt = (at: Date): Date => jstInstant(addDays(lastDay(jstDate(at)), 1))

/** The month with this day in it. */
const wholeMonth = (on: JstDate): Period => ({ from: firstDay(on), to: lastDay(on) })

/** The newest month that is over by the end of this day. */
export const lastWholeMonth = (asOf: JstDate): Period =>
  lastDay(asOf) === asOf ? wholeMonth(asOf) : wholeMonth(addDays(firstDay(asOf), -1))

/** So many months, oldest first, the last one with this day in it. */
export function monthsUntil(asOf: JstDate, count: number): Period[] {
  const months: Period[] = []
  for (let to = lastDay(asOf); months.length < count; to = addDays(firstDay(to), -1)) months.unshift(wholeMonth(to))
  return months
}

/** `2026-10` → the month; undefined when it is none. */
export function readMonth(text: string): Period | undefined {
  return /^[12]\d{3}-(0[1-9]|1[0-2])$/.test(text) ? wholeMonth(`${text}-01` as JstDate) : undefined
}
