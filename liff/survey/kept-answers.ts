/** Which answers does this device hold, by invitation? Written at every tap, dropped only when the shop has them. */

import type { SurveyAnswers } from '../../bot/core/liff-pages.ts'
import type { Keep } from '../shared/keep.ts'

export interface Kept {
  said: SurveyAnswers
  at: number
  /** The server holds the very same draft. */
  saved: boolean
  /** 「送る」 was pressed, and nobody has answered yet. */
  sending: boolean
  changed: number
}

const PREFIX = 'survey:'
/** After that nobody waits for them any more; the invitation is long closed. */
const FORGET = 60 * 24 * 60 * 60 * 1000

export function createKept(keep: Keep, now: () => number) {
  const read = (id: string) => keep.read<Kept>(PREFIX + id)
  return {
    read,
    write: (id: string, kept: Omit<Kept, 'changed'>) => keep.write(PREFIX + id, { ...kept, changed: now() }),
    drop: (id: string) => keep.drop(PREFIX + id),
    /** Invitations whose answers were to be sent, but did not get through. */
    unsent(): string[] {
      const ids = keep.keys(PREFIX).map((key) => key.slice(PREFIX.length))
      for (const id of ids) if (now() - (read(id)?.changed ?? 0) > FORGET) keep.drop(PREFIX + id)
      return ids.filter((id) => read(id)?.sending)
    },
  }
}
