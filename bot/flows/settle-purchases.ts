/** Orders and customers have come together: which coupons did the orders use, and who had recommended the shop? */

import { type OrderWithCodes, ordersWithCodes } from '../../db/redemptions.ts'
import type { Deps } from '../deps.ts'
import type { Content } from './content.ts'
import { countReferrals } from './count-referrals.ts'
import { redeemByOrders } from './redeem-coupons.ts'

/** As it stands in an order just written. */
interface Reported extends Omit<OrderWithCodes, 'couponCodes'> {
  couponCodes?: unknown
}

/** The shop reported these. */
export async function settleOrders(deps: Deps, content: Content, orders: Reported[]): Promise<void> {
  if (orders.length === 0) return
  const telling = orders.flatMap(({ id, customerId, orderedAt, status, couponCodes }) => {
    const codes = (couponCodes ?? []) as string[]
    return status === 'cancelled' || codes.length > 0 ? { id, customerId, orderedAt, status, couponCodes: codes } : []
  })
  if (telling.length > 0) await redeemByOrders(deps, content, telling)
  await countReferrals(deps, content, [...new Set(orders.map(({ customerId }) => customerId))])
}

/** LINE accounts were joined to these customers: what lay in their wallets meets the orders of before. */
export async function settleLinked(deps: Deps, content: Content, customerIds: string[]): Promise<void> {
  if (customerIds.length === 0) return
  await redeemByOrders(deps, content, await ordersWithCodes(deps.db, customerIds))
  await countReferrals(deps, content, customerIds)
}
