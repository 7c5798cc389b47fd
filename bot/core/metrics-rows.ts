/** What do the shop's numbers count, and how is a number told? Buyers, the trailing year, numerator and denominator (DOMAIN §1.9). */

import { addDays, type JstDate } from './calendar.ts'
import type { Contract } from './contracts.ts'

/** One counted purchase occasion (DOMAIN §1.1) and its money. */
export interface Purchase {
  on: JstDate
  yen: number
  /** A trial was in it. */
  isTrial: boolean
  /** Something that is no trial was in it. */
  isMain: boolean
  /** A delivery of a subscription was in it. */
  isSubscription: boolean
}

export interface Buyer {
  /** Oldest first; whoever never bought is no buyer. */
  purchases: Purchase[]
  contracts: Contract[]
}

export interface Metric {
  /** Null when there is nobody to count, or something is not known. */
  value: number | null
  numerator: number | null
  denominator: number | null
}

/** Days of Tokyo, both included. */
export interface Period {
  from: JstDate
  to: JstDate
}

/** 365 days that end with this day. */
export const trailingYear = (asOf: JstDate): Period => ({ from: addDays(asOf, -364), to: asOf })

/** The 365 days before those. */
export const yearBefore = (asOf: JstDate): Period => trailingYear(addDays(asOf, -365))

export const rate = (numerator: number, denominator: number): Metric => ({
  value: denominator > 0 ? numerator / denominator : null,
  numerator,
  denominator,
})

/** The same for money: whole yen. */
export const perHead = (yen: number, heads: number): Metric => ({
  value: heads > 0 ? Math.round(yen / heads) : null,
  numerator: yen,
  denominator: heads,
})
