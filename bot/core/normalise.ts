/** Are these two the same e-mail, phone, name or number, however they were typed or damaged on the way? (DOMAIN §2.3) */

/** Lower-cased and trimmed; undefined when it is no address at all (a dash, 「なし」). */
export function normaliseEmail(text: string): string | undefined {
  const email = text.normalize('NFKC').trim().toLowerCase()
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? email : undefined
}

/**
 * A domestic number as digits with its leading 0 (`+81 90-…`, full width, and the 0 that Excel drops are undone);
 * a foreign one keeps its plus. Undefined when it cannot be dialled.
 */
export function normalisePhone(text: string): string | undefined {
  const typed = text.normalize('NFKC').trim()
  if (/[a-z]|\d\.\d/i.test(typed)) return undefined
  const digits = typed.replace(/\D/g, '')
  if (typed.startsWith('+') && !digits.startsWith('81')) return /^\d{7,15}$/.test(digits) ? `+${digits}` : undefined
  const abroad = typed.startsWith('+') || digits.startsWith('0081') || (digits.startsWith('81') && digits.length >= 11)
  const national = abroad ? digits.replace(/^(00)?81/, '') : digits
  const whole = /^[1-9]\d{8,9}$/.test(national) ? `0${national}` : national
  return /^0[1-9]\d{8,9}$/.test(whole) ? whole : undefined
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
  text
    .normalize('NFKC')
    .trim()
    .replace(/[−ー‐‑‒–—―]/g, '-')
    .replace(/〜/g, '~')

const MOMENT =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)? ?(Z|[+-]\d{2}:?\d{2})?)?$/i

/** ISO 8601 or `2026/4/1 9:05`; without an offset it is Tokyo's time. Undefined when it is not a real moment. */
export function readMoment(text: string): Date | undefined {
  const match = MOMENT.exec(text.normalize('NFKC').trim())
  if (!match) return undefined
  const [, year = '', month = '', day = '', hour = '0', minute = '00', second = '00', offset = '+09:00'] = match
  const two = (part: string) => part.padStart(2, '0')
  const date = `${year}-${two(month)}-${two(day)}`
  const real = new Date(`${date}T00:00:00Z`)
  if (Number.isNaN(real.getTime()) || real.toISOString().slice(0, 10) !== date) return undefined
  const zone = offset.toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')
  const at = new Date(`${date}T${two(hour)}:${minute}:${second}${zone}`)
  return Number.isNaN(at.getTime()) || Number(year) < 1990 || Number(year) > 2100 ? undefined : at
}
