/** The page that joins an order to LINE (DOMAIN §3). */

import { Hono } from 'hono'
import { LinkRequest } from '../core/liff-pages.ts'
import type { Deps } from '../deps.ts'
import { linkInfo, linkOrder } from '../flows/link-order.ts'
import { readBody } from './read-body.ts'
import type { SessionEnv } from './session.ts'

export function liffLink(deps: Deps) {
  return new Hono<SessionEnv>()
    .get('/link', async (c) => c.json(await linkInfo(deps, c.var.lineUserId)))
    .post('/link', async (c) => c.json(await linkOrder(deps, c.var.lineUserId, await readBody(c, LinkRequest))))
}
