/** From which day does a command look? */

import { type JstDate, parseJstDate } from '../core/calendar.ts'
import { AppError } from '../errors.ts'

export const AS_OF_OPTION = ['--as-of <day>', 'この日の終わりの時点で見ます（既定は今日）'] as const

/** @throws AppError `invalid` */
export function dayAsked(text: string | undefined): JstDate | undefined {
  if (text === undefined) return undefined
  const day = parseJstDate(text)
  if (!day) throw new AppError('invalid', `--as-of の「${text}」を読み取れません。2026-10-31 のようにお書きください。`)
  return day
}
