/** Rich menus: made, given an image, shown (LINE §10). */

import type { messagingApi } from '@line/bot-sdk'
import { Hono } from 'hono'
import type { ApiEnv } from './api-door.ts'
import { bytesOf } from './contents.ts'
import { badRequest, bodyErrors, notFound, tooLarge, wrongContentType } from './errors.ts'
import { newRichMenuId } from './ids.ts'
import { readJson } from './request-body.ts'
import { richMenuProblems } from './rich-menu-limits.ts'
import type { RichMenu, User } from './state.ts'
import type { World } from './world.ts'

const IMAGE_LIMIT = 1024 * 1024
const MENUS_LIMIT = 1000

function menuById(world: World, id: unknown): RichMenu {
  const menu = typeof id === 'string' ? world.state.richMenus.get(id) : undefined
  if (!menu) throw notFound()
  return menu
}

/** A menu without an image cannot be shown to anybody. */
export function showableMenu(world: World, id: unknown): RichMenu {
  const menu = menuById(world, id)
  if (!menu.image) throw badRequest('must upload richmenu image before applying it to user')
  return menu
}

/** What the user sees: their own menu, else the default one (LINE §10, priority). */
export function menuOf(world: World, user: User): RichMenu | undefined {
  const { richMenus, defaultRichMenuId } = world.state
  return richMenus.get(user.richMenuId ?? '') ?? richMenus.get(defaultRichMenuId ?? '')
}

const shown = ({ richMenuId, menu }: RichMenu) => ({ richMenuId, ...menu })

export function richMenuRoutes(world: World) {
  const routes = new Hono<ApiEnv>()
  const { richMenus } = world.state

  routes.post('/', async (c) => {
    const { json } = await readJson(world, c, 'RichMenuRequest')
    const problems = richMenuProblems(json)
    if (problems.length > 0) throw bodyErrors(problems)
    if (richMenus.size >= MENUS_LIMIT) throw badRequest(`There may be at most ${MENUS_LIMIT} rich menus`)
    const richMenuId = newRichMenuId()
    richMenus.set(richMenuId, { richMenuId, menu: json as messagingApi.RichMenuRequest })
    return c.json({ richMenuId })
  })

  routes.post('/validate', async (c) => {
    const problems = richMenuProblems((await readJson(world, c, 'RichMenuRequest')).json)
    if (problems.length > 0) throw bodyErrors(problems)
    return c.json({})
  })

  routes.get('/list', (c) => c.json({ richmenus: [...richMenus.values()].map(shown) }))
  routes.get('/:id', (c) => c.json(shown(menuById(world, c.req.param('id')))))

  routes.delete('/:id', (c) => {
    const { richMenuId } = menuById(world, c.req.param('id'))
    richMenus.delete(richMenuId)
    if (world.state.defaultRichMenuId === richMenuId) delete world.state.defaultRichMenuId
    for (const user of world.state.users.values()) if (user.richMenuId === richMenuId) delete user.richMenuId
    return c.json({})
  })

  // The data API, api-data.line.me (LINE §1).
  routes.post('/:id/content', async (c) => {
    const menu = menuById(world, c.req.param('id'))
    const contentType = c.req.header('content-type') ?? ''
    if (!['image/png', 'image/jpeg'].includes(contentType)) throw wrongContentType(contentType)
    const bytes = new Uint8Array(await c.req.arrayBuffer())
    if (bytes.length > IMAGE_LIMIT) throw tooLarge()
    if (bytes.length === 0) throw badRequest('The image is empty')
    if (menu.image) throw badRequest('An image has already been uploaded to the richmenu')
    menu.image = { contentType, base64: base64Of(bytes) }
    return c.json({})
  })

  routes.get('/:id/content', (c) => {
    const { image } = menuById(world, c.req.param('id'))
    if (!image) throw notFound()
    return c.body(bytesOf(image.base64), 200, { 'content-type': image.contentType })
  })
  return routes
}

function base64Of(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(text)
}
