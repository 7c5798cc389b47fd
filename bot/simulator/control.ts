/**
 * The hand behind the platform: for tests and for `npm start`. LINE has nothing of this.
 *
 * | call                          | does                                                                                  |
 * | ----------------------------- | ------------------------------------------------------------------------------------- |
 * | GET    /control/state         | `{now, users, quota: {limit?, used}, requests, webhooks: {waiting, underWay}}`         |
 * | POST   /control/clock         | `{now}` or `{advance_ms}`                                                             |
 * | POST   /control/users         | `{userId?, displayName?, friend?, pictureUrl?, statusMessage?}` or a list of them     |
 * | GET    /control/outbox        | all that arrived, oldest first: one row a person and request; `?userId=`, `?since=`   |
 * | DELETE /control/outbox        | forgets it (chats stay)                                                               |
 * | GET    /control/requests      | the newest 10,000 API calls; `?path=` begins with                                     |
 * | DELETE /control/requests      | forgets them                                                                          |
 * | POST   /control/faults        | `{fault, times?, match?: {path?, count?}, seconds?, executes?}` (faults.ts)           |
 * | GET, DELETE /control/faults   | what is left; clears it                                                               |
 * | POST   /control/events        | any webhook batch (control-events.ts)                                                 |
 * | GET    /control/webhooks      | pull mode: `[{id, body, signature, headers}]`, handed out once                         |
 * | GET    /control/webhook-log   | what became of each webhook: status, reason, milliseconds, eventIds                   |
 * | POST   /control/redeliver     | `{ids?}`: sends failed ones (or these) again, marked as redelivery                    |
 * | POST   /control/idle          | answers when no webhook is under way                                                  |
 */

import { Hono } from 'hono'
import { z } from 'zod'
import { REQUESTS_KEPT } from './api-door.ts'
import { controlEvents } from './control-events.ts'
import { FAULTS } from './faults.ts'
import { addUser } from './friends.ts'
import { parseBody } from './parse-body.ts'
import { usedThisMonth } from './quota.ts'
import { handOut, redeliver } from './webhooks.ts'
import type { World } from './world.ts'

const ClockMove = z.union([z.object({ now: z.iso.datetime({ offset: true }) }), z.object({ advance_ms: z.number() })])
const User = z.object({
  userId: z
    .string()
    .regex(/^U[0-9a-f]{32}$/)
    .optional(),
  displayName: z.string().optional(),
  friend: z.boolean().optional(),
  pictureUrl: z.string().optional(),
  statusMessage: z.string().optional(),
})
const FaultWish = z.object({
  fault: z.enum(FAULTS),
  times: z.number().int().min(1).default(1),
  match: z.object({ path: z.string().optional(), count: z.number().int().min(1).optional() }).optional(),
  seconds: z.number().min(0).optional(),
  executes: z.boolean().optional(),
})
const Redeliver = z.object({ ids: z.array(z.string()).optional() })

export function controlRoutes(world: World) {
  const routes = new Hono()
  const { state } = world

  routes.get('/state', (c) =>
    c.json({
      now: world.clock.now().toISOString(),
      users: state.users.size,
      quota: { ...(world.options.quota !== undefined && { limit: world.options.quota }), used: usedThisMonth(world) },
      requests: state.requests.length,
      webhooks: { waiting: state.waiting.length, underWay: world.underWay.size },
    }),
  )
  routes.post('/clock', async (c) => {
    const move = await parseBody(c, ClockMove)
    if ('now' in move) world.clock.set(new Date(move.now))
    else world.clock.advance(move.advance_ms)
    world.changed()
    return c.json({ now: world.clock.now().toISOString() })
  })
  routes.post('/users', async (c) => {
    const wish = await parseBody(c, z.union([z.array(User), User]))
    return c.json(Array.isArray(wish) ? wish.map((user) => addUser(world, user)) : addUser(world, wish))
  })

  routes.get('/outbox', (c) => c.json(outbox(world, c.req.query('userId'), c.req.query('since'))))
  routes.delete('/outbox', (c) => {
    state.outbox = []
    return c.json({})
  })
  routes.get('/requests', (c) => {
    const path = c.req.query('path') ?? '/'
    const rows = state.requests.slice(-REQUESTS_KEPT).filter((request) => request.path.startsWith(path))
    return c.json(rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() })))
  })
  routes.delete('/requests', (c) => {
    state.requests = []
    return c.json({})
  })

  routes.post('/faults', async (c) => {
    state.faults.push(await parseBody(c, FaultWish))
    return c.json(state.faults)
  })
  routes.get('/faults', (c) => c.json(state.faults))
  routes.delete('/faults', (c) => {
    state.faults.length = 0
    return c.json([])
  })

  routes.post('/events', controlEvents(world))
  routes.get('/webhooks', async (c) => c.json(await handOut(world)))
  routes.get('/webhook-log', (c) =>
    c.json(state.webhookLog.map((row) => ({ ...row, at: new Date(row.at).toISOString() }))),
  )
  routes.post('/redeliver', async (c) => {
    const { ids } = await parseBody(c, Redeliver)
    return c.json({ redelivered: await redeliver(world, ids) })
  })
  routes.post('/idle', async (c) => {
    while (world.underWay.size > 0) await Promise.allSettled(world.underWay)
    return c.json({})
  })
  return routes
}

/** One row a person and request, in the order of arrival. */
export function outbox(world: World, userId?: string, since?: string) {
  const from = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since)
  return world.state.outbox
    .filter((sent) => sent.at >= from)
    .flatMap(({ to, at, requestId, retryKey, kind, messages }) =>
      to
        .filter((id) => userId === undefined || id === userId)
        .map((id) => ({
          userId: id,
          at: new Date(at).toISOString(),
          requestId,
          ...(retryKey !== undefined && { retryKey }),
          kind,
          messages,
        })),
    )
}
