/** Links in messages lead through here, so that the shop knows which ones were of use (SPEC §4.2 `GET /r/:token`). */

import { Hono } from 'hono'
import type { Deps } from '../deps.ts'
import { followLink } from '../flows/follow-link.ts'

/** They look at a page to show a picture of it, or fetch it in advance; nobody has tapped anything. */
const LOOKS_ONLY = /line-poker|facebookexternalhit|\bbot\b|bot[/;)]|crawler|spider|preview/i

function hasTapped(request: Request): boolean {
  const header = (name: string) => request.headers.get(name) ?? ''
  if (request.method === 'HEAD') return false
  if (/prefetch|prerender|preview/i.test(`${header('purpose')} ${header('sec-purpose')} ${header('x-moz')}`))
    return false
  return !LOOKS_ONLY.test(header('user-agent'))
}

export function redirect(deps: Deps) {
  return new Hono()
    .get('/r/:token', async (c) => {
      const address = await followLink(deps, c.req.param('token'), { count: hasTapped(c.req.raw) })
      // Kept nowhere: each tap is to be counted, and the address is about this customer.
      c.header('cache-control', 'no-store')
      c.header('referrer-policy', 'no-referrer')
      return c.redirect(address, 302)
    })
    .post('/r/:token', async (c) => {
      // A page inside LINE was opened without the detour and reports the tap (`?from=`).
      await followLink(deps, c.req.param('token'), { count: true })
      return c.body(null, 204)
    })
}
