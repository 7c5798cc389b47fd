/** Events arrived: keep them before anything else. */

import { type NewInboxEvent, storeEvents } from '../../db/inbox.ts'
import { replyUntil } from '../core/reply-token.ts'
import type { Deps } from '../deps.ts'
import { sha256 } from './sha256.ts'

export interface Received {
  event: { type: string; [key: string]: unknown }
  userId: string | undefined
}

/** LINE names every event. */
const nameOf = ({ webhookEventId: name }: Received['event']): string | undefined =>
  typeof name === 'string' && name !== '' ? name : undefined

/** One without a name is told from its like by its whole text, redelivered or not. */
const digestOf = async (event: Received['event']): Promise<string> =>
  `sha256:${await sha256(JSON.stringify({ ...event, deliveryContext: undefined }))}`

/** Stores each event once, durably; resolves when LINE may be told 200. Processing follows. */
export async function receiveEvents(deps: Deps, received: Received[]): Promise<void> {
  if (received.length === 0) return
  const now = deps.now()
  const rows: NewInboxEvent[] = []
  for (const { event, userId } of received) {
    const timestamp = Number.isSafeInteger(event.timestamp) ? (event.timestamp as number) : now.getTime()
    rows.push({
      eventId: nameOf(event) ?? (await digestOf(event)),
      userId: userId ?? '',
      timestamp,
      body: JSON.stringify(event),
      receivedAt: now,
      nextTryAt: now,
      replyUntil: replyUntil(new Date(timestamp), now),
    })
  }
  await storeEvents(deps.db, rows)
  deps.wake('inbox')
}
