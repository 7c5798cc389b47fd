/** What does a coupon in the wallet say to its customer? Code, deadline, conditions, and whether it can still be used. */

import { jstDate } from './calendar.ts'
import { type Coupon, couponCard } from './coupons.ts'
import type { WalletCoupon } from './liff-pages.ts'
import { productName } from './product.ts'
import type { Shop } from './shop.ts'

/** One issued coupon, as it is kept. */
export interface IssuedCoupon {
  id: string
  couponId: string
  code: string
  issuedAt: Date
  expiresAt: Date | null
  usedAt: Date | null
}

/** A coupon the shop has taken out of its list is still worth what it was: its code and its deadline speak for it. */
export function walletCoupon(
  { id, couponId, code, expiresAt, usedAt }: IssuedCoupon,
  coupons: readonly Coupon[],
  shop: Pick<Shop, 'products'>,
  now: Date,
): WalletCoupon {
  const coupon = coupons.find((one) => one.id === couponId)
  const lastOn = expiresAt ? jstDate(expiresAt) : undefined
  const card = coupon && lastOn && couponCard(coupon, lastOn, coupon.product && productName(coupon.product, shop))
  const over = expiresAt !== null && expiresAt <= now
  return {
    id,
    name: card?.name ?? 'クーポン',
    lines: card?.lines ?? [],
    code,
    state: usedAt ? 'used' : over ? 'expired' : 'usable',
    expires_at: expiresAt?.toISOString(),
    used_at: usedAt?.toISOString(),
  }
}

const RANK = { usable: 0, used: 1, expired: 2 }

/** Usable first, the soonest deadline first; then used, then expired, the newest first. */
export const sortWallet = (coupons: readonly WalletCoupon[]): WalletCoupon[] =>
  coupons.toSorted((a, b) => {
    const byDeadline = (a.expires_at ?? '9999').localeCompare(b.expires_at ?? '9999')
    return RANK[a.state] - RANK[b.state] || (a.state === 'usable' ? byDeadline : -byDeadline)
  })
