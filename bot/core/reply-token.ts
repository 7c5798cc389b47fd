/** How long may an event be answered for free, and which replies are worth a push when that did not work? (LINE §6.1) */

import { addMinutes } from './calendar.ts'

/** One minute from receipt; a webhook that LINE hands over again is good for another minute, up to 20 after the event. */
export function replyUntil(happenedAt: Date, receivedAt: Date): Date {
  const minute = addMinutes(receivedAt, 1)
  const end = addMinutes(happenedAt, 20)
  return minute < end ? minute : end
}

/** `staff`: one of the shop's people hears of it. `thanks`: any other tap. */
export type ReplyKind = 'greeting' | 'stop' | 'resume' | 'cancel' | 'human' | 'staff' | 'keyword' | 'thanks'

/**
 * Would silence do harm? Who stops or resumes must know that it worked; who wants out, or a person, must know what comes
 * next; a new friend must not meet nothing. What was looked up can be asked again, and a tap has been counted anyway.
 */
const ESSENTIAL: Record<ReplyKind, boolean> = {
  greeting: true,
  stop: true,
  resume: true,
  cancel: true,
  human: true,
  staff: true,
  keyword: false,
  thanks: false,
}

/** `late` and `refused`: it certainly was not said, the time being over or LINE saying so. `unclear`: it may have been. */
export type ReplyOutcome = 'said' | 'late' | 'unclear' | 'refused'

export const isEssential = (kind: ReplyKind): boolean => ESSENTIAL[kind]

/** Never after an unclear reply: the customer could read it twice. */
export const isPushedInstead = (kind: ReplyKind, outcome: ReplyOutcome): boolean =>
  isEssential(kind) && (outcome === 'late' || outcome === 'refused')
