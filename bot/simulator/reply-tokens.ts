/** May this token still be used? (LINE §6.1: once, within a minute of the webhook, never 20 minutes after the event) */

import { invalidReplyToken } from './errors.ts'
import { newToken } from './ids.ts'
import type { World } from './world.ts'

const MINUTE = 60_000
const LIFE = 20 * MINUTE

export function issueReplyToken(world: World, userId: string, eventAt: number): string {
  forgetOld(world)
  const token = newToken()
  world.state.replyTokens.set(token, { userId, eventAt, deliveredAt: world.now() })
  return token
}

/** A webhook reached the bot (again): the minute starts (again), unless the token was used. */
export function webhookDelivered(world: World, tokens: string[]): void {
  for (const token of tokens) {
    const known = world.state.replyTokens.get(token)
    if (known) known.deliveredAt = world.now()
  }
}

/** The user to answer. */
export function useReplyToken(world: World, token: unknown): string {
  const known = typeof token === 'string' ? world.state.replyTokens.get(token) : undefined
  if (!known || typeof token !== 'string') throw invalidReplyToken()
  const now = world.now()
  if (now - known.deliveredAt > MINUTE || now - known.eventAt > LIFE) throw invalidReplyToken()
  world.state.replyTokens.delete(token)
  return known.userId
}

function forgetOld(world: World): void {
  for (const [token, { eventAt, deliveredAt }] of world.state.replyTokens) {
    if (world.now() - Math.max(eventAt, deliveredAt) <= LIFE) break
    world.state.replyTokens.delete(token)
  }
}
