/** Is this what was asked for? Parsed at the door; inside, the type is trusted (STYLE §4.9). */

import type { Context } from 'hono'
import type { z } from 'zod'
import { AppError } from '../errors.ts'

/** @throws AppError `invalid`, naming the first thing that is wrong; never repeating what was sent */
export async function readBody<T extends z.ZodType>(c: Context, schema: T): Promise<z.infer<T>> {
  const json: unknown = await c.req.json().catch(() => {
    throw new AppError('invalid', '送られた内容を読み取れませんでした。')
  })
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.map(({ path }) => path.join('.')).filter(Boolean)
  throw new AppError('invalid', 'ご入力の内容をお確かめください。', { fields: [...new Set(fields)] })
}
