/** The page of the friend's card: the own one to pass on, somebody else's to accept. */

import { Hono } from 'hono'
import { AcceptReferral } from '../core/liff-pages.ts'
import type { Deps } from '../deps.ts'
import { acceptReferral, invitationPage } from '../flows/accept-referral.ts'
import { referralPage } from '../flows/referral.ts'
import { readBody } from './read-body.ts'
import type { SessionEnv } from './session.ts'

export function liffReferral(deps: Deps) {
  return new Hono<SessionEnv>()
    .get('/referral', async (c) => {
      const code = c.req.query('code')?.trim().toUpperCase().slice(0, 40)
      return c.json(
        code ? await invitationPage(deps, c.var.lineUserId, code) : await referralPage(deps, c.var.lineUserId),
      )
    })
    .post('/referral/accept', async (c) => {
      const { code } = await readBody(c, AcceptReferral)
      return c.json(await acceptReferral(deps, c.var.lineUserId, code))
    })
}
