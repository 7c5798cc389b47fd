/** A contract's payment fails: what are the shop's people asked to do while it still stands? (DOMAIN §1.1, §1.2 "a check, not a sale") */

import type { NewSubscription } from '../../db/orders.ts'
import type { NewTask } from '../../db/staff-tasks.ts'
import { addDays, jstDate } from '../core/calendar.ts'
import type { Shop } from '../core/shop.ts'
import type { Deps } from '../deps.ts'

/** One for each failure, whoever reports it how often. What failed longer ago than the contract stands is past helping. */
export function paymentTasks(deps: Deps, { subscriptions }: Shop, contracts: readonly NewSubscription[]): NewTask[] {
  const at = deps.now()
  const graceFrom = addDays(jstDate(at), -subscriptions.payment_grace_days)
  return contracts
    .filter(
      ({ status, paymentFailedAt: failed }) => status === 'payment_failed' && (!failed || jstDate(failed) >= graceFrom),
    )
    .map(({ id, customerId, product, paymentFailedAt: failed }) => ({
      ...{ id: deps.newId(), customerId, kind: 'payment_failed', at },
      cause: `${id}:${failed ? jstDate(failed) : ''}`,
      text: `定期便（${product}）のお支払いができていません。売り込みではなく、お支払い方法に変わりがないかの確認をお願いします。`,
    }))
}
