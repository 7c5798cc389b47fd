/** The numbers, for Prometheus to fetch. No secrets, and nothing about a customer. */

import { Hono } from 'hono'
import { CONTENT_TYPE, exposition } from '../core/prometheus.ts'
import type { Deps } from '../deps.ts'
import { lookAtMetrics } from '../flows/look-at-metrics.ts'

export const metrics = (deps: Deps) =>
  new Hono().get('/metrics', async (c) =>
    c.body(exposition(await lookAtMetrics(deps)), 200, { 'content-type': CONTENT_TYPE, 'cache-control': 'no-store' }),
  )
