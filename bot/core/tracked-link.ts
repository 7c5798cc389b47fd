/** Which button of which step did this customer tap? What a link in a message carries, before and after it is signed (SPEC §4.2 `/r/`). */

import { daysBetween, type JstDate } from './calendar.ts'

export interface Tap {
  revisionId: string
  stepId: string
  /** Place of the button in the step, in the order of `buttonsOf`. */
  index: number
  customerId: string
  /** A link in an old message leads somewhere for this long, and then nowhere. */
  sentOn: JstDate
}

const LINK_LIVES_DAYS = 400

/** Ids of ours are unreserved characters; whatever else one holds is escaped, and the parts are told apart by `~`. */
const SEPARATOR = '~'
const escaped = (part: string) => encodeURIComponent(part).replaceAll(SEPARATOR, '%7E')

export const writeTap = ({ revisionId, stepId, index, customerId, sentOn }: Tap): string =>
  [shorten(revisionId), stepId, index.toString(36), shorten(customerId), sentOn.replaceAll('-', '')]
    .map(escaped)
    .join(SEPARATOR)

/** @returns undefined for text that is not ours; whether we wrote it, the signature tells */
export function readTap(text: string): Tap | undefined {
  const parts = text.split(SEPARATOR).map((part) => {
    try {
      return decodeURIComponent(part)
    } catch {
      return ''
    }
  })
  const [revision = '', stepId = '', index = '', customer = '', day = ''] = parts
  const on = /^(\d{4})(\d\d)(\d\d)$/.exec(day)
  if (parts.length !== 5 || !revision || !customer || !on) return undefined
  if (!/^[a-z][a-z0-9_]{0,59}$/.test(stepId) || !/^[0-9a-z]{1,2}$/.test(index)) return undefined
  return {
    revisionId: lengthen(revision),
    stepId,
    index: Number.parseInt(index, 36),
    customerId: lengthen(customer),
    sentOn: `${on[1]}-${on[2]}-${on[3]}` as JstDate,
  }
}

export const isExpired = ({ sentOn }: Pick<Tap, 'sentOn'>, today: JstDate): boolean =>
  !(daysBetween(sentOn, today) <= LINK_LIVES_DAYS)

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const MARK = '.'

/** A UUID in 22 characters instead of 36, marked so that it can be told from any other id. */
function shorten(id: string): string {
  if (!UUID.test(id)) return id
  const bytes = (id.replaceAll('-', '').match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))
  return MARK + toBase64Url(Uint8Array.from(bytes))
}

function lengthen(text: string): string {
  const bytes = text.startsWith(MARK) ? fromBase64Url(text.slice(1)) : undefined
  if (bytes?.length !== 16) return text
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export const toBase64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')

/** @returns undefined for text `toBase64Url` would not have written: one value has one spelling */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]*$/.test(text)) return undefined
  try {
    const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(plain, (character) => character.charCodeAt(0))
    return toBase64Url(bytes) === text ? bytes : undefined
  } catch {
    return undefined
  }
}
