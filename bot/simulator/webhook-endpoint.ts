/** Where does the account send its webhooks, and does anybody answer there? (SPEC `GetWebhookEndpointResponse`) */

import { Hono } from 'hono'
import type { ApiEnv } from './api-door.ts'
import { badRequest, bodyErrors, notFound } from './errors.ts'
import { readJson } from './request-body.ts'
import { signatureOf } from './signature.ts'
import type { World } from './world.ts'

/** LINE wants https; a desk has a loopback address besides. */
const ENDPOINT = /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1)(:\d+)?\/)/

export function webhookEndpointRoutes(world: World) {
  const routes = new Hono<ApiEnv>()

  routes.get('/endpoint', (c) => {
    const endpoint = world.state.webhookEndpoint
    if (!endpoint) throw notFound()
    return c.json({ endpoint, active: true })
  })

  routes.put('/endpoint', async (c) => {
    const { json } = await readJson(world, c, 'SetWebhookEndpointRequest')
    world.state.webhookEndpoint = checked(json.endpoint)
    return c.json({})
  })

  routes.post('/test', async (c) => {
    const { json } = await readJson(world, c, 'TestWebhookEndpointRequest')
    const endpoint = json.endpoint === undefined ? world.state.webhookEndpoint : checked(json.endpoint)
    if (!endpoint) throw badRequest('No webhook endpoint is set')
    return c.json({ timestamp: world.clock.now().toISOString(), ...(await knock(world, endpoint)) })
  })

  return routes
}

function checked(endpoint: unknown): string {
  if (typeof endpoint !== 'string' || endpoint.length > 500 || !ENDPOINT.test(endpoint) || !URL.canParse(endpoint))
    throw bodyErrors([{ message: 'Invalid webhook endpoint URL', property: 'endpoint' }])
  return endpoint
}

/** The empty, signed batch that LINE's own check sends (LINE §3). */
async function knock(world: World, endpoint: string) {
  const body = JSON.stringify({ destination: world.botUserId, events: [] })
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'x-line-signature': await signatureOf(world.options.channelSecret, body),
  }
  try {
    const request = new Request(endpoint, { method: 'POST', headers, body, signal: AbortSignal.timeout(2000) })
    const { ok, status } = await (world.options.send ?? fetch)(request)
    return { success: ok, statusCode: status, reason: ok ? 'OK' : 'ERROR_STATUS_CODE', detail: String(status) }
  } catch (error) {
    const reason = error instanceof Error && error.name === 'TimeoutError' ? 'REQUEST_TIMEOUT' : 'COULD_NOT_CONNECT'
    return { success: false, statusCode: 0, reason, detail: String(error) }
  }
}
