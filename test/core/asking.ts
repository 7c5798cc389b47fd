/** Builders for the tests of the guard: a question, and the answers it can give. */

import { type JstDate, jstInstant } from '../../bot/core/calendar.ts'
import type { Facts } from '../../bot/core/facts.ts'
import { type GuardInput, guard, type Sending } from '../../bot/core/guard.ts'
import { classify } from '../../bot/core/label.ts'
import { stageOf } from '../../bot/core/stage.ts'
import { ago, makeFacts, makeShop, NOON } from './someone.ts'

export type Asked = Partial<Omit<GuardInput, 'sending' | 'facts'>> & {
  sending?: Partial<Sending>
  facts?: Partial<Facts>
}

/** A customer who was sent `kind` at noon; label and stage follow from the facts unless they are given. */
export function input(
  kind: Sending['kind'],
  { sending, facts: given, shop = makeShop(), now = NOON, ...rest }: Asked = {},
): GuardInput {
  const facts = makeFacts(given)
  return {
    sending: { kind, product: 'LF', touchpoint: 'line_push', dueAt: now, ...sending },
    facts,
    label: classify(facts, now, shop),
    stage: stageOf(facts, shop),
    recentSends: [],
    now,
    shop,
    ...rest,
  }
}

export const ask = (kind: Sending['kind'], asked: Asked = {}) => guard(input(kind, asked))

/** Bought so many times, the first order `first` days ago, the newest `last` days ago and delivered `delivered` days ago. */
export const bought = (
  purchases: number,
  days: { delivered?: number; first?: number; last?: number } = {},
): Partial<Facts> => {
  const { delivered = 30, last = delivered + 3, first = last } = days
  return {
    purchases,
    firstPurchaseOn: ago(first),
    lastPurchaseOn: ago(last),
    lastManualOn: ago(last),
    firstDeliveredOn: ago(purchases > 1 ? first - 3 : delivered),
    lastDeliveredOn: ago(delivered),
    productLines: 1,
    mostPurchasesIn180Days: purchases,
  }
}
export const subscribed = (days: number, deliveries: number): Partial<Facts> => ({
  subscription: true,
  subscribedOn: ago(days),
  subscribedProducts: ['LS'],
  subscriptionDeliveries: deliveries,
})
export const FAN = { ...subscribed(120, 4), positives: 3 }

export const hold = (code: string, until?: JstDate) => ({
  verdict: 'hold',
  code,
  ...(until ? { until: jstInstant(until) } : {}),
})
export const deny = (code: string) => ({ verdict: 'deny', code })
export const allow = { verdict: 'allow' }
