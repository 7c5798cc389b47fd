/** My page, settings, the wallet, and going away (DOMAIN §3, §5.5). */

import { Hono } from 'hono'
import { Leave, SettingsChange } from '../core/liff-pages.ts'
import type { Deps } from '../deps.ts'
import { forgetCustomer, unlinkCustomer } from '../flows/leave.ts'
import { changeSettings, myPage } from '../flows/my-page.ts'
import { walletOf } from '../flows/wallet.ts'
import { readBody } from './read-body.ts'
import type { SessionEnv } from './session.ts'

export function liffMe(deps: Deps) {
  return new Hono<SessionEnv>()
    .get('/me', async (c) => c.json(await myPage(deps, c.var.lineUserId)))
    .get('/coupons', async (c) => c.json(await walletOf(deps, c.var.lineUserId)))
    .patch('/settings', async (c) =>
      c.json(await changeSettings(deps, c.var.lineUserId, await readBody(c, SettingsChange))),
    )
    .post('/unlink', async (c) => {
      const { access_token } = await readBody(c, Leave)
      return c.json({ deauthorized: await unlinkCustomer(deps, c.var.lineUserId, access_token) })
    })
    .post('/forget', async (c) => {
      const { access_token } = await readBody(c, Leave)
      return c.json({ deauthorized: await forgetCustomer(deps, c.var.lineUserId, access_token) })
    })
}
