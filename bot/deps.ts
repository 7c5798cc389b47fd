/** Everything the flows need from outside. A test or a runtime is another value of it. */

import type { messagingApi } from '@line/bot-sdk'
import type { Db } from '../db/client.ts'
import type { Config } from './config.ts'
import type { Part, PartsToCount } from './flows/count-parts.ts'

export type LineMessage = messagingApi.Message

/** LINE took the request: 200, or 409 because an earlier try with this retry key was taken. */
export interface Accepted {
  requestId?: string
  /** True when LINE answered 409: an earlier attempt had arrived. */
  repeated: boolean
}

export interface Profile {
  displayName: string
  pictureUrl?: string
}

/**
 * LINE, as far as we speak to it. Each call throws `LineRejected`, `LineBusy` or `LineUnreachable` (errors.ts).
 */
export interface Line {
  /** `body` is a whole push request as JSON text; sent byte for byte the same on every try (LINE §6.3). */
  push(body: string, retryKey: string): Promise<Accepted>
  /** `body` is a whole multicast request as JSON text. */
  multicast(body: string, retryKey: string): Promise<Accepted>
  /** Free of charge; no retry key; the token works once, for about a minute (LINE §6.1). */
  reply(replyToken: string, messages: LineMessage[]): Promise<Accepted>
  /** The plan's messages in this month and how many are used; no limit when the plan has none. Approximate (LINE §8). */
  quota(): Promise<{ limit?: number; used: number }>
  /** Undefined when LINE does not know the user or they are not a friend. */
  profile(userId: string): Promise<Profile | undefined>
  menus: LineMenus
}

/** As bytes, with the `Content-Type` they are sent with. */
export interface Picture {
  bytes: Uint8Array<ArrayBuffer>
  type: 'image/png' | 'image/jpeg'
}

/** Whoever has `from` gets `to`, or no menu of their own when there is no `to`. */
export interface MenuMove {
  from: string
  to?: string
}

/**
 * Rich menus (LINE §10). Everything here may be repeated, except `create`, which makes another one each time. What is to be
 * taken away and is not there counts as taken away.
 */
export interface LineMenus {
  /** @returns LINE's id. It cannot be shown before it has a picture */
  create(menu: messagingApi.RichMenuRequest): Promise<string>
  setPicture(richMenuId: string, picture: Picture): Promise<void>
  hasPicture(richMenuId: string): Promise<boolean>
  /** Those made through the API, whoever made them. */
  list(): Promise<{ richMenuId: string; name: string }[]>
  remove(richMenuId: string): Promise<void>
  /** Where each alias leads to. */
  aliases(): Promise<Map<string, string>>
  /** @param isNew whether the alias has to be made first */
  setAlias(alias: string, richMenuId: string, isNew: boolean): Promise<void>
  removeAlias(alias: string): Promise<void>
  /** For everybody without a menu of their own; undefined for none, and where only the OA Manager set one. */
  usual(): Promise<string | undefined>
  setUsual(richMenuId: string | undefined): Promise<void>
  /** One person, at once. @param richMenuId undefined takes theirs away */
  link(lineUserId: string, richMenuId: string | undefined): Promise<void>
  /** @returns the person's own menu */
  linked(lineUserId: string): Promise<string | undefined>
  /** At most 500 people, a moment later (202). Who blocked the account is passed over in silence. */
  linkMany(lineUserIds: readonly string[], richMenuId: string | undefined): Promise<void>
  /** Everybody who has one of these menus, a moment later; three times an hour. @returns what to ask `moved` with */
  move(moves: readonly MenuMove[], resumeKey: string): Promise<string>
  /** Undefined when LINE does not know the request (any more). */
  moved(requestId: string): Promise<'ongoing' | 'succeeded' | 'failed' | undefined>
}

/** Who a LINE Login token belongs to. */
export interface Visitor {
  lineUserId: string
  displayName?: string
}

/** LINE Login, as far as our pages need it. */
export interface Login {
  byIdToken(token: string): Promise<Visitor>
  byAccessToken(token: string): Promise<Visitor>
  /** Is the person with this access token a friend of the account? */
  friendship(token: string): Promise<boolean>
  /** Takes back the person's permission when they leave (LINE §16.4 "Leaving"). False when it could not be done from here. */
  deauthorize(token: string): Promise<boolean>
}

export type Log = (event: string, fields?: Record<string, unknown>) => void

/** How much one run may do before it leaves the rest to the next one: a Worker is ended in the middle otherwise. */
export interface Limits {
  /** Requests to LINE in one tick. */
  callsPerTick: number
  /** Decided and written down together. */
  customersPerBatch: number
  batchesPerTick: number
  /** LINE's events in one run of the inbox. */
  eventsPerRun: number
}

export interface Deps {
  db: Db
  line: Line
  login: Login
  now: () => Date
  newId: () => string
  /** A hint that there is work; may be lost, never the work itself. */
  wake: (what: 'inbox' | 'tick') => void
  log: Log
  config: Config
  limits: Limits
  /**
   * Counts parts of the report in a thread of its own, from now on, whenever they are asked for. Not where there is no
   * thread to spare, or no file that two could read. Whoever asks for parts hears what ended the thread too early.
   */
  countApart?: (work: PartsToCount) => AsyncIterable<Part>
}
