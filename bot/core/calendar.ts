/** Which day is it in Tokyo? The only file that knows that Tokyo is UTC+9 (no daylight saving since 1951). */

const JST = 9 * 60 * 60_000
const DAY = 24 * 60 * 60_000

/** A merchant's calendar day in Asia/Tokyo, `YYYY-MM-DD`. Fields that hold one end in `On`. */
export type JstDate = string & { readonly __jst: true }

/** The time of day in Tokyo, `HH:MM`. */
export type JstTime = string

/** For SQL, which shifts instants by it to find Tokyo's day. */
export const TOKYO_AHEAD = JST

/** Names of days, by their number since 1970: a tick asks for the same few hundred days over and over. */
const named = new Map<number, JstDate>()
const MOST_NAMED = 5000

/** @throws RangeError when it is no day */
function nameOf(day: number): JstDate {
  const known = named.get(day)
  if (known !== undefined) return known
  const on = new Date(day * DAY).toISOString().slice(0, 10) as JstDate
  if (named.size >= MOST_NAMED) named.clear()
  named.set(day, on)
  return on
}

/** The calendar day in Tokyo at this instant. */
export const jstDate = (at: Date): JstDate => nameOf(Math.floor((at.getTime() + JST) / DAY))

/** The time of day in Tokyo at this instant, `HH:MM`. */
export const jstTime = (at: Date): JstTime => new Date(at.getTime() + JST).toISOString().slice(11, 16)

/** The instant at which Tokyo's clocks show this time on this day. */
export const jstInstant = (on: JstDate, time: JstTime = '00:00'): Date =>
  new Date(Date.parse(`${on}T${time}:00Z`) - JST)

/** ISO 8601 with Tokyo's offset, to the second: `2026-11-21T19:30:00+09:00`. */
export const jstIso = (at: Date): string => `${new Date(at.getTime() + JST).toISOString().slice(0, 19)}+09:00`

export const addDays = (on: JstDate, days: number): JstDate => nameOf(Math.floor(Date.parse(on) / DAY + days))

/** Nothing is put off for longer than `minutes`: what lies further ahead was written before the clock was set back, and is void. */
export const unlessFar = (at: Date | undefined, now: Date, minutes: number): Date | undefined =>
  at && at <= addMinutes(now, minutes) ? at : undefined

/** When Tokyo's day at this instant ends and the next begins. */
export const midnightAfter = (at: Date): Date => jstInstant(addDays(jstDate(at), 1))

/** Calendar days from one day to a later one; 0 on the same day, negative when `to` is earlier. */
export const daysBetween = (from: JstDate, to: JstDate): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY)

/** Days since 1970-01-01, for arithmetic on very many of them; `dayOfNumber` is the way back. */
export const dayNumber = (on: JstDate): number => Math.floor(Date.parse(on) / DAY)
export const dayOfNumber = (day: number): JstDate => nameOf(day)

export const addMinutes = (at: Date, minutes: number): Date => new Date(at.getTime() + minutes * 60_000)

/** 0 = Sunday … 6 = Saturday. */
export const weekday = (on: JstDate): number => new Date(Date.parse(on)).getUTCDay()

const PATTERN = /^\d{4}-\d{2}-\d{2}$/

/** Reads `YYYY-MM-DD`; undefined when it is not a real day (2026-02-30). */
export function parseJstDate(text: string): JstDate | undefined {
  if (!PATTERN.test(text)) return undefined
  const time = Date.parse(text)
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? undefined : (text as JstDate)
}

const WEEKDAYS = ['日', '月', '火', '水', '木', '金', '土']

/** As a customer reads a day: 「12月3日（木）」. */
export const dayInJapanese = (on: JstDate): string =>
  `${Number(on.slice(5, 7))}月${Number(on.slice(8, 10))}日（${WEEKDAYS[weekday(on)]}）`
