/**
 * A buyer's counted purchases and contracts as a line of text: what the shop's numbers are counted from (DOMAIN §1.9).
 * Days are numbers since 1970-01-01 of Tokyo's calendar. Everything on record is in it, the future too: who reads, cuts at their day.
 */

import { dayNumber } from './calendar.ts'
import type { Contract } from './contracts.ts'
import type { Purchase } from './metrics-rows.ts'

/** Bits of a purchase: a trial, something that is no trial, a delivery of a subscription was in it. */
export const TRIAL = 1
export const MAIN = 2
export const SUBSCRIPTION = 4

/** Numbers of one purchase: day, yen, bits. */
export const PURCHASE_WIDTH = 3

/** In the place of the first day without the contract, while no end is in sight. */
export const OPEN = -1

/** Numbers with a space between, oldest purchase first. */
export const packPurchases = (purchases: readonly Purchase[]): string =>
  purchases
    .map(({ on, yen, isTrial, isMain, isSubscription }) => {
      const bits = (isTrial ? TRIAL : 0) + (isMain ? MAIN : 0) + (isSubscription ? SUBSCRIPTION : 0)
      return `${dayNumber(on)} ${yen} ${bits}`
    })
    .join(' ')

/** First day, first day without it, deliveries of each. */
export const packContracts = (contracts: readonly Contract[]): string =>
  contracts
    .map(
      ({ startedOn, endsOn, deliveries }) =>
        `${dayNumber(startedOn)} ${endsOn ? dayNumber(endsOn) : OPEN} ${deliveries}`,
    )
    .join(' ')
