/** The one thing every part of the platform holds: its options, its clock, its memory, and who watches. */

import type { Clock } from './clock.ts'
import type { Detail } from './errors.ts'
import { messageId } from './ids.ts'
import { fromSnapshot } from './snapshot.ts'
import { emptyState, type State } from './state.ts'

export interface PlatformOptions {
  clock: Clock
  /** The Messaging API channel. `accessToken` is its long-lived token; stateless ones are issued besides. */
  channelSecret: string
  channelId: string
  accessToken: string
  /** The LINE Login channel the LIFF app lives on. */
  loginChannelId: string
  liffId: string
  /** Secret of the Login channel, for its own stateless tokens; the Messaging API channel's when left out. */
  loginChannelSecret?: string
  /** The account's own user id, the `destination` of webhooks. */
  botUserId?: string
  botName?: string
  /** Where webhooks are sent. Absent: they are kept and handed out by GET /control/webhooks. */
  webhookUrl?: string
  /** Messages a month; undefined = no limit (type `none`). */
  quota?: number
  /** What an earlier platform's `snapshot()` gave. */
  snapshot?: unknown
  /** Something changed (for saving snapshots). */
  onChange?: () => void
  /** A second opinion on request bodies: tests plug LINE's OpenAPI contract in here. */
  validate?: (schemaName: string, body: unknown) => Detail[]
  /** How webhooks leave; `fetch` when left out. A test may hand them to its app directly. */
  send?: (request: Request) => Promise<Response>
}

export interface World {
  readonly options: PlatformOptions
  readonly clock: Clock
  readonly state: State
  readonly botUserId: string
  /** Milliseconds on the platform's clock. */
  now(): number
  newMessageId(): string
  /** Something worth saving happened that no phone shows. */
  touched(): void
  /** A phone shows it; without a user: everybody's (the clock, the default menu). */
  changed(userId?: string): void
  /** Called with the users that changed; undefined = everybody. Returns the way to stop. */
  watch(listener: (userId: string | undefined) => void): () => void
  /** Webhooks under way, so that `idle()` can wait for them. */
  readonly underWay: Set<Promise<unknown>>
}

const DEFAULT_BOT_USER_ID = `U${'0b07'.repeat(8)}`

export function createWorld(options: PlatformOptions): World {
  const state = options.snapshot === undefined ? emptyState() : fromSnapshot(options.snapshot)
  if (options.webhookUrl) state.webhookEndpoint = options.webhookUrl
  const listeners = new Set<(userId: string | undefined) => void>()
  return {
    options,
    clock: options.clock,
    state,
    botUserId: options.botUserId ?? DEFAULT_BOT_USER_ID,
    now: () => options.clock.now().getTime(),
    newMessageId: () => messageId(++state.messageCount),
    touched: () => options.onChange?.(),
    changed(userId) {
      for (const listener of listeners) listener(userId)
      options.onChange?.()
    },
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    underWay: new Set(),
  }
}
