/** Who sees which rich menu: the default, links per person, links in bulk, and aliases (LINE §10). */

import { Hono } from 'hono'
import type { ApiEnv } from './api-door.ts'
import { badRequest, bodyErrors, invalidProperty, notFound } from './errors.ts'
import { isActiveFriend } from './friends.ts'
import { isUserId } from './ids.ts'
import { laterLink } from './jobs.ts'
import { readJson } from './request-body.ts'
import { showableMenu } from './rich-menus.ts'
import type { World } from './world.ts'

const BULK_LIMIT = 500
const ALIAS = /^[a-z0-9_-]{1,32}$/

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

/** Under /v2/bot/richmenu; mounted before the routes that take any id there. */
export function richMenuBulkRoutes(world: World) {
  const routes = new Hono<ApiEnv>()
  const { richMenuAliases: aliases } = world.state

  routes.post('/bulk/link', async (c) => {
    const { json } = await readJson(world, c, 'RichMenuBulkLinkRequest')
    const { richMenuId } = showableMenu(world, json.richMenuId)
    laterLink(world, userIds(json.userIds), richMenuId)
    return c.json({}, 202)
  })
  routes.post('/bulk/unlink', async (c) => {
    const { json } = await readJson(world, c, 'RichMenuBulkUnlinkRequest')
    laterLink(world, userIds(json.userIds))
    return c.json({}, 202)
  })

  routes.post('/alias', async (c) => {
    const { json } = await readJson(world, c, 'CreateRichMenuAliasRequest')
    const alias = String(json.richMenuAliasId)
    if (!ALIAS.test(alias)) throw bodyErrors([{ message: 'Must match [a-z0-9_-]{1,32}', property: 'richMenuAliasId' }])
    if (aliases.has(alias)) throw badRequest('conflict richmenu alias id')
    aliases.set(alias, showableMenu(world, json.richMenuId).richMenuId)
    return c.json({})
  })
  routes.get('/alias/list', (c) =>
    c.json({ aliases: [...aliases].map(([richMenuAliasId, richMenuId]) => ({ richMenuAliasId, richMenuId })) }),
  )
  routes.get('/alias/:alias', (c) => {
    const richMenuAliasId = c.req.param('alias')
    const richMenuId = aliases.get(richMenuAliasId)
    if (!richMenuId) throw notFound()
    return c.json({ richMenuAliasId, richMenuId })
  })
  routes.post('/alias/:alias', async (c) => {
    const { json } = await readJson(world, c, 'UpdateRichMenuAliasRequest')
    if (!aliases.has(c.req.param('alias'))) throw notFound()
    aliases.set(c.req.param('alias'), showableMenu(world, json.richMenuId).richMenuId)
    return c.json({})
  })
  routes.delete('/alias/:alias', (c) => {
    if (!aliases.delete(c.req.param('alias'))) throw notFound()
    return c.json({})
  })
  return routes
}

function userIds(value: unknown): string[] {
  if (!Array.isArray(value) || value.length < 1 || value.length > BULK_LIMIT)
    throw bodyErrors([{ message: `Size must be between 1 and ${BULK_LIMIT}`, property: 'userIds' }])
  const wrong = value.findIndex((id) => !isUserId(id))
  if (wrong >= 0) throw invalidProperty(`userIds[${wrong}]`)
  return value
}
