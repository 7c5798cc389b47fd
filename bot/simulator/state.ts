/** Everything the platform remembers. Plain values and Maps only, so that `snapshot.ts` can write it down exactly. */

import type { messagingApi } from '@line/bot-sdk'
import type { JWK } from 'jose'
import type { Fault } from './faults.ts'

export type LineMessage = messagingApi.Message

export interface User {
  userId: string
  displayName: string
  pictureUrl?: string
  statusMessage?: string
  /** Has added the account; stays true while blocked. */
  friend: boolean
  blocked: boolean
  unread: number
  /** When they last wrote: a non-friend can be answered for 7 days (LINE §6.2). */
  wroteAt?: number
  typingUntil?: number
  richMenuId?: string
}

/** One request that arrived at one or many people. Stored once, referred to by every chat it reached. */
export interface Sent {
  requestId: string
  retryKey?: string
  kind: 'push' | 'multicast' | 'reply'
  at: number
  messages: LineMessage[]
  ids: string[]
  to: string[]
}

/** What a customer's phone can write. */
export type PhoneMessage = { type: string } & Record<string, unknown>

export type ChatEntry =
  | { from: 'shop'; sent: Sent; readAt?: number }
  | { from: 'me'; id: string; at: number; message: PhoneMessage; readAt?: number; unsent?: true }
  | { from: 'system'; id: string; at: number; message: PhoneMessage }

export interface RequestRecord {
  at: number
  method: string
  path: string
  status: number
  requestId: string
  retryKey?: string
  fault?: string
  /** True when a remembered retry key came back with another body: the bot's mistake (LINE §6.3). */
  bodyDiffers?: true
  body?: unknown
}

export interface AcceptedKey {
  at: number
  requestId: string
  bodyHash: string
  sentMessages?: SentMessage[]
}

export interface SentMessage {
  id: string
  quoteToken?: string
}

export interface ReplyToken {
  userId: string
  eventAt: number
  deliveredAt: number
}

/** A batch of events on its way to the bot, and what became of it. */
export interface Webhook {
  id: string
  at: number
  body: string
  signature?: string
  eventIds: string[]
  redelivery: boolean
  /** It was sent again; that attempt has an entry of its own. */
  redelivered?: true
  /** The bot's status; absent while under way or when there was none. */
  status?: number
  reason?: 'ok' | 'error_status_code' | 'request_timeout' | 'could_not_connect'
  milliseconds?: number
}

export interface RichMenu {
  richMenuId: string
  menu: messagingApi.RichMenuRequest
  image?: { contentType: string; base64: string }
}

/** These people, or all who have `from`, or (neither) everybody; `to` absent = their menu is taken away. */
export interface MenuChange {
  userIds?: string[]
  from?: string
  to?: string
}

export interface Content {
  contentType: string
  base64: string
  readyAt: number
  gone?: true
}

export interface State {
  messageCount: number
  users: Map<string, User>
  chats: Map<string, ChatEntry[]>
  outbox: Sent[]
  requests: RequestRecord[]
  retryKeys: Map<string, AcceptedKey>
  replyTokens: Map<string, ReplyToken>
  /** People reached, by month in Tokyo (`2026-11`). */
  usage: Map<string, number>
  faults: Fault[]
  /** Pull mode: webhooks that nobody has fetched yet. */
  waiting: Webhook[]
  webhookLog: Webhook[]
  webhookEndpoint?: string
  channelTokens: Map<string, { clientId: string; expiresAt: number }>
  userTokens: Map<string, { userId: string; expiresAt: number; revoked?: true }>
  linkTokens: Map<string, { userId: string; expiresAt: number }>
  contents: Map<string, Content>
  richMenus: Map<string, RichMenu>
  richMenuAliases: Map<string, string>
  defaultRichMenuId?: string
  /** Accepted with 202, effective a moment later (LINE §20.10). */
  jobs: Array<{ requestId: string; acceptedAt: number; dueAt: number; done?: true; changes: MenuChange[] }>
  loginKey?: JWK
}

export const emptyState = (): State => ({
  messageCount: 0,
  users: new Map(),
  chats: new Map(),
  outbox: [],
  requests: [],
  retryKeys: new Map(),
  replyTokens: new Map(),
  usage: new Map(),
  faults: [],
  waiting: [],
  webhookLog: [],
  channelTokens: new Map(),
  userTokens: new Map(),
  linkTokens: new Map(),
  contents: new Map(),
  richMenus: new Map(),
  richMenuAliases: new Map(),
  jobs: [],
})

/** Adds to the end and now and then drops the oldest, so that a long run does not eat the memory. */
export function appendBounded<T>(list: T[], item: T, limit: number): void {
  list.push(item)
  if (list.length > limit * 1.1 + 10) list.splice(0, list.length - limit)
}
