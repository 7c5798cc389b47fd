/** Builders for the tests of the rules: a shop, a moment, a customer's facts, an order. */

import fc from 'fast-check'
import { addDays, type JstDate, jstInstant } from '../../bot/core/calendar.ts'
import type { Facts } from '../../bot/core/facts.ts'
import { gatherFacts, type Records } from '../../bot/core/gather-facts.ts'
import type { SoldOrder } from '../../bot/core/metrics-buyer.ts'
import type { OrderFact } from '../../bot/core/occasions.ts'
import { Shop } from '../../bot/core/shop.ts'

export const TODAY = '2026-11-21' as JstDate
export const NOON = jstInstant(TODAY, '12:00')

/** The day so many days before today; negative for days ahead. */
export const ago = (days: number): JstDate => addDays(TODAY, -days)

export const makeShop = (settings: object = {}): Shop =>
  Shop.parse({
    name: 'つきあかり化粧品店',
    concierge: 'みなみ',
    products: [
      { sku: 'LT', id: 'lotion_trial', name: 'うるおい化粧水 お試し', line: 'lotion', trial: true },
      { sku: 'LF', id: 'lotion_full', name: 'うるおい化粧水', line: 'lotion', aliases: ['4900000000017'] },
      { sku: 'LS', id: 'lotion_sub', name: 'うるおい化粧水 定期', line: 'lotion', subscription: true, cycle_days: 30 },
      { sku: 'CR', id: 'cream', name: 'とろみクリーム', line: 'cream' },
      { sku: 'CR2', id: 'cream_mini', name: 'とろみクリーム ミニ', line: 'cream' },
      { sku: 'WA', id: 'wash', name: 'もっちり洗顔', line: 'wash' },
      { sku: 'CARD', name: 'はじめてカード', insert: true },
    ],
    ...settings,
  })

/** A reachable friend who has bought nothing. */
export const makeFacts = (given: Partial<Facts> = {}): Facts => ({
  registered: true,
  reachable: true,
  optedOut: false,
  emailConsent: false,
  purchases: 0,
  subscription: false,
  subscribedProducts: [],
  subscriptionDeliveries: 0,
  mostPurchasesIn180Days: 0,
  productLines: 0,
  referrals: 0,
  positives: 0,
  openComplaint: false,
  usageSignal: false,
  ...given,
})

export const makeOrder = (given: Partial<OrderFact> = {}): OrderFact => ({
  orderedAt: NOON,
  status: 'confirmed',
  totalYen: 3300,
  isRenewal: false,
  isTrial: false,
  lines: [{ sku: 'LF', qty: 1, amountYen: 3300, lineType: 'goods' }],
  ...given,
})

export const sold = (given: Partial<SoldOrder> = {}): SoldOrder => ({
  ...makeOrder(),
  discountYen: 0,
  shippingYen: 0,
  feeYen: 0,
  ...given,
})

export const factsFrom = (records: Partial<Records>): Facts =>
  gatherFacts({
    orders: [],
    subscriptions: [],
    friend: { following: true, optedOut: false },
    emailConsent: false,
    responses: [],
    invitations: [],
    signals: [],
    complaintsOpen: 0,
    referrals: 0,
    shop: makeShop(),
    now: NOON,
    ...records,
  })

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined })
const days = maybe(fc.integer({ min: -10, max: 120 }).map(ago))

/** Any facts at all, likely or not: the rules must have an answer to each. */
export const anyFacts: fc.Arbitrary<Facts> = fc.record({
  registered: fc.boolean(),
  reachable: fc.boolean(),
  optedOut: fc.boolean(),
  emailConsent: fc.boolean(),
  purchases: fc.integer({ min: 0, max: 5 }),
  firstPurchaseOn: days,
  lastPurchaseOn: days,
  lastManualOn: days,
  firstDeliveredOn: days,
  lastDeliveredOn: days,
  subscription: fc.boolean(),
  subscribedOn: days,
  subscriptionEndsOn: days,
  subscribedProducts: fc.subarray(['LS', 'CR', 'unknown']),
  subscriptionDeliveries: fc.integer({ min: 0, max: 4 }),
  subscriptionCancelledOn: days,
  cycleDays: maybe(fc.integer({ min: 20, max: 120 })),
  mostPurchasesIn180Days: fc.integer({ min: 0, max: 5 }),
  productLines: fc.integer({ min: 0, max: 4 }),
  referrals: fc.integer({ min: 0, max: 2 }),
  positives: fc.integer({ min: 0, max: 5 }),
  lastSurveyOn: days,
  lastAnsweredOn: days,
  lastNps: maybe(fc.integer({ min: 1, max: 10 })),
  lastNegativeOn: days,
  openComplaint: fc.boolean(),
  usageSignal: fc.boolean(),
  intent: maybe(fc.integer({ min: 1, max: 5 })),
})
