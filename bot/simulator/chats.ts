/** What stands in a customer's chat? */

import { quoteToken } from './ids.ts'
import {
  appendBounded,
  type ChatEntry,
  type LineMessage,
  type PhoneMessage,
  type Sent,
  type SentMessage,
} from './state.ts'
import type { World } from './world.ts'

const MESSAGES_KEPT = 500
const OUTBOX_KEPT = 500_000

/** Puts one request into the chats it reaches. Its messages exist once, however many people get them. */
export function arrive(world: World, sent: Sent): void {
  appendBounded(world.state.outbox, sent, OUTBOX_KEPT)
  for (const userId of sent.to) {
    const user = world.state.users.get(userId)
    if (!user) continue
    user.unread += sent.messages.length
    delete user.typingUntil
    append(world, userId, { from: 'shop', sent })
  }
}

function append(world: World, userId: string, entry: ChatEntry): void {
  let chat = world.state.chats.get(userId)
  if (!chat) {
    chat = []
    world.state.chats.set(userId, chat)
  }
  appendBounded(chat, entry, MESSAGES_KEPT)
  world.changed(userId)
}

/** The customer's own message; gives its id. */
export function write(world: World, userId: string, message: PhoneMessage): string {
  const id = world.newMessageId()
  append(world, userId, { from: 'me', id, at: world.now(), message })
  return id
}

export function note(world: World, userId: string, text: string): void {
  append(world, userId, { from: 'system', id: world.newMessageId(), at: world.now(), message: { type: 'text', text } })
}

/** From a friend, not from the shop: on a real phone it stands in another chat, here in the only one there is. */
export function pass(world: World, userId: string, name: string, text: string): void {
  const message = { type: 'text', text, sender: { name } }
  append(world, userId, { from: 'system', id: world.newMessageId(), at: world.now(), message })
}

export const ownMessage = (world: World, userId: string, id: string) =>
  world.state.chats
    .get(userId)
    ?.find((entry): entry is Extract<ChatEntry, { from: 'me' }> => entry.from === 'me' && entry.id === id)

/** The customer opened the chat. */
export function readByCustomer(world: World, userId: string): void {
  for (const entry of world.state.chats.get(userId) ?? [])
    if (entry.from === 'shop' && entry.readAt === undefined) entry.readAt = world.now()
  const user = world.state.users.get(userId)
  if (user) user.unread = 0
  world.changed(userId)
}

/** The shop marked a message as read: all earlier ones count as read, too (LINE §6). */
export function readByShop(world: World, userId: string, id: string): void {
  for (const entry of world.state.chats.get(userId) ?? []) {
    if (entry.from === 'me' && entry.readAt === undefined) entry.readAt = world.now()
    if (entry.from === 'me' && entry.id === id) break
  }
  world.changed(userId)
}

export interface Bubble {
  id: string
  from: 'shop' | 'me' | 'system'
  at: string
  readAt?: string
  message: LineMessage | PhoneMessage
  unsent?: true
}

const iso = (at: number) => new Date(at).toISOString()

/** The chat as a phone shows it: one bubble a message, the newest 500. */
export const bubbles = (world: World, userId: string): Bubble[] =>
  (world.state.chats.get(userId) ?? []).flatMap(toBubbles).slice(-MESSAGES_KEPT)

function toBubbles(entry: ChatEntry): Bubble[] {
  if (entry.from === 'shop') {
    const { sent, readAt } = entry
    const read = readAt === undefined ? {} : { readAt: iso(readAt) }
    return sent.messages.map((message, n) => ({
      id: sent.ids[n] ?? '',
      from: 'shop',
      at: iso(sent.at),
      ...read,
      message,
    }))
  }
  const { id, from, at, message } = entry
  const own = from === 'me' ? entry : undefined
  return [
    {
      id,
      from,
      at: iso(at),
      message,
      ...(own?.readAt !== undefined && { readAt: iso(own.readAt) }),
      ...(own?.unsent && { unsent: true }),
    },
  ]
}

const QUOTABLE = ['text', 'textV2', 'sticker', 'image', 'video', 'template', 'imagemap', 'flex']

export const sentMessages = (sent: Sent): SentMessage[] =>
  sent.ids.map((id, n) =>
    QUOTABLE.includes(sent.messages[n]?.type ?? '') ? { id, quoteToken: quoteToken(id) } : { id },
  )
