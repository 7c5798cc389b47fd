/** What stands in a step's placeholders for this customer, and which coupon comes with it? */

import { contractOf } from './anchors.ts'
import { addDays, dayInJapanese, type JstDate, jstDate } from './calendar.ts'
import type { SubscriptionFact } from './contracts.ts'
import { type Coupon, type CouponCard, couponCard, expiresOn } from './coupons.ts'
import { deliveredOn, type OrderFact } from './occasions.ts'
import { UNNAMED } from './order.ts'
import { shopValues } from './placeholders.ts'
import { isGoods, productFor, productName } from './product.ts'
import { couponsIn, type Step } from './scenario.ts'
import type { Shop } from './shop.ts'

export interface Promised {
  coupon: Coupon
  /** The last day it can be used. */
  lastOn: JstDate
}

/** What the placeholders say of a coupon. */
export interface Told {
  coupon?: Pick<Coupon, 'name'>
  lastOn?: JstDate
}

/** The coupons this step promises when it leaves at `now`, that of its offer first. */
export function couponsOf(step: Pick<Step, 'offer' | 'messages'>, coupons: readonly Coupon[], now: Date): Promised[] {
  return couponsIn(step).flatMap((wanted) => {
    const coupon = coupons.find(({ id }) => id === wanted)
    return coupon ? [{ coupon, lastOn: expiresOn(coupon, jstDate(now)) }] : []
  })
}

/** The one its placeholders speak of. */
export const couponOf = (...about: Parameters<typeof couponsOf>): Promised | undefined => couponsOf(...about)[0]

/** What the cards of its coupons say. */
export function couponCards(
  step: Pick<Step, 'offer' | 'messages'>,
  coupons: readonly Coupon[],
  shop: Pick<Shop, 'products'>,
  now: Date,
): (id: string) => CouponCard | undefined {
  const promised = couponsOf(step, coupons, now)
  return (id) => {
    const found = promised.find(({ coupon }) => coupon.id === id)
    return (
      found && couponCard(found.coupon, found.lastOn, found.coupon.product && productName(found.coupon.product, shop))
    )
  }
}

export interface Addressee {
  /** As the shop knows the person, else as they call themselves on LINE. */
  name?: string
  orders: readonly OrderFact[]
  subscriptions: readonly SubscriptionFact[]
}

/** @param anchor of the enrollment: only the goods of its own order are named */
export function stepValues(who: Addressee, anchor: string, shop: Shop, promised?: Told): Record<string, string> {
  const values: Record<string, string> = shopValues(shop)
  const own = who.orders.filter((order) => `order:${jstDate(order.orderedAt)}` === anchor)
  const ordered = own
    .flatMap((order) => order.lines.filter((line) => isGoods(line, shop)))
    .map((line) => productName(line.sku ?? line.name ?? '', shop))
    .filter((name) => name !== '' && name !== UNNAMED)
  const contract = contractOf(anchor, who.subscriptions) ?? who.subscriptions.find(({ product }) => product)
  const product = ordered[0] ?? (contract && productName(contract.product, shop))
  const nextOn = [contract, ...who.subscriptions].map((one) => one?.nextDeliveryOn).find((on) => on !== undefined)
  if (who.name) values.お名前 = who.name
  if (product) values.商品名 = ordered.length > 1 ? `${product} ほか` : product
  if (nextOn) values.次回お届け日 = dayInJapanese(nextOn)
  const [usedUpOn] = own.flatMap((order) => usedUpDays(order, shop)).sort()
  if (usedUpOn) values.使いきるころ = `${dayInJapanese(usedUpOn)}ごろ`
  if (promised?.coupon) values.クーポン名 = promised.coupon.name
  if (promised?.lastOn) values.クーポン期限 = dayInJapanese(promised.lastOn)
  return values
}

/** When each of the goods will have been used up: so many days for each piece, from the day it arrives. */
const usedUpDays = (order: OrderFact, shop: Shop): JstDate[] =>
  order.lines.flatMap((line) => {
    const lasts = isGoods(line, shop) && productFor(line.sku ?? line.name ?? '', shop)?.lasts_days
    return lasts ? addDays(deliveredOn(order, shop), lasts * Math.max(1, line.qty)) : []
  })
