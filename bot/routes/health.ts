/** Is it alive, and can it work? No secrets. */

import { Hono } from 'hono'
import type { Deps } from '../deps.ts'
import { lookAtHealth } from '../flows/look-at-health.ts'

export function health(deps: Deps) {
  return new Hono()
    .get('/healthz', (c) => c.json({ status: 'ok' }))
    .get('/readyz', async (c) => {
      const found = await lookAtHealth(deps)
      return c.json(found, found.ready ? 200 : 503)
    })
}
