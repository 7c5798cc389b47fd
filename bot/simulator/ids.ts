/** The names LINE gives to things. */

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes))

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** 32 hex digits: reply tokens, link tokens. */
export const newToken = () => hex(random(16))

export const newUserId = () => `U${hex(random(16))}`

export const newRichMenuId = () => `richmenu-${hex(random(16))}`

/** ULID: ten characters of time, sixteen of chance (LINE §4, `webhookEventId`). */
export function newEventId(at: number): string {
  let time = ''
  for (let rest = at, n = 0; n < 10; n++, rest = Math.floor(rest / 32)) time = CROCKFORD[rest % 32] + time
  return time + Array.from(random(16), (byte) => CROCKFORD[byte % 32]).join('')
}

/** A decimal string beyond 2^53, as LINE's are, so that nobody reads it as a number (LINE §4). */
export const messageId = (n: number) => `5${String(n).padStart(17, '0')}`

/** Quote tokens are opaque; this one is derived, so that none has to be stored. */
export const quoteToken = (id: string) => `q${id}`

/** Mark-as-read tokens never expire (LINE §4) and name the message they came with. */
export const markAsReadToken = (userId: string, id: string) => `${userId}.${id}`

const USER_ID = /^U[0-9a-f]{32}$/

export const isUserId = (value: unknown): value is string => typeof value === 'string' && USER_ID.test(value)
