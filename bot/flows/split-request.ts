/** LINE refused a request that carries several things: which smaller ones take its place? */

import { carriedBy, replaceRequest } from '../../db/requests.ts'
import { takeApart } from '../core/parcels.ts'
import type { Deps } from '../deps.ts'
import type { LineAnswer } from '../errors.ts'
import { newRequest } from './new-request.ts'
import type { Sendable } from './send.ts'

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
  const carries = await carriedBy(deps.db, request.id)
  const smaller = takeApart({ ...request, carries }, namesMessage(answer)).map((parcel) => ({
    row: newRequest(deps, parcel),
    carries: parcel.carries,
  }))
  if (smaller.length === 0) return []
  const rows = smaller.map(({ row }) => row)
  const moved = smaller.flatMap(({ row, carries }) =>
    carries.map(({ item, firstMessage }) => ({ ...item, requestId: row.id, firstMessage })),
  )
  await replaceRequest(deps.db, request.id, rows, moved, deps.now())
  return rows
}
