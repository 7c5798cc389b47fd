/** Can anything leave between these times of day? */

import { problem } from './problem.ts'
import type { Rule } from './read-file.ts'
import type { Shop } from './shop.ts'

/** A night in the middle of the hours would keep every message for ever: whether it is night is asked within one day (due.ts). */
export const sendingHours: Rule<Shop> = ({ guard }, source, file) =>
  (['send_until', 'service_until'] as const)
    .filter((key) => guard[key] <= guard.send_from)
    .map((key) => {
      const message = `${key}（${guard[key]}）は、send_from（${guard.send_from}）よりあとの時刻にしてください。夜中の0時をまたいでお送りすることはできません。`
      return problem(file, source.at(['guard', key]), 'E107', message)
    })
