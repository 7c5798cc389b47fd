/** Somebody opened one of our pages: who is it, by LINE's word? */

import { linkedCustomerIds } from '../../db/customers.ts'
import { findFriend } from '../../db/friends.ts'
import type { Deps, Visitor } from '../deps.ts'
import { limitTries } from './limit-tries.ts'

export interface Opened {
  lineUserId: string
  displayName?: string
  linked: boolean
  friend: boolean
}

/** @throws AppError `unauthorized`, `unavailable`, `too_many` */
export async function openSession(deps: Deps, proof: { id_token: string } | { access_token: string }): Promise<Opened> {
  const visitor: Visitor =
    'id_token' in proof
      ? await deps.login.byIdToken(proof.id_token)
      : await deps.login.byAccessToken(proof.access_token)
  await limitTries(deps, `session:${visitor.lineUserId}`, [{ tries: 60, minutes: 15 }])
  const friend = await findFriend(deps.db, visitor.lineUserId)
  const linked = friend ? (await linkedCustomerIds(deps.db, [friend.customerId])).has(friend.customerId) : false
  return { ...visitor, linked, friend: friend?.following ?? false }
}
