/** What do we know about this customer at this moment? The values every rule reads (DOMAIN §1.1). */

import type { JstDate } from './calendar.ts'

export interface Facts {
  /** At least one reachable, consented channel (LINE friend not blocked and not opted out, or e-mail opted in). */
  registered: boolean
  /** Messages on LINE arrive: a friend who has not blocked the account. */
  reachable: boolean
  /** Said 配信停止 (stop): only service messages may still go out. */
  optedOut: boolean
  /** Agreed to receive e-mail. */
  emailConsent: boolean
  /** Counted purchase occasions (DOMAIN §1.1): several orders on one Tokyo day are one. */
  purchases: number
  firstPurchaseOn?: JstDate
  lastPurchaseOn?: JstDate
  /** Newest counted occasion that is not an automatic renewal. */
  lastManualOn?: JstDate
  /** Arrival of the first / newest counted order: delivered, else shipped + 1, else ordered + 3 days. May lie ahead. */
  firstDeliveredOn?: JstDate
  lastDeliveredOn?: JstDate
  /** A contract exists: active, paused, or payment failed for no longer than the shop waits. */
  subscription: boolean
  /** Start of the newest existing contract. */
  subscribedOn?: JstDate
  /** First day without any contract, when that is already certain: a last delivery, the end of the grace for a payment. */
  subscriptionEndsOn?: JstDate
  /** Skus (or product names) under an existing contract. */
  subscribedProducts: string[]
  /** Deliveries confirmed under the existing contracts. */
  subscriptionDeliveries: number
  subscriptionCancelledOn?: JstDate
  /** Cycle of the longest existing contract, in days. */
  cycleDays?: number
  /** The most counted purchases in any span of 180 days: what a shop without subscriptions calls going steady. */
  mostPurchasesIn180Days: number
  /** Distinct product lines bought. */
  productLines: number
  /** Confirmed referrals: friends whose first order counted. */
  referrals: number
  /** Positive survey responses (DOMAIN §1.3). */
  positives: number
  /** Where only the newest count: the first day without each of them, the next one first. */
  positivesFadeOn?: JstDate[]
  /** Newest answer or invitation: who was asked and has not answered was asked all the same. */
  lastSurveyOn?: JstDate
  /** Newest answer. */
  lastAnsweredOn?: JstDate
  /** Newest NPS answer, in the shop's scale. */
  lastNps?: number
  /** Newest negative answer: survey, or a button that means "this does not suit me". */
  lastNegativeOn?: JstDate
  openComplaint: boolean
  /** A usage signal was seen: started using, success-experience answer, satisfaction of 3 or more, staff tick. */
  usageSignal: boolean
  /** Newest answer to 「他の商品も使ってみたい」, 1 to 5. */
  intent?: number
}
