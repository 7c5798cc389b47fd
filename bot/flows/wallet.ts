/** Which coupons does this customer have? */

import { couponsOfCustomer } from '../../db/coupons.ts'
import { findFriend } from '../../db/friends.ts'
import type { Wallet } from '../core/liff-pages.ts'
import { sortWallet, walletCoupon } from '../core/wallet.ts'
import type { Deps } from '../deps.ts'
import { loadContent } from './content.ts'

export async function walletOf(deps: Deps, lineUserId: string): Promise<Wallet> {
  const friend = await findFriend(deps.db, lineUserId)
  if (!friend) return { coupons: [] }
  const { coupons, shop } = await loadContent(deps)
  const rows = await couponsOfCustomer(deps.db, friend.customerId)
  return {
    now: deps.now().toISOString(),
    coupons: sortWallet(rows.map((row) => walletCoupon(row, coupons.coupons, shop, deps.now()))),
  }
}
