/** What the customer's pages ask: a table of contents. Everything below `/session` knows who asks. */

import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { type PageConfig, type Session, SessionRequest, Tap } from '../core/liff-pages.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { loadContent } from '../flows/content.ts'
import { followLink } from '../flows/follow-link.ts'
import { openSession } from '../flows/open-session.ts'
import { liffLink } from './liff-link.ts'
import { liffMe } from './liff-me.ts'
import { liffReferral } from './liff-referral.ts'
import { liffSurveys } from './liff-surveys.ts'
import { readBody } from './read-body.ts'
import { requireSession, type SessionEnv, startSession } from './session.ts'

export interface LiffOptions {
  /** Where the desk's own SDK is; nothing outside the simulator. */
  sdk?: string
}

export function liff(deps: Deps, { sdk }: LiffOptions = {}) {
  const open = new Hono()
    .get('/config', async (c) => {
      const { shop } = await loadContent(deps)
      const { name, color, concierge } = shop
      return c.json({ liff_id: deps.config.line.liffId, sdk, shop: { name, color, concierge } } satisfies PageConfig)
    })
    .post('/session', async (c) => {
      const { lineUserId, displayName, linked, friend } = await openSession(deps, await readBody(c, SessionRequest))
      const session = await startSession(deps, c, lineUserId)
      return c.json({
        ...session,
        customer: { display_name: displayName, linked, friend },
      } satisfies Session)
    })
  const known = new Hono<SessionEnv>().use(requireSession(deps)).post('/taps', async (c) => {
    const { from } = await readBody(c, Tap)
    await followLink(deps, from, { count: true, by: c.var.lineUserId })
    return c.body(null, 204)
  })
  return new Hono()
    .use(
      bodyLimit({
        maxSize: 64 * 1024,
        onError: () => {
          throw new AppError('too_large', 'the body is too large')
        },
      }),
    )
    .use(async (c, next) => {
      await next()
      c.header('cache-control', 'no-store')
    })
    .route('/', open)
    .route(
      '/',
      known
        .route('/', liffSurveys(deps))
        .route('/', liffLink(deps))
        .route('/', liffMe(deps))
        .route('/', liffReferral(deps)),
    )
}
