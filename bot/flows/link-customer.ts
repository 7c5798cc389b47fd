/** A shop's customer and a LINE user are the same person: bind them (DOMAIN §3). */

import { findFriends } from '../../db/friends.ts'
import { findNonce, linkFriends, type Move, rememberNonces, useNonce } from '../../db/links.ts'
import type { Deps } from '../deps.ts'
import { type Content, loadContent } from './content.ts'
import { identify } from './identify.ts'
import { refreshFacts } from './refresh-facts.ts'
import { settleLinked } from './settle-purchases.ts'

/** Which customer of which shop system belongs to which LINE user. */
export interface Link {
  source: string
  externalId: string
  lineUserId: string
}

/**
 * Binds customers to LINE users of the same provider (DOMAIN §3 methods E and G). What the LINE user did before —
 * answers, running scenarios — goes with them; their placeholder customer stays as `merged_into`. A number the shop has
 * not reported an order for yet becomes a customer, so that later orders find the link.
 * @returns one for each link, in order
 */
export async function linkCustomers(deps: Deps, links: Link[]): Promise<('linked' | 'unchanged')[]> {
  const content = await loadContent(deps)
  return bind(deps, content, links)
}

/** The shop's login page says whom a nonce stands for, before LINE's `accountLink` event brings it (LINE §12). */
export const expectLinks = (deps: Deps, nonces: { nonce: string; source: string; externalId: string }[]) =>
  rememberNonces(deps.db, nonces, deps.now())

/** @returns false when nobody gave this nonce out, or it was used before */
export async function linkByNonce(deps: Deps, content: Content, nonce: string, lineUserId: string): Promise<boolean> {
  const expected = await findNonce(deps.db, nonce)
  if (!expected) return false
  await bind(deps, content, [{ source: expected.source, externalId: expected.externalId, lineUserId }])
  // Used up last: a crash in between binds again, which changes nothing.
  await useNonce(deps.db, nonce, deps.now())
  return true
}

async function bind(deps: Deps, content: Content, links: Link[]): Promise<('linked' | 'unchanged')[]> {
  const customerIds = await identify(
    deps,
    links.map(({ source, externalId }) => ({ source, customer: { external_id: externalId } })),
  )
  const known = await findFriends(
    deps.db,
    links.map((link) => link.lineUserId),
  )
  const owners = new Map(known.map((friend) => [friend.lineUserId, friend.customerId]))
  const moves: Move[] = []
  const outcomes = links.map((link, index) => {
    const to = customerIds[index] ?? ''
    const from = owners.get(link.lineUserId) ?? ''
    if (from === to) return 'unchanged' as const
    owners.set(link.lineUserId, to)
    moves.push({ lineUserId: link.lineUserId, from, to })
    return 'linked' as const
  })
  await linkFriends(deps.db, moves, deps.now())
  await settleLinked(
    deps,
    content,
    moves.map(({ to }) => to),
  )
  const touched = moves.flatMap(({ from, to }) => (from ? [from, to] : [to]))
  if (touched.length > 0) await refreshFacts(deps, touched, 'registration', content.shop)
  return outcomes
}
