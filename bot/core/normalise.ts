/** Are these two the same e-mail, phone, name or number, however they were typed or damaged on the way? (DOMAIN §2.3) */

import { TOKYO_AHEAD } from './calendar.ts'

/** Most cells of most files are plain letters and digits, for which this is nothing to do. */
const PLAIN = /^[\x20-\x7e]*$/

/** Full and half width made one (NFKC). */
export const levelled = (text: string): string => (PLAIN.test(text) ? text : text.normalize('NFKC'))

const DOMESTIC = /^0[1-9]\d{8,9}$/

/** Lower-cased and trimmed; undefined when it is no address at all (a dash, 「なし」). */
export function normaliseEmail(text: string): string | undefined {
  const email = levelled(text).trim().toLowerCase()
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? email : undefined
}

/**
 * A domestic number as digits with its leading 0 (`+81 90-…`, full width, and the 0 that Excel drops are undone);
 * a foreign one keeps its plus. Undefined when it cannot be dialled.
 */
export function normalisePhone(text: string): string | undefined {
  if (DOMESTIC.test(text)) return text
  const typed = levelled(text).trim()
  if (/[a-z]|\d\.\d/i.test(typed)) return undefined
  const digits = typed.replace(/\D/g, '')
  if (typed.startsWith('+') && !digits.startsWith('81')) return /^\d{7,15}$/.test(digits) ? `+${digits}` : undefined
  const abroad = typed.startsWith('+') || digits.startsWith('0081') || (digits.startsWith('81') && digits.length >= 11)
  const national = abroad ? digits.replace(/^(00)?81/, '') : digits
  const whole = /^[1-9]\d{8,9}$/.test(national) ? `0${national}` : national
  return DOMESTIC.test(whole) ? whole : undefined
}

/** The same surname in two coded forms; NFKC leaves them apart. */
const VARIANTS: Record<string, string> = {
  髙: '高',
  﨑: '崎',
  𠮷: '吉',
  德: '徳',
  濵: '浜',
  濱: '浜',
  栁: '柳',
  邉: '辺',
  邊: '辺',
  齋: '斎',
  齊: '斉',
}

/** A name or its kana for comparison only, never for display: width, spaces, old forms and hiragana are levelled. */
export const normaliseName = (text: string): string =>
  [...text.normalize('NFKC').replace(/\s+/g, '').toLowerCase()]
    .map((char) => VARIANTS[char] ?? char)
    .join('')
    .replace(/[ぁ-ゖ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60))

/** An order number, product code or coupon for comparison: width, dashes and tildes are levelled. */
export const normaliseKey = (text: string): string =>
  PLAIN.test(text)
    ? text.trim()
    : text
        .normalize('NFKC')
        .trim()
        .replace(/[−ー‐‑‒–—―]/g, '-')
        .replace(/〜/g, '~')

const MOMENT =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)? ?(Z|[+-]\d{2}:?\d{2})?)?$/i
const MINUTE = 60_000
/** Its clock, ahead of UTC, in minutes. */
const TOKYO = TOKYO_AHEAD / MINUTE

/** ISO 8601 or `2026/4/1 9:05`; without an offset it is Tokyo's time. Undefined when it is not a real moment. */
export function readMoment(text: string): Date | undefined {
  if (isPlainMoment(text)) return plainMoment(text)
  const match = MOMENT.exec(levelled(text).trim())
  if (!match) return undefined
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const [hour, minute, second] = [Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0)]
  if (year < 1990 || year > 2100 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  const isMidnight = hour === 24 && minute === 0 && second === 0
  if ((hour > 23 && !isMidnight) || minute > 59 || second > 59) return undefined
  const offset = minutesAhead(match[7])
  if (offset === undefined) return undefined
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second) - offset * MINUTE)
}

/** `2026-04-01`, with or without ` 12:34` or ` 12:34:56`, of a day that every month has. */
const PLAIN_MOMENT =
  /^(?:199\d|20\d\d)([-/])(?:0[1-9]|1[0-2])\1(?:0[1-9]|1\d|2[0-8])(?: (?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)?$/

/** Surely a moment, and the one nearly every file is full of: told apart without taking it to pieces. */
export const isPlainMoment = (text: string): boolean => PLAIN_MOMENT.test(text)

function plainMoment(text: string): Date {
  const [year, month, day] = [twoAt(text, 0) * 100 + twoAt(text, 2), twoAt(text, 5), twoAt(text, 8)]
  const clock = Date.UTC(year, month - 1, day, twoAt(text, 11), twoAt(text, 14), twoAt(text, 17))
  return new Date(clock - TOKYO * MINUTE)
}

/** Two digits; 0 where the text has ended. */
const twoAt = (text: string, at: number) =>
  at < text.length ? (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO : 0
const ZERO = 48

const daysIn = (year: number, month: number): number =>
  month === 2
    ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
      ? 29
      : 28
    : [4, 6, 9, 11].includes(month)
      ? 30
      : 31

/** Of a clock, as `+09:00`, `+0900` or `Z` says it; Tokyo's when nothing does. */
function minutesAhead(offset: string | undefined): number | undefined {
  if (offset === undefined) return TOKYO
  if (offset.length === 1) return 0
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(-2))]
  if (hours > 23 || minutes > 59) return undefined
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}
