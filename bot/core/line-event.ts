/** What did LINE just tell us, in our own few words? Kinds we do not know become `other` and are ignored (LINE §4). */

import { z } from 'zod'

const Common = z.looseObject({
  type: z.string(),
  mode: z.string().optional(),
  timestamp: z.number().optional(),
  webhookEventId: z.string().optional(),
  replyToken: z.string().optional(),
  source: z.looseObject({ type: z.string(), userId: z.string().optional() }).optional(),
})

/** The body of a webhook call (LINE §3). */
export interface WebhookBody {
  destination?: string
  events: { type: string; [key: string]: unknown }[]
}

/** Without a schema, which would copy every event: they are stored as they came. */
export function isWebhookBody(json: unknown): json is WebhookBody {
  if (!isObject(json)) return false
  const { destination, events } = json
  if (destination !== undefined && typeof destination !== 'string') return false
  return Array.isArray(events) && events.every((event) => isObject(event) && typeof event.type === 'string')
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** @returns LINE's user id when the event comes from a one-to-one chat; groups and rooms are not our customers. */
export function userOf(event: unknown): string | undefined {
  const source = isObject(event) ? event.source : undefined
  return isObject(source) && source.type === 'user' && typeof source.userId === 'string' ? source.userId : undefined
}

interface FromUser {
  userId: string
  at: Date
  /** Absent when nothing may be said: no token, or another module has control (`standby`). */
  replyToken?: string
}

export type LineEvent =
  | (FromUser & { kind: 'follow' })
  | (FromUser & { kind: 'unfollow' })
  | (FromUser & { kind: 'message'; messageId: string; messageKind: string; text?: string })
  | (FromUser & { kind: 'postback'; data: string })
  | (FromUser & { kind: 'unsend'; messageId: string })
  | (FromUser & { kind: 'account_link'; nonce: string })
  | { kind: 'other'; type: string }

const Message = z.looseObject({
  message: z.looseObject({ id: z.string(), type: z.string(), text: z.string().optional() }),
})
const Postback = z.looseObject({ postback: z.looseObject({ data: z.string() }) })
const Unsend = z.looseObject({ unsend: z.looseObject({ messageId: z.string() }) })
const AccountLink = z.looseObject({ link: z.looseObject({ result: z.literal('ok'), nonce: z.string() }) })

/** Reads one stored event. Never throws: what does not fit is `other`. */
export function readEvent(event: unknown): LineEvent {
  const common = Common.safeParse(event)
  if (!common.success) return { kind: 'other', type: 'unreadable' }
  const { type, mode, timestamp, replyToken } = common.data
  const userId = userOf(event)
  if (userId === undefined) return { kind: 'other', type }
  const from: FromUser = {
    userId,
    at: new Date(timestamp ?? 0),
    replyToken: mode === 'standby' ? undefined : replyToken,
  }
  const other = { kind: 'other' as const, type }
  switch (type) {
    case 'follow':
    case 'unfollow':
      return { ...from, kind: type }
    case 'message': {
      const { data } = Message.safeParse(event)
      return data
        ? {
            ...from,
            kind: 'message',
            messageId: data.message.id,
            messageKind: data.message.type,
            text: data.message.text,
          }
        : other
    }
    case 'postback': {
      const { data } = Postback.safeParse(event)
      return data ? { ...from, kind: 'postback', data: data.postback.data } : other
    }
    case 'unsend': {
      const { data } = Unsend.safeParse(event)
      return data ? { ...from, kind: 'unsend', messageId: data.unsend.messageId } : other
    }
    case 'accountLink': {
      const { data } = AccountLink.safeParse(event)
      return data ? { ...from, kind: 'account_link', nonce: data.link.nonce } : other
    }
    default:
      return other
  }
}
