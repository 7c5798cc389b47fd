/** A reply that must not get lost came too late for its token: which push takes its place? */

import type { NewRequest } from '../../db/inbox.ts'
import type { LineMessage } from '../deps.ts'

/**
 * A request for the next tick to send through the one door. Its id, which is also its retry key, follows from the event:
 * an event that is handled twice pushes once. It goes to people who said stop, too: it is the answer to what they said.
 */
export async function pushLater(eventId: string, to: string, messages: LineMessage[], now: Date): Promise<NewRequest> {
  return {
    id: await uuidOf(`reply to ${eventId}`),
    kind: 'push',
    body: JSON.stringify({ to, messages }),
    recipients: 1,
    status: 'sending',
    service: true,
    createdAt: now,
    nextTryAt: now,
  }
}

/** The same UUID for the same text (version 8, RFC 9562: of a digest of one's own choice). */
async function uuidOf(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const variant = ((digest[8] ?? 0) & 0x3f) | 0x80
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant.toString(16) + hex.slice(18, 20),
    hex.slice(20, 32),
  ].join('-')
}
