/** Shopify speaks: is it really Shopify, and is this one of the messages that concern us? (SPEC §4.2, DOMAIN §2.2) */

import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { hearShopify } from '../flows/hear-shopify.ts'
import type { Verify } from './webhook.ts'

/** An order of 500 lines with all its taxes and discounts stays below. */
const LARGEST_BODY = 5 * 1024 * 1024
const LONGEST_ID = 200

const limit = bodyLimit({
  maxSize: LARGEST_BODY,
  onError: () => {
    throw new AppError('too_large', 'the body is too large')
  },
})

/** Mounted only with a secret; without one the path is like any other that is not there. */
export function shopify(deps: Deps, verify: Verify) {
  return new Hono().post('/hooks/shopify', limit, async (c) => {
    const raw = await c.req.arrayBuffer()
    if (!(await verify(deps.config.shopifyWebhookSecrets, raw, c.req.header('x-shopify-hmac-sha256'))))
      throw new AppError('unauthorized', 'the signature does not match')
    const body = jsonOf(raw)
    const hookId = c.req.header('x-shopify-webhook-id')?.slice(0, LONGEST_ID)
    const topic = c.req.header('x-shopify-topic') ?? ''
    return c.json({ outcome: await hearShopify(deps, { hookId: hookId || undefined, topic, body }) })
  })
}

function jsonOf(raw: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(raw))
  } catch {
    throw new AppError('invalid', 'the body is not JSON')
  }
}
