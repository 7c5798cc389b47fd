/** LINE refused a request that carries several things: which smaller ones take its place? */

import { carriedBy, replaceRequest } from '../../db/requests.ts'
import { addMinutes } from '../core/calendar.ts'
import { takeApart } from '../core/parcels.ts'
import type { Deps } from '../deps.ts'
import type { LineAnswer } from '../errors.ts'
import type { Sendable } from './send.ts'

const LEASE_MINUTES = 5

/** `messages[2].text` and no recipient: it would be as wrong for anybody. */
function namesMessage({ details }: LineAnswer): boolean {
  const named = (Array.isArray(details) ? details : []).map((one: { property?: string }) => one?.property ?? '')
  return named.length > 0 && named.every((property) => property.startsWith('messages'))
}

/**
 * Writes the smaller requests down in the place of the refused one before any of them is sent.
 * @returns none when there is nothing left to take apart
 */
export async function splitRequest(deps: Deps, request: Sendable, answer: LineAnswer): Promise<Sendable[]> {
  if (request.deliveries < 2) return []
  const now = deps.now()
  const carries = await carriedBy(deps.db, request.id)
  const parcels = takeApart({ ...request, carries }, namesMessage(answer))
  const smaller = parcels.map(({ kind, body, recipients, service, carries }) => ({
    row: {
      id: deps.newId(),
      kind,
      body,
      recipients,
      service,
      status: 'sending',
      tries: 0,
      createdAt: now,
      nextTryAt: addMinutes(now, LEASE_MINUTES),
    },
    carries,
  }))
  if (smaller.length === 0) return []
  await replaceRequest(
    deps.db,
    request.id,
    smaller.map(({ row }) => row),
    smaller.flatMap(({ row, carries }) =>
      carries.map(({ item, firstMessage }) => ({ ...item, requestId: row.id, firstMessage })),
    ),
    now,
  )
  return smaller.map(({ row, carries }) => ({ ...row, certain: true, deliveries: carries.length }))
}
