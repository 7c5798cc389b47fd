/** What can be asked over HTTP: a table of contents. */

import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { requestId } from 'hono/request-id'
import type { Deps } from './deps.ts'
import { AppError, httpStatus } from './errors.ts'
import { verifySignature } from './line/signature.ts'
import { health } from './routes/health.ts'
import { liff } from './routes/liff.ts'
import { type AnswerError, logRequests, pathForLog } from './routes/log-requests.ts'
import { metrics } from './routes/metrics.ts'
import { orders } from './routes/orders.ts'
import { type PagesRoute, pages } from './routes/pages.ts'
import { redirect } from './routes/redirect.ts'
import { shopify } from './routes/shopify.ts'
import { type SimulatorRoute, simulator } from './routes/simulator.ts'
import { webhook } from './routes/webhook.ts'

export interface Extras {
  /** Only in simulator mode. */
  simulator?: SimulatorRoute
  /** Where the pages load the desk's own SDK from. */
  sdk?: string
  /** The built pages; a test of the API needs none. */
  pages?: PagesRoute
}

export function createApp(deps: Deps, extras: Extras = {}) {
  const answerError: AnswerError = (error, c) => {
    if (error instanceof AppError)
      return c.json({ error: { code: error.code, message: error.message, details: error.details } }, httpStatus(error))
    if (error instanceof HTTPException)
      return c.json({ error: { code: 'invalid', message: error.message } }, error.status)
    const path = pathForLog(c.req.path)
    deps.log('request_failed', { requestId: c.get('requestId'), method: c.req.method, path, error })
    return c.json({ error: { code: 'internal', message: 'something went wrong here; the log has the details' } }, 500)
  }
  const app = new Hono()
    .route('/', webhook(deps, verifySignature, answerError))
    .use(requestId(), logRequests(deps.log))
    .route('/', health(deps))
    .route('/', metrics(deps))
    .route('/', redirect(deps))
    .route('/api/liff', liff(deps, { sdk: extras.sdk }))
    .route('/api', orders(deps))
  if (deps.config.shopifyWebhookSecrets.length > 0) app.route('/', shopify(deps, verifySignature))
  if (extras.simulator) app.route('/simulator/api', simulator(deps, extras.simulator))
  if (extras.pages) app.route('/', pages(extras.pages))

  app.notFound((c) => c.json({ error: { code: 'not_found', message: `nothing is at ${c.req.path}` } }, 404))
  app.onError(answerError)
  return app
}
