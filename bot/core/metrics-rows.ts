/** What do the shop's numbers count? Buyers with their counted purchases, and the trailing year (DOMAIN §1.9). */

import { addDays, daysBetween, type JstDate } from './calendar.ts'
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

export const isIn = ({ from, to }: Period, on: JstDate): boolean => from <= on && on <= to

export const firstOf = ({ purchases }: Buyer): Purchase | undefined => purchases[0]

/** Whether this many days have passed since the first purchase: whoever is younger stands on neither side of a rate. */
export const isAged = (buyer: Buyer, days: number, asOf: JstDate): boolean => {
  const first = firstOf(buyer)
  return first !== undefined && daysBetween(first.on, asOf) >= days
}

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

export const share = <Row>(rows: readonly Row[], holds: (row: Row) => boolean): Metric =>
  rate(rows.filter(holds).length, rows.length)

export const sumOf = (purchases: readonly Purchase[]): number => purchases.reduce((sum, { yen }) => sum + yen, 0)
