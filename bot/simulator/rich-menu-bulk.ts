/** Rich menus for many people at once: accepted with 202, read back later (LINE §10). */

import { Hono } from 'hono'
import type { ApiEnv } from './api-door.ts'
import { Findings, type Json } from './characters.ts'
import { bodyErrors, invalidProperty, notFound } from './errors.ts'
import { isUserId } from './ids.ts'
import { later } from './jobs.ts'
import { readJson } from './request-body.ts'
import { showableMenu } from './rich-menus.ts'
import type { MenuChange } from './state.ts'
import type { World } from './world.ts'

const BULK_LIMIT = 500
const BATCH_LIMIT = 1000

/** Under /v2/bot/richmenu; mounted before the routes that take any id there. */
export function richMenuBulkRoutes(world: World) {
  const routes = new Hono<ApiEnv>()

  routes.post('/bulk/link', async (c) => {
    const { json } = await readJson(world, c, 'RichMenuBulkLinkRequest')
    const { richMenuId } = showableMenu(world, json.richMenuId)
    later(world, c.get('requestId'), [{ userIds: people(json.userIds), to: richMenuId }])
    return c.json({}, 202)
  })
  routes.post('/bulk/unlink', async (c) => {
    const { json } = await readJson(world, c, 'RichMenuBulkUnlinkRequest')
    later(world, c.get('requestId'), [{ userIds: people(json.userIds) }])
    return c.json({}, 202)
  })

  routes.post('/batch', async (c) => {
    const { json } = await readJson(world, c, 'RichMenuBatchRequest')
    const changes = operations(json)
    for (const { to } of changes) if (to !== undefined) showableMenu(world, to)
    later(world, c.get('requestId'), changes)
    return c.json({}, 202)
  })
  routes.post('/validate/batch', async (c) => {
    operations((await readJson(world, c, 'RichMenuBatchRequest')).json)
    return c.json({})
  })
  routes.get('/progress/batch', (c) => {
    const job = world.state.jobs.find(({ requestId }) => requestId === c.req.query('requestId'))
    if (!job) throw notFound()
    const iso = (at: number) => new Date(at).toISOString()
    return c.json({
      phase: job.done ? 'succeeded' : 'ongoing',
      acceptedTime: iso(job.acceptedAt),
      ...(job.done && { completedTime: iso(job.dueAt) }),
    })
  })
  return routes
}

function people(value: unknown): string[] {
  if (!Array.isArray(value) || value.length < 1 || value.length > BULK_LIMIT)
    throw bodyErrors([{ message: `Size must be between 1 and ${BULK_LIMIT}`, property: 'userIds' }])
  const wrong = value.findIndex((id) => !isUserId(id))
  if (wrong >= 0) throw invalidProperty(`userIds[${wrong}]`)
  return value
}

/** `from` is unique, `unlinkAll` stands alone. */
function operations(json: Json): MenuChange[] {
  const found = new Findings()
  const changes: MenuChange[] = []
  const seen = new Set<unknown>()
  found.list(json.operations, 'operations', [1, BATCH_LIMIT], (operation, at) => {
    if (!found.oneOf(operation, 'type', at, ['link', 'unlink', 'unlinkAll'])) return
    if (operation.type === 'unlinkAll') {
      if ((json.operations as unknown[]).length > 1) found.add(at, 'unlinkAll must be the only operation')
      changes.push({})
      return
    }
    found.text(operation, 'from', at, { max: 100, required: true })
    if (seen.has(operation.from)) found.add(`${at}.from`, 'Must be unique')
    seen.add(operation.from)
    if (operation.type === 'link') found.text(operation, 'to', at, { max: 100, required: true })
    changes.push({ from: String(operation.from), ...(operation.type === 'link' && { to: String(operation.to) }) })
  })
  if (json.resumeRequestKey !== undefined && !/^[0-9a-zA-Z_-]{1,100}$/.test(String(json.resumeRequestKey)))
    found.add('resumeRequestKey', 'Must match [0-9a-zA-Z_-]{1,100}')
  if (found.details.length > 0) throw bodyErrors(found.details)
  return changes
}
