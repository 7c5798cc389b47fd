/** Which coupons in customers' wallets are these enrollments about? */

import { couponsById } from '../../db/coupons.ts'
import { couponIdIn, type HeldCoupon } from '../core/coupon-deadline.ts'
import type { Deps } from '../deps.ts'
import type { Content } from './content.ts'

export type Held = HeldCoupon & { product?: string }

/** One read, and none while nobody is reminded of anything. @returns by anchor; one that is gone counts as used */
export async function heldCoupons(
  deps: Pick<Deps, 'db'>,
  { coupons }: Pick<Content, 'coupons'>,
  anchors: readonly string[],
): Promise<Map<string, Held>> {
  const wanted = new Map(anchors.flatMap((anchor) => [[anchor, couponIdIn(anchor)] as const]).filter(([, id]) => id))
  if (wanted.size === 0) return new Map()
  const rows = new Map(
    (
      await couponsById(
        deps.db,
        [...wanted.values()].flatMap((id) => id ?? []),
      )
    ).map((row) => [row.id, row]),
  )
  return new Map(
    [...wanted].map(([anchor, id = '']): [string, Held] => {
      const row = rows.get(id)
      if (!row) return [anchor, { id, couponId: '', issuedAt: LONG_AGO, expiresAt: LONG_AGO, usedAt: LONG_AGO }]
      return [anchor, { ...row, product: coupons.coupons.find((one) => one.id === row.couponId)?.product }]
    }),
  )
}

const LONG_AGO = new Date(0)
