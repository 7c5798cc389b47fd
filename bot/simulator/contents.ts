/** What a customer sent besides text: not ready, there, unsent, unknown (LINE §4 "Content download", §20.9). */

import { Hono } from 'hono'
import type { ApiEnv } from './api-door.ts'
import { gone, notFound } from './errors.ts'
import type { World } from './world.ts'

/** The smallest PNG there is: 1 × 1, transparent. */
export const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg=='

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

export function contentRoutes(world: World) {
  const routes = new Hono<ApiEnv>()

  const find = (id: string) => {
    const content = world.state.contents.get(id)
    if (!content) throw notFound()
    if (content.gone) throw gone()
    return { ...content, ready: content.readyAt <= world.now() }
  }

  for (const path of ['/:id{[0-9]+}/content', '/:id{[0-9]+}/content/preview'] as const)
    routes.get(path, (c) => {
      const { ready, base64, contentType } = find(c.req.param('id'))
      return ready ? c.body(bytesOf(base64), 200, { 'content-type': contentType }) : c.body(null, 202)
    })

  routes.get('/:id{[0-9]+}/content/transcoding', (c) =>
    c.json({ status: find(c.req.param('id')).ready ? 'succeeded' : 'processing' }),
  )
  return routes
}
