/**
 * A LINE platform for your desk: the one stand-in that tests and `npm start` talk to, over HTTP, as they would to LINE.
 * It knows LINE's API (design notes: LINE §20) and nothing of the bot. Web standards only: runs on Node and in workerd.
 */

import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { createMiddleware } from 'hono/factory'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type ApiEnv, apiDoor, requireChannelToken } from './api-door.ts'
import { channelRoutes } from './channel.ts'
import type { Clock } from './clock.ts'
import { contentRoutes } from './contents.ts'
import { controlRoutes, outbox } from './control.ts'
import { ApiError } from './errors.ts'
import { ConnectionReset } from './faults.ts'
import { addUser, type NewUser } from './friends.ts'
import { oauthRoutes, personRoutes } from './login-routes.ts'
import { phoneRoutes } from './phone.ts'
import { createWatchers } from './phone-events.ts'
import { richMenuAliasRoutes } from './rich-menu-aliases.ts'
import { richMenuBulkRoutes } from './rich-menu-bulk.ts'
import { richMenuLinkRoutes } from './rich-menu-links.ts'
import { richMenuRoutes } from './rich-menus.ts'
import { sendRoutes } from './send.ts'
import { toSnapshot } from './snapshot.ts'
import type { User } from './state.ts'
import { webhookEndpointRoutes } from './webhook-endpoint.ts'
import { createWorld, type PlatformOptions, type World } from './world.ts'

export type { PlatformOptions } from './world.ts'

export interface Platform {
  fetch(request: Request): Promise<Response>
  clock: Clock
  /** Plain JSON; the `snapshot` option of another platform takes it. */
  snapshot(): unknown
  addUser(user?: NewUser): User
  /** What GET /control/outbox answers. */
  outbox(userId?: string): ReturnType<typeof outbox>
  /** Resolves when no webhook is under way. */
  idle(): Promise<void>
  /** Ends the event streams. */
  close(): void
}

export function createPlatform(options: PlatformOptions): Platform {
  const world = createWorld(options)
  const watchers = createWatchers(world)
  const app = createApp(world, watchers)
  return {
    fetch: async (request) => app.fetch(request),
    clock: options.clock,
    snapshot: () => toSnapshot(world.state),
    addUser: (user) => addUser(world, user),
    outbox: (userId) => outbox(world, userId),
    async idle() {
      while (world.underWay.size > 0) await Promise.allSettled(world.underWay)
    },
    close: () => watchers.close(),
  }
}

const LOOPBACK = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/

function createApp(world: World, watchers: ReturnType<typeof createWatchers>) {
  const app = new Hono<ApiEnv>()

  const desk = cors({ origin: (origin) => (LOOPBACK.test(origin) ? origin : undefined) })
  const save = saveAfterChange(world)
  app.use('/phone/*', desk, save).route('/phone', phoneRoutes(world, watchers))
  app.use('/control/*', desk, save).route('/control', controlRoutes(world))

  app.use(apiDoor(world))
  app.route('/oauth2', oauthRoutes(world)).route('/', personRoutes(world))
  app.use('/v2/bot/*', requireChannelToken(world))
  app.route('/v2/bot/message', sendRoutes(world)).route('/v2/bot/message', contentRoutes(world))
  app.route('/v2/bot/channel/webhook', webhookEndpointRoutes(world)).route('/v2/bot', channelRoutes(world))
  app.route('/v2/bot/richmenu', richMenuBulkRoutes(world)).route('/v2/bot/richmenu', richMenuAliasRoutes(world))
  app.route('/v2/bot/richmenu', richMenuRoutes(world))
  app.route('/v2/bot/user', richMenuLinkRoutes(world))

  app.notFound((c) => c.json({ message: 'Not found' }, 404))
  app.onError((error, c) => {
    if (error instanceof ConnectionReset) throw error
    const answer = error instanceof ApiError ? error : asApiError(error)
    const record = c.get('record')
    if (record) record.status = answer.status
    return c.json(answer.body as object, answer.status as ContentfulStatusCode, answer.headers)
  })
  return app
}

function saveAfterChange(world: World) {
  return createMiddleware(async function saveAfterChange(c, next) {
    await next()
    if (c.req.method !== 'GET') world.touched()
  })
}

function asApiError(error: Error): ApiError {
  if (error instanceof HTTPException) return new ApiError(error.status, { message: error.message })
  console.error('the LINE stand-in failed', error)
  return new ApiError(500, { message: 'Internal Server Error' })
}
