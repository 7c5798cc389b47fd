/** Which customers can be talked to on LINE? The simulator's list of phones. */

import { listLinkedFriends } from '../../db/customers.ts'
import { findFacts } from '../../db/facts.ts'
import type { Deps } from '../deps.ts'

const MOST = 500

/** @param first names that stand before the others, in their order; the others newest first */
export async function listFriends(deps: Deps, first: readonly string[] = []) {
  const friends = await listLinkedFriends(deps.db, MOST)
  const facts = await findFacts(
    deps.db,
    friends.map((friend) => friend.id),
  )
  const listed = friends.map((friend) => ({
    id: friend.id,
    name: friend.name ?? friend.displayName ?? 'お名前未登録のお客さま',
    line_user_id: friend.lineUserId,
    label: facts.get(friend.id)?.label ?? 'prospect',
    stage: facts.get(friend.id)?.stage ?? 1,
  }))
  const placeOf = ({ name }: { name: string }) => (first.includes(name) ? first.indexOf(name) : first.length)
  return listed.sort((one, other) => placeOf(one) - placeOf(other))
}
