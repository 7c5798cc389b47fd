/** Reads a body of /control and /phone; an empty one counts as `{}`. */

import type { Context } from 'hono'
import { z } from 'zod'
import { ApiError } from './errors.ts'

export async function parseBody<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const text = await c.req.text()
  let json: unknown = {}
  try {
    if (text.trim()) json = JSON.parse(text)
  } catch {
    throw new ApiError(400, { message: 'The body is not JSON' })
  }
  const parsed = schema.safeParse(json)
  if (!parsed.success) throw new ApiError(400, { message: z.prettifyError(parsed.error) })
  return parsed.data
}
