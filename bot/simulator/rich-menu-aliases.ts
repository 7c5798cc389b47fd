/** Names for rich menus, so that `richmenuswitch` can be steered elsewhere (LINE §10). */

import { Hono } from 'hono'
import type { ApiEnv } from './api-door.ts'
import { badRequest, bodyErrors, notFound } from './errors.ts'
import { readJson } from './request-body.ts'
import { showableMenu } from './rich-menus.ts'
import type { World } from './world.ts'

const ALIAS = /^[a-z0-9_-]{1,32}$/

/** Under /v2/bot/richmenu; mounted before the routes that take any id there. */
export function richMenuAliasRoutes(world: World) {
  const routes = new Hono<ApiEnv>()
  const { richMenuAliases: aliases } = world.state

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
