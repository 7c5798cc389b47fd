/** Only the shop's own systems: `Authorization: Bearer SHOP_API_KEY`. */

import { createMiddleware } from 'hono/factory'
import { timingSafeEqual } from 'hono/utils/buffer'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'

export const requireShopKey = (deps: Deps) =>
  createMiddleware(async (c, next) => {
    const key = deps.config.shopApiKey
    const given = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    if (key === undefined || given === undefined || !(await timingSafeEqual(given, key)))
      throw new AppError('unauthorized', 'the bearer key is missing or wrong')
    await next()
  })
