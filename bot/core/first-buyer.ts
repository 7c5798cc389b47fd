/** When did this buyer come for the first and the second time, as known by the end of a day? */

import { dayNumber, dayOfNumber, daysBetween, type JstDate } from './calendar.ts'
import { PURCHASE_WIDTH, SUBSCRIPTION } from './ledger.ts'

export interface FirstBuyer {
  customerId: string
  firstOn: JstDate
  secondOn?: JstDate
  /** The first purchase was, among others, a delivery of a subscription. */
  isSubscription: boolean
  /** Sku or name of what was bought first; empty when the order does not say. */
  product: string
}

/** @param row of the database */
export function firstBuyerOf(
  { customerId, purchases, firstProduct }: { customerId: string; purchases: string; firstProduct: string },
  asOf: JstDate,
): FirstBuyer {
  const numbers = purchases.split(' ', PURCHASE_WIDTH + 1).map(Number)
  const second = numbers[PURCHASE_WIDTH]
  return {
    customerId,
    firstOn: dayOfNumber(numbers[0] as number),
    secondOn: second !== undefined && second <= dayNumber(asOf) ? dayOfNumber(second) : undefined,
    isSubscription: ((numbers[PURCHASE_WIDTH - 1] ?? 0) & SUBSCRIPTION) !== 0,
    product: firstProduct,
  }
}

/** @param windowDays in which a second purchase counts as F2 */
export const cameAgain = ({ firstOn, secondOn }: FirstBuyer, windowDays: number): boolean =>
  secondOn !== undefined && daysBetween(firstOn, secondOn) <= windowDays
