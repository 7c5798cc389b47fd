/** Which coupon is worth a word before it runs out, and which one is an enrollment about? (DOMAIN §1.5 passive coupons) */

import { daysBetween, type JstDate, jstDate } from './calendar.ts'
import type { Coupon } from './coupons.ts'
import type { Scenario } from './scenario.ts'
import type { Start } from './start.ts'
import type { Told } from './step-values.ts'
import type { IssuedCoupon } from './wallet.ts'

/** One coupon in somebody's wallet. */
export type HeldCoupon = Pick<IssuedCoupon, 'id' | 'couponId' | 'issuedAt' | 'expiresAt' | 'usedAt'>

/** Whoever has so little time to use it has just heard of it. */
const LEAST_VALID_DAYS = 7

/** The start that a coupon's last day makes, once for each; undefined for what is used, over or short-lived. */
export function startByCoupon(held: HeldCoupon, now: Date): Start | undefined {
  const { id, issuedAt, expiresAt } = held
  if (!expiresAt || whyGone(held, now)) return undefined
  const lastOn = jstDate(expiresAt)
  if (daysBetween(jstDate(issuedAt), lastOn) < LEAST_VALID_DAYS) return undefined
  return { triggers: ['coupon_deadline'], anchor: `coupon:${id}:${lastOn}`, at: now, skus: [] }
}

const ANCHOR = /^coupon:(.+):(\d{4}-\d{2}-\d{2})$/
export const couponIdIn = (anchor: string): string | undefined => ANCHOR.exec(anchor)?.[1]
export const lastOnIn = (anchor: string): JstDate | undefined => ANCHOR.exec(anchor)?.[2] as JstDate | undefined

/** There is nothing left to say about it. */
export function whyGone(
  { usedAt, expiresAt }: Pick<HeldCoupon, 'usedAt' | 'expiresAt'>,
  now: Date,
): 'coupon_used' | 'coupon_over' | undefined {
  if (usedAt && usedAt <= now) return 'coupon_used'
  return expiresAt && expiresAt <= now ? 'coupon_over' : undefined
}

/** So many days before the last one the first of these scenarios has something to say; undefined when none ever has. */
export function noticeDays(scenarios: readonly Pick<Scenario, 'trigger' | 'steps'>[]): number | undefined {
  const days = scenarios
    .filter(({ trigger }) => trigger === 'coupon_deadline')
    .flatMap(({ steps }) => steps.map(({ at }) => -at.day))
  return days.length > 0 ? Math.max(...days) : undefined
}

/** What a text about this very coupon says; the shop may have taken its name out of the list since. */
export const toldOf = (held: HeldCoupon, coupons: readonly Coupon[]): Told => ({
  coupon: coupons.find(({ id }) => id === held.couponId),
  lastOn: held.expiresAt ? jstDate(held.expiresAt) : undefined,
})
