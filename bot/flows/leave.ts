/** A customer lets go: the tie to their orders, or everything we know about them (DOMAIN §3 pitfall 8, §5.5). */

import { accountsOf, findFriend } from '../../db/friends.ts'
import { forget, unjoin } from '../../db/leave.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { loadContent } from './content.ts'
import { refreshFacts } from './refresh-facts.ts'

/** @returns whether LINE has taken back the permission, too; when not, the page says how the customer does it in LINE */
export async function unlinkCustomer(deps: Deps, lineUserId: string, accessToken?: string): Promise<boolean> {
  const friend = await known(deps, lineUserId)
  const { shop } = await loadContent(deps)
  const placeholderId = deps.newId()
  const { customerId } = friend
  await unjoin(deps.db, { lineUserId, customerId, placeholderId, id: deps.newId(), at: deps.now() })
  deps.log('customer_unlinked', { customerId })
  await refreshFacts(deps, [customerId, placeholderId], 'registration', shop)
  return deauthorized(deps, accessToken)
}

/** A customer's own wish. @returns whether LINE has taken back their permission, too */
export async function forgetCustomer(deps: Deps, lineUserId: string, accessToken?: string): Promise<boolean> {
  const { customerId } = await known(deps, lineUserId)
  await forgetById(deps, customerId, 'customer')
  return deauthorized(deps, accessToken)
}

/** @param actor whose word it is: `customer`, a shop system, or one of the shop's people */
export async function forgetById(deps: Deps, customerId: string, actor: string): Promise<void> {
  const lineUserIds = await accountsOf(deps.db, customerId)
  await forget(deps.db, { customerId, lineUserIds, actor, id: deps.newId(), at: deps.now() })
  deps.log('customer_forgotten', { customerId })
}

async function known(deps: Deps, lineUserId: string) {
  const friend = await findFriend(deps.db, lineUserId)
  if (!friend) throw new AppError('not_found', 'お客さまの記録はありません。')
  return friend
}

/** Last, and never in the way: what the customer asked of us is done. */
async function deauthorized(deps: Deps, accessToken: string | undefined): Promise<boolean> {
  if (accessToken === undefined) return false
  return deps.login.deauthorize(accessToken).catch((error) => {
    deps.log('deauthorize_failed', { error })
    return false
  })
}
