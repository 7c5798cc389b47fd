/** The account itself and the people around it: info, profiles, followers, signs of life, link tokens (LINE §6, §12). */

import { Hono } from 'hono'
import type { ApiEnv } from './api-door.ts'
import { readByShop } from './chats.ts'
import { badRequest, bodyErrors, notFound } from './errors.ts'
import { hasProfile, isActiveFriend, isReachable, profileOf } from './friends.ts'
import { newToken } from './ids.ts'
import { readJson } from './request-body.ts'
import type { World } from './world.ts'

const LINK_TOKEN_LIFE = 10 * 60_000

export function channelRoutes(world: World) {
  const routes = new Hono<ApiEnv>()

  routes.get('/info', (c) =>
    c.json({
      userId: world.botUserId,
      basicId: '@fanbelt',
      displayName: world.options.botName ?? 'Fanbelt',
      chatMode: 'bot',
      markAsReadMode: 'manual',
    }),
  )

  routes.get('/profile/:userId', (c) => {
    const user = world.state.users.get(c.req.param('userId'))
    if (!user || !hasProfile(user)) throw notFound()
    return c.json(profileOf(user))
  })

  routes.get('/followers/ids', (c) => {
    const limit = Number(c.req.query('limit') ?? 300)
    const start = Number(c.req.query('start') ?? 0)
    if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
      throw badRequest("The value for the 'limit' parameter is invalid")
    if (!Number.isInteger(start) || start < 0) throw badRequest("The value for the 'start' parameter is invalid")
    const friends = [...world.state.users.values()].filter(isActiveFriend).map((user) => user.userId)
    const end = start + limit
    return c.json({ userIds: friends.slice(start, end), ...(end < friends.length && { next: String(end) }) })
  })

  routes.post('/chat/loading/start', async (c) => {
    const { json } = await readJson(world, c, 'ShowLoadingAnimationRequest')
    const seconds = json.loadingSeconds ?? 20
    if (typeof seconds !== 'number' || seconds < 5 || seconds > 60 || seconds % 5 !== 0)
      throw bodyErrors([{ message: 'Must be a multiple of 5 between 5 and 60', property: 'loadingSeconds' }])
    const user = world.state.users.get(String(json.chatId))
    if (!user) throw badRequest('Failed to start loading')
    if (isReachable(world, user)) {
      user.typingUntil = world.now() + seconds * 1000
      world.changed(user.userId)
    }
    return c.json({}, 202)
  })

  routes.post('/chat/markAsRead', async (c) => {
    const { json } = await readJson(world, c, 'MarkMessagesAsReadByTokenRequest')
    const [userId = '', id = ''] = String(json.markAsReadToken).split('.')
    if (!world.state.users.has(userId) || !id) throw badRequest('Invalid mark as read token')
    readByShop(world, userId, id)
    return c.json({})
  })

  routes.post('/user/:userId/linkToken', (c) => {
    const user = world.state.users.get(c.req.param('userId'))
    if (!user || !isActiveFriend(user)) throw notFound()
    const linkToken = newToken()
    world.state.linkTokens.set(linkToken, { userId: user.userId, expiresAt: world.now() + LINK_TOKEN_LIFE })
    return c.json({ linkToken })
  })

  return routes
}
