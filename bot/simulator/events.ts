/** What does an event look like on the wire? (LINE §4) */

import type { Json } from './characters.ts'
import { markAsReadToken, newEventId, quoteToken } from './ids.ts'
import { issueReplyToken } from './reply-tokens.ts'
import type { PhoneMessage } from './state.ts'
import type { World } from './world.ts'

export type LineEvent = { type: string } & Json

/** Kinds that can be answered; a failed account link and a channel on standby cannot. */
const ANSWERABLE = new Set([
  'message',
  'messageEdited',
  'follow',
  'join',
  'memberJoined',
  'postback',
  'videoPlayComplete',
  'beacon',
  'accountLink',
  'membership',
])

export interface EventOptions {
  /** Leaves `webhookEventId` out: a body LINE would not send. */
  omitWebhookEventId?: boolean
}

/**
 * Fills in what was left out. `userId` is short for a user source; a property given as `null` is left out of the event.
 */
export function completeEvent(world: World, partial: LineEvent, { omitWebhookEventId }: EventOptions = {}): LineEvent {
  const { userId, ...given } = partial
  const at = typeof given.timestamp === 'number' ? given.timestamp : world.now()
  const failedLink = given.type === 'accountLink' && (given.link as Json | undefined)?.result === 'failed'
  const event: LineEvent = {
    ...(typeof userId === 'string' && !failedLink && { source: { type: 'user', userId } }),
    timestamp: at,
    mode: 'active',
    ...(!omitWebhookEventId && { webhookEventId: newEventId(at) }),
    deliveryContext: { isRedelivery: false },
    ...given,
  }
  const answerable = ANSWERABLE.has(event.type) && event.mode === 'active' && !failedLink
  const sender = (event.source as Json | undefined)?.userId
  if (answerable && event.replyToken === undefined)
    event.replyToken = issueReplyToken(world, typeof sender === 'string' ? sender : '', at)
  return Object.fromEntries(Object.entries(event).filter(([, value]) => value !== null)) as LineEvent
}

const QUOTABLE = ['text', 'sticker', 'image', 'video']

/** The `message` of a message event, as the webhook shows it. */
export const messageContent = (userId: string, id: string, message: PhoneMessage) => ({
  ...message,
  id,
  ...(QUOTABLE.includes(message.type) && { quoteToken: quoteToken(id) }),
  markAsReadToken: markAsReadToken(userId, id),
})
