/** When did this buyer come for the first and the second time, as known by the end of a day? */

import { dayNumber, dayOfNumber, type JstDate } from './calendar.ts'
import { PURCHASE_WIDTH, SUBSCRIPTION } from './ledger.ts'

export interface FirstBuyer {
  customerId: string
  firstOn: JstDate
  secondOn?: JstDate
  /** The first purchase was, among others, a delivery of a subscription. */
  isSubscription: boolean
  /** Sku or name of what was bought first; empty when the order does not say. */
  product: string
  /** Arrival of it. */
  deliveredOn?: JstDate
}

/** @param row of the database; its ledger may be missing as long as the facts are being made anew */
export function firstBuyerOf(
  row: {
    customerId: string
    firstPurchaseOn: string
    deliveredOn: string | null
    purchases: string | null
    firstProduct: string | null
  },
  asOf: JstDate,
): FirstBuyer {
  const numbers = (row.purchases ?? '').split(' ', PURCHASE_WIDTH * 2).map(Number)
  return {
    customerId: row.customerId,
    firstOn: row.firstPurchaseOn as JstDate,
    secondOn: dayKnownBy(numbers[PURCHASE_WIDTH], asOf),
    isSubscription: ((numbers[PURCHASE_WIDTH - 1] ?? 0) & SUBSCRIPTION) !== 0,
    product: row.firstProduct ?? '',
    deliveredOn: (row.deliveredOn ?? undefined) as JstDate | undefined,
  }
}

/** @param purchases of a ledger, at least the first two */
export function beginningOf(purchases: string, asOf: JstDate): Pick<FirstBuyer, 'firstOn' | 'secondOn'> {
  const numbers = purchases.split(' ', PURCHASE_WIDTH + 1).map(Number)
  return { firstOn: dayOfNumber(numbers[0] as number), secondOn: dayKnownBy(numbers[PURCHASE_WIDTH], asOf) }
}

const dayKnownBy = (day: number | undefined, asOf: JstDate): JstDate | undefined =>
  day !== undefined && day <= dayNumber(asOf) ? dayOfNumber(day) : undefined
