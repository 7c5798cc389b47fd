/**
 * The LINE app on a customer's phone, as JSON.
 *
 * | call                                      | does                                                                  |
 * | ----------------------------------------- | --------------------------------------------------------------------- |
 * | GET  /phone/users                         | everybody: name, friend, blocked, unread                              |
 * | GET  /phone/users/:id/chat                | the chat, its quick reply, the rich menu, the typing sign             |
 * | POST /phone/users/:id/messages            | `{text}`, `{sticker}`, `{location}`, `{image}`, `{video}`, `{audio}`  |
 * | POST /phone/users/:id/postback            | `{data, displayText?, fillInText?, params?}`: a tap on a button       |
 * | POST /phone/users/:id/follow, /unblock    | adds the account / takes the block back                               |
 * | POST /phone/users/:id/block               | blocks it                                                             |
 * | POST /phone/users/:id/unsend              | `{messageId}`                                                         |
 * | POST /phone/users/:id/read                | the chat was looked at                                                |
 * | POST /phone/users/:id/account-link        | `{nonce, linkToken}`                                                  |
 * | POST /phone/users/:id/id-token            | `{nonce?, expiresInSeconds?, audience?, issuer?}`: LINE Login's tokens |
 * | POST /phone/users/:id/share               | `{to, text}`: passes a message on to a friend (`shareTargetPicker`)   |
 * | GET  /phone/rich-menus/:id/image          | the image of a rich menu, without a token                             |
 * | GET  /phone/events                        | server-sent `change` events                                           |
 */

import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { bubbles, pass, readByCustomer } from './chats.ts'
import { bytesOf } from './contents.ts'
import { notFound } from './errors.ts'
import { settleJobs } from './jobs.ts'
import { accessToken, idToken } from './login.ts'
import { parseBody } from './parse-body.ts'
import { block, follow, linkAccount, say, sendMedia, tap, unsend } from './phone-acts.ts'
import type { Watchers } from './phone-events.ts'
import { menuOf } from './rich-menus.ts'
import type { User } from './state.ts'
import type { World } from './world.ts'

const media = {
  contentType: z.string().optional(),
  base64: z.string().optional(),
  preparingSeconds: z.number().optional(),
}

const Message = z.union([
  z.object({ text: z.string().min(1).max(10_000) }),
  z.object({ sticker: z.object({ packageId: z.string(), stickerId: z.string() }) }),
  z.object({
    location: z
      .object({ title: z.string(), address: z.string(), latitude: z.number(), longitude: z.number() })
      .partial({
        title: true,
        address: true,
      }),
  }),
  z.object({ image: z.object(media) }),
  z.object({ video: z.object(media) }),
  z.object({ audio: z.object(media) }),
])
const Tap = z.object({
  data: z.string().max(300),
  displayText: z.string().optional(),
  fillInText: z.string().optional(),
  params: z.record(z.string(), z.string()).optional(),
})
const Unsend = z.object({ messageId: z.string() })
const Share = z.object({ to: z.string(), text: z.string().min(1).max(5000) })
const Link = z.object({ nonce: z.string(), linkToken: z.string() })
const Token = z.object({
  nonce: z.string().optional(),
  expiresInSeconds: z.number().optional(),
  audience: z.string().optional(),
  issuer: z.string().optional(),
})

export function phoneRoutes(world: World, watchers: Watchers) {
  const routes = new Hono()
  const userOf = (c: Context): User => {
    const user = world.state.users.get(c.req.param('id') ?? '')
    if (!user) throw notFound()
    return user
  }

  // What LINE accepted a moment ago has happened when somebody looks.
  routes.use(async (_c, next) => {
    settleJobs(world)
    await next()
  })
  routes.get('/users', (c) => c.json([...world.state.users.values()].map(seen)))
  routes.get('/users/:id/chat', (c) => c.json(chatOf(world, userOf(c))))
  routes.get('/events', () => watchers.open())

  routes.post('/users/:id/messages', async (c) => {
    const user = userOf(c)
    const body = await parseBody(c, Message)
    if ('text' in body) return c.json({ id: await say(world, user, { type: 'text', text: body.text }) })
    if ('sticker' in body)
      return c.json({ id: await say(world, user, { type: 'sticker', stickerResourceType: 'STATIC', ...body.sticker }) })
    if ('location' in body) return c.json({ id: await say(world, user, { type: 'location', ...body.location }) })
    if ('image' in body) return c.json({ id: await sendMedia(world, user, { type: 'image', ...body.image }) })
    if ('video' in body) return c.json({ id: await sendMedia(world, user, { type: 'video', ...body.video }) })
    return c.json({ id: await sendMedia(world, user, { type: 'audio', ...body.audio }) })
  })
  routes.post('/users/:id/postback', async (c) => {
    const { fillInText, ...postback } = await parseBody(c, Tap)
    await tap(world, userOf(c), postback)
    // The keyboard opens with this text; nothing is sent until the customer sends it.
    return c.json(fillInText === undefined ? {} : { fillInText })
  })
  for (const act of ['follow', 'unblock'] as const)
    routes.post(`/users/:id/${act}`, async (c) => {
      await follow(world, userOf(c))
      return c.json({})
    })
  routes.post('/users/:id/block', async (c) => {
    await block(world, userOf(c))
    return c.json({})
  })
  routes.post('/users/:id/unsend', async (c) => {
    await unsend(world, userOf(c), (await parseBody(c, Unsend)).messageId)
    return c.json({})
  })
  routes.post('/users/:id/read', (c) => {
    readByCustomer(world, userOf(c).userId)
    return c.json({})
  })
  routes.post('/users/:id/account-link', async (c) =>
    c.json({ result: await linkAccount(world, userOf(c), await parseBody(c, Link)) }),
  )
  routes.post('/users/:id/id-token', async (c) => {
    const user = userOf(c)
    const wish = await parseBody(c, Token)
    return c.json({ id_token: await idToken(world, user, wish), access_token: accessToken(world, user) })
  })
  routes.post('/users/:id/share', async (c) => {
    const { to, text } = await parseBody(c, Share)
    const friend = world.state.users.get(to)
    if (!friend) throw notFound()
    pass(world, friend.userId, userOf(c).displayName, text)
    return c.json({})
  })
  routes.get('/rich-menus/:id/image', (c) => {
    const image = world.state.richMenus.get(c.req.param('id'))?.image
    if (!image) throw notFound()
    return c.body(bytesOf(image.base64), 200, { 'content-type': image.contentType })
  })
  return routes
}

const seen = ({ userId, displayName, pictureUrl, friend, blocked, unread }: User) => ({
  userId,
  displayName,
  ...(pictureUrl && { pictureUrl }),
  friend,
  blocked,
  unread,
})

function chatOf(world: World, user: User) {
  const messages = bubbles(world, user.userId)
  const last = messages.at(-1)?.message
  const menu = user.friend && !user.blocked ? menuOf(world, user) : undefined
  const typing = user.typingUntil !== undefined && user.typingUntil > world.now()
  return {
    user: seen(user),
    now: world.clock.now().toISOString(),
    messages,
    ...(last && 'quickReply' in last && { quickReply: last.quickReply }),
    ...(menu && {
      richMenu: { richMenuId: menu.richMenuId, ...menu.menu, imageUrl: `/phone/rich-menus/${menu.richMenuId}/image` },
    }),
    ...(typing && { typing: new Date(user.typingUntil ?? 0).toISOString() }),
  }
}
