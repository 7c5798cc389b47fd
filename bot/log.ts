/** One JSON object a line. Ids, counts and reasons; never message texts, answers or tokens (LINE §19). */

import type { Log } from './deps.ts'
import { AppError, LineBusy, LineRejected, LineUnreachable } from './errors.ts'

function plain(value: unknown): unknown {
  if (value instanceof LineRejected || value instanceof LineBusy || value instanceof LineUnreachable)
    return { name: value.constructor.name, message: value.message, ...value.answer }
  if (value instanceof AppError) return { code: value.code, message: value.message }
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack }
  return value
}

/** @param write takes one finished line */
export const jsonLog =
  (write: (line: string) => void, now: () => Date): Log =>
  (event, fields = {}) =>
    write(
      JSON.stringify({
        at: now().toISOString(),
        event,
        ...Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, plain(value)])),
      }),
    )
