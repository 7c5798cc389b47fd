/** Answers while the customer is looking: the only file that uses a reply token, because replies are free (LINE §6.1). */

import type { Deps, LineMessage } from '../deps.ts'
import { LineRejected } from '../errors.ts'

/**
 * Says something with the token of the event. A token works once, so a repetition after an unclear first try is harmless;
 * never falls back to a push, which could say it twice and costs quota.
 * @returns false when LINE would not take it (used, expired, unreachable twice); never throws
 */
export async function reply(deps: Deps, replyToken: string | undefined, messages: LineMessage[]): Promise<boolean> {
  if (replyToken === undefined || messages.length === 0) return false
  for (const attempt of [1, 2]) {
    try {
      await deps.line.reply(replyToken, messages)
      return true
    } catch (error) {
      deps.log('reply_failed', { attempt, error })
      if (error instanceof LineRejected) return false
    }
  }
  return false
}
