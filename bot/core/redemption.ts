/** A coupon was used in the shop: which one in whose wallet was it? */

import { z } from 'zod'
import { jstDate } from './calendar.ts'
import { badValue, isRecord, missing, notARecord, present, type Rejection } from './order.ts'
import { key, moment, source } from './report-fields.ts'

export const Redemption = z.object({
  code: key,
  source: source.default('api'),
  order_external_id: key.optional(),
  customer_external_id: key.optional(),
  used_at: moment.optional(),
})
export type Redemption = z.infer<typeof Redemption>

/** `cancelled`: the order has been, and its coupon lies in the wallet again. `ambiguous`: many have this code. */
export type Redeemed = 'redeemed' | 'already' | 'unknown' | 'ambiguous' | 'cancelled'

export function readRedemption(value: unknown): { redemption: Redemption } | Rejection {
  const given = present(value)
  if (!isRecord(given)) return notARecord('クーポンの利用')
  if (given.code === undefined) return missing('missing_id', 'code')
  const read = Redemption.safeParse(given)
  return read.success ? { redemption: read.data } : badValue(given, read.error)
}

/** Carts differ in how they write a code back. */
export const spellingsOfCode = (code: string): string[] => [...new Set([code, code.toUpperCase(), code.toLowerCase()])]

/** A coupon in a wallet, as far as its use goes. */
export interface Usable {
  id: string
  issuedAt: Date
  expiresAt?: Date
  usedAt?: Date
  orderId?: string
}

export interface Use {
  usedAt: Date
  orderId?: string
}

export interface UsedCoupon {
  coupon: Usable
  /** Told of for the first time. */
  fresh: boolean
  /** The very use that was told of before. */
  same: boolean
}

/**
 * Of one customer's coupons with the same code: the one this use was told of before, else the one that ends soonest.
 * What was given after the purchase was not used in it: an import of old orders must not empty anybody's wallet.
 */
export function couponUsed(own: readonly Usable[], { usedAt, orderId }: Use): UsedCoupon | undefined {
  const told =
    own.find((one) => orderId !== undefined && one.orderId === orderId) ??
    own.find(
      (one) =>
        one.usedAt && jstDate(one.usedAt) === jstDate(usedAt) && (one.orderId === undefined || orderId === undefined),
    )
  if (told) return { coupon: told, fresh: false, same: true }
  const open = own
    .filter((one) => !one.usedAt && jstDate(one.issuedAt) <= jstDate(usedAt))
    .sort((a, b) => endOf(a) - endOf(b))[0]
  if (open) return { coupon: open, fresh: true, same: false }
  const used = own.find((one) => one.usedAt)
  return used && { coupon: used, fresh: false, same: false }
}

const endOf = ({ expiresAt }: Usable): number => expiresAt?.getTime() ?? Number.POSITIVE_INFINITY
