/** What a customer does with their phone, and the event LINE raises for it (LINE §4). */

import { note, ownMessage, write } from './chats.ts'
import { PIXEL } from './contents.ts'
import { ApiError } from './errors.ts'
import { completeEvent, type LineEvent, messageContent } from './events.ts'
import type { PhoneMessage, User } from './state.ts'
import { deliver } from './webhooks.ts'
import type { World } from './world.ts'

const raise = (world: World, user: User, event: LineEvent) =>
  deliver(world, [completeEvent(world, { userId: user.userId, ...event })])

function requireUnblocked(user: User): void {
  if (user.blocked) throw new ApiError(409, { message: 'This user has blocked the account' })
}

/** Writes a message; gives its id. */
export async function say(world: World, user: User, message: PhoneMessage): Promise<string> {
  requireUnblocked(user)
  user.wroteAt = world.now()
  const id = write(world, user.userId, message)
  await raise(world, user, { type: 'message', message: messageContent(user.userId, id, message) })
  return id
}

export interface Media {
  type: 'image' | 'video' | 'audio'
  contentType?: string
  base64?: string
  /** On the platform's clock: until then the content answers 202. */
  preparingSeconds?: number
}

const CONTENT_TYPES = { image: 'image/png', video: 'video/mp4', audio: 'audio/x-m4a' }

export async function sendMedia(world: World, user: User, media: Media): Promise<string> {
  const { type, contentType = CONTENT_TYPES[type], base64 = PIXEL, preparingSeconds = 0 } = media
  const length = type === 'image' ? {} : { duration: 3000 }
  const id = await say(world, user, { type, contentProvider: { type: 'line' }, ...length })
  world.state.contents.set(id, { contentType, base64, readyAt: world.now() + preparingSeconds * 1000 })
  return id
}

export interface Postback {
  data: string
  displayText?: string
  params?: Record<string, string>
}

export async function tap(world: World, user: User, { data, displayText, params }: Postback): Promise<void> {
  requireUnblocked(user)
  if (displayText) write(world, user.userId, { type: 'text', text: displayText })
  const given = params?.newRichMenuAliasId === undefined ? params : switchMenu(world, user, params.newRichMenuAliasId)
  await raise(world, user, { type: 'postback', postback: { data, ...(given && { params: given }) } })
}

/** `richmenuswitch`: the menu changes on the phone, the bot only hears how it went (LINE §10). */
function switchMenu(world: World, user: User, newRichMenuAliasId: string): Record<string, string> {
  const richMenuId = world.state.richMenuAliases.get(newRichMenuAliasId)
  if (!richMenuId) return { newRichMenuAliasId, status: 'RICHMENU_ALIAS_ID_NOTFOUND' }
  if (!world.state.richMenus.has(richMenuId)) return { newRichMenuAliasId, status: 'RICHMENU_NOTFOUND' }
  user.richMenuId = richMenuId
  return { newRichMenuAliasId, status: 'SUCCESS' }
}

/** Adds the account, or takes a block back. Nothing happens for somebody who is a friend already. */
export async function follow(world: World, user: User): Promise<void> {
  const isUnblocked = user.blocked
  if (user.friend && !isUnblocked) return
  user.friend = true
  user.blocked = false
  note(world, user.userId, isUnblocked ? 'ブロックを解除しました' : '友だちに追加しました')
  await raise(world, user, { type: 'follow', follow: { isUnblocked } })
}

export async function block(world: World, user: User): Promise<void> {
  if (user.blocked) return
  user.blocked = true
  delete user.typingUntil
  // A block undoes the person's own menu; the bot links it again on follow (LINE §10).
  delete user.richMenuId
  note(world, user.userId, 'ブロックしました')
  await raise(world, user, { type: 'unfollow' })
}

export async function unsend(world: World, user: User, messageId: string): Promise<void> {
  const entry = ownMessage(world, user.userId, messageId)
  if (!entry) throw new ApiError(404, { message: 'This user wrote no such message' })
  if (entry.unsent) return
  entry.unsent = true
  const content = world.state.contents.get(messageId)
  if (content) content.gone = true
  await raise(world, user, { type: 'unsend', unsend: { messageId } })
}

/** The redirect to access.line.me/dialog/bot/accountLink. An expired or used token raises no event at all (LINE §12). */
export async function linkAccount(world: World, user: User, link: { nonce: string; linkToken: string }) {
  const token = world.state.linkTokens.get(link.linkToken)
  world.state.linkTokens.delete(link.linkToken)
  if (!token || token.expiresAt <= world.now()) return 'expired'
  const result = token.userId === user.userId && user.friend && !user.blocked ? 'ok' : 'failed'
  await raise(world, user, { type: 'accountLink', link: { result, nonce: link.nonce } })
  return result
}
