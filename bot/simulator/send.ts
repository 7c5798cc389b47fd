/** Messages from the shop: push, multicast, reply, their rehearsal, and the month's quota (LINE §6, §8). */

import { Hono } from 'hono'
import type { ApiContext, ApiEnv } from './api-door.ts'
import { arrive, sentMessages } from './chats.ts'
import { bodyErrors, failedToSend, invalidProperty, notEntitled } from './errors.ts'
import { isReachable } from './friends.ts'
import { isUserId } from './ids.ts'
import { messageProblems } from './message-limits.ts'
import { quotaAnswer, spend, usedThisMonth } from './quota.ts'
import { useReplyToken } from './reply-tokens.ts'
import { type JsonBody, readJson } from './request-body.ts'
import { refuseRepeated, rememberAccepted } from './retry-keys.ts'
import type { LineMessage, Sent, User } from './state.ts'
import type { World } from './world.ts'

const MULTICAST_LIMIT = 500
const UNIT = /^[a-zA-Z0-9_]{1,30}$/

export function sendRoutes(world: World) {
  const routes = new Hono<ApiEnv>()

  routes.post('/push', async (c) => {
    const body = await readJson(world, c, 'PushMessageRequest')
    refuseRepeated(world, c.get('record'), body.text)
    const messages = checkedMessages(body)
    if (typeof body.json.to !== 'string' || !/^[UCR][0-9a-f]{32}$/.test(body.json.to)) throw invalidProperty('to')
    const sent = sendTo(world, c, 'push', [userOf(world, body.json.to)], messages)
    rememberAccepted(world, c.get('record'), body.text, sentMessages(sent))
    return c.json({ sentMessages: sentMessages(sent) })
  })

  routes.post('/multicast', async (c) => {
    const body = await readJson(world, c, 'MulticastRequest')
    refuseRepeated(world, c.get('record'), body.text)
    const messages = checkedMessages(body)
    sendTo(world, c, 'multicast', recipients(world, body.json.to), messages)
    rememberAccepted(world, c.get('record'), body.text)
    return c.json({})
  })

  routes.post('/reply', async (c) => {
    const body = await readJson(world, c, 'ReplyMessageRequest')
    const messages = checkedMessages(body)
    const sent = sendTo(world, c, 'reply', [userOf(world, useReplyToken(world, body.json.replyToken))], messages)
    return c.json({ sentMessages: sentMessages(sent) })
  })

  // This account has neither: the product never sends to everybody at once (SPEC §8).
  routes.post('/broadcast', () => {
    throw notEntitled()
  })
  routes.post('/narrowcast', () => {
    throw notEntitled()
  })

  routes.post('/validate/:kind{reply|push|multicast|narrowcast|broadcast}', async (c) => {
    checkedMessages(await readJson(world, c, 'ValidateMessageRequest'))
    return c.json({})
  })

  routes.get('/quota', (c) => c.json(quotaAnswer(world)))
  routes.get('/quota/consumption', (c) => c.json({ totalUsage: usedThisMonth(world) }))
  return routes
}

function checkedMessages({ json }: JsonBody): LineMessage[] {
  const problems = messageProblems(json.messages)
  const units = json.customAggregationUnits
  if (units !== undefined && !(Array.isArray(units) && units.length <= 1 && units.every((unit) => UNIT.test(unit))))
    problems.push({ message: 'At most one unit of [a-zA-Z0-9_]{1,30}', property: 'customAggregationUnits' })
  if (problems.length > 0) throw bodyErrors(problems)
  // Checked just now; LINE's own type cannot be proven further here.
  return json.messages as LineMessage[]
}

function userOf(world: World, userId: string): User {
  const user = world.state.users.get(userId)
  if (!user) throw failedToSend()
  return user
}

/** One id that is none, or that nobody has, fails the whole call (LINE §6). */
function recipients(world: World, to: unknown): User[] {
  if (!Array.isArray(to) || to.length < 1 || to.length > MULTICAST_LIMIT)
    throw bodyErrors([{ message: `Size must be between 1 and ${MULTICAST_LIMIT}`, property: 'to' }])
  const wrong = to.findIndex((id) => !isUserId(id))
  if (wrong >= 0) throw invalidProperty(`to[${wrong}]`)
  return [...new Set<string>(to)].map((id) => userOf(world, id))
}

/** Those who blocked the account get nothing and cost nothing; LINE says 200 all the same (LINE §6.2). */
function sendTo(world: World, c: ApiContext, kind: Sent['kind'], users: User[], messages: LineMessage[]): Sent {
  const reached = users.filter((user) => (kind === 'reply' ? !user.blocked : isReachable(world, user)))
  if (kind !== 'reply') spend(world, reached.length)
  const { retryKey, requestId } = c.get('record')
  const sent: Sent = {
    requestId,
    ...(retryKey !== undefined && { retryKey }),
    kind,
    at: world.now(),
    messages,
    ids: messages.map(() => world.newMessageId()),
    to: reached.map((user) => user.userId),
  }
  if (reached.length > 0) arrive(world, sent)
  return sent
}
