/** How do the shop's people hear of what cannot wait until they look? One LINE message to each, as a request like any other. */

import { insertRequests } from '../../db/requests.ts'
import type { Deps } from '../deps.ts'

/** As statements, to be one with what they tell of: then it is told exactly once. The next tick sends them. */
export function tellMerchant(deps: Deps, text: string) {
  const now = deps.now()
  return insertRequests(
    deps.config.merchantUserIds.map((userId) => ({
      id: deps.newId(),
      kind: 'push',
      body: JSON.stringify({ to: userId, messages: [{ type: 'text', text }] }),
      recipients: 1,
      status: 'sending',
      service: true,
      createdAt: now,
      nextTryAt: now,
    })),
  )
}
