/** Was this request accepted before? (LINE §6.3: valid 24 hours from the first request, then new again) */

import { ApiError, badRequest } from './errors.ts'
import type { RequestRecord, SentMessage } from './state.ts'
import type { World } from './world.ts'

const DAY = 24 * 60 * 60_000
/** Of any version: LINE asks for hexadecimal notation only. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Throws the 409 that means "it went out already". */
export function refuseRepeated(world: World, record: RequestRecord, body: string): void {
  const key = record.retryKey
  if (key === undefined) return
  if (!UUID.test(key)) throw badRequest('The retry key must be a UUID')
  forgetOld(world)
  const accepted = world.state.retryKeys.get(key.toLowerCase())
  if (!accepted) return
  if (accepted.bodyHash !== hashOf(record.path + body)) record.bodyDiffers = true
  const { sentMessages, requestId } = accepted
  throw new ApiError(
    409,
    { message: 'The retry key is already accepted', ...(sentMessages && { sentMessages }) },
    { 'x-line-accepted-request-id': requestId },
  )
}

export function rememberAccepted(
  world: World,
  record: RequestRecord,
  body: string,
  sentMessages?: SentMessage[],
): void {
  if (record.retryKey === undefined) return
  world.state.retryKeys.set(record.retryKey.toLowerCase(), {
    at: world.now(),
    requestId: record.requestId,
    bodyHash: hashOf(record.path + body),
    ...(sentMessages && { sentMessages }),
  })
}

/** Keys are in the order they came in; a clock set back leaves some a little longer, which the age test below forgives. */
function forgetOld(world: World): void {
  for (const [key, { at }] of world.state.retryKeys) {
    if (world.now() - at < DAY) break
    world.state.retryKeys.delete(key)
  }
}

/** A short fingerprint (53 bits): only to notice that a bot changed the body, so it need not resist an attacker. */
function hashOf(text: string): string {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    high = Math.imul(high ^ unit, 2654435761)
    low = Math.imul(low ^ unit, 1597334677)
  }
  return `${(high >>> 0).toString(16)}${(low >>> 0).toString(16)}`
}
