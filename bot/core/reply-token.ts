/** How long may this event still be answered for free? (LINE §6.1) */

import { addMinutes } from './calendar.ts'

/** One minute from receipt; a webhook that LINE hands over again is good for another minute, up to 20 after the event. */
export function replyUntil(happenedAt: Date, receivedAt: Date): Date {
  const minute = addMinutes(receivedAt, 1)
  const end = addMinutes(happenedAt, 20)
  return minute < end ? minute : end
}
