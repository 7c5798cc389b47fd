/** Who sees which rich menu: the default, and links per person (LINE §10). */

import { Hono } from 'hono'
import type { ApiEnv } from './api-door.ts'
import { notFound } from './errors.ts'
import { isActiveFriend } from './friends.ts'
import { showableMenu } from './rich-menus.ts'
import type { World } from './world.ts'

/** Under /v2/bot/user. */
export function richMenuLinkRoutes(world: World) {
  const routes = new Hono<ApiEnv>()
  const { state } = world

  routes.post('/all/richmenu/:id', (c) => {
    state.defaultRichMenuId = showableMenu(world, c.req.param('id')).richMenuId
    world.changed()
    return c.json({})
  })
  routes.get('/all/richmenu', (c) => {
    if (!state.defaultRichMenuId) throw notFound()
    return c.json({ richMenuId: state.defaultRichMenuId })
  })
  routes.delete('/all/richmenu', (c) => {
    delete state.defaultRichMenuId
    world.changed()
    return c.json({})
  })

  // 200 without effect for those who blocked or are no friends (LINE §20.6).
  routes.post('/:userId/richmenu/:id', (c) => {
    const { richMenuId } = showableMenu(world, c.req.param('id'))
    const user = state.users.get(c.req.param('userId'))
    if (!user) throw notFound()
    if (isActiveFriend(user)) user.richMenuId = richMenuId
    world.changed(user.userId)
    return c.json({})
  })
  routes.get('/:userId/richmenu', (c) => {
    const richMenuId = state.users.get(c.req.param('userId'))?.richMenuId
    if (!richMenuId) throw notFound()
    return c.json({ richMenuId })
  })
  routes.delete('/:userId/richmenu', (c) => {
    const user = state.users.get(c.req.param('userId'))
    if (!user) throw notFound()
    delete user.richMenuId
    world.changed(user.userId)
    return c.json({})
  })
  return routes
}
