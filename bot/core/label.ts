/** Which kind of fan is this customer today, and when will that change by itself? (DOMAIN §1.2) */

import { addDays, daysBetween, type JstDate, jstDate, jstInstant } from './calendar.ts'
import type { Facts } from './facts.ts'
import type { Shop } from './shop.ts'
import type { Label } from './vocabulary.ts'

/** 「60日未満」 and 「90日未満」 of the seed rules. */
export const WARM_DAYS = 60
export const COOL_DAYS = 90

type LabelShop = Pick<Shop, 'recency'>

/**
 * The five seed rules, narrowest first, then the holes between them. The order is the specification:
 * a seed label is only given when its rule literally matches (DOMAIN §1.2).
 */
export function classify(facts: Facts, now: Date, shop: LabelShop): Label {
  if (!facts.registered) return 'unregistered'
  if (facts.purchases === 0) return 'prospect'
  const { purchases } = facts
  const today = jstDate(now)
  const positives = positivesOn(facts, today)
  const subscribed = isSubscribed(facts, today)
  const days = recency(facts, today, shop)

  if (purchases >= 2 && days < WARM_DAYS && subscribed && positives >= 3) return 'partner'
  if (days < WARM_DAYS && subscribed && positives >= 2) return 'supporter'
  if (purchases === 1 && days < WARM_DAYS && !subscribed) return 'visitor'
  if (days < COOL_DAYS && !subscribed) return 'follower'
  if (days >= COOL_DAYS && !subscribed && positives >= 1) return 'lapsed'

  if (subscribed) return days < WARM_DAYS ? 'subscriber_new' : 'subscriber_stalled'
  return 'dormant'
}

/** First day on which the label differs although nothing more happens; undefined when it stays for good. */
export function nextLabelChangeOn(facts: Facts, now: Date, shop: LabelShop): JstDate | undefined {
  const today = jstDate(now)
  const label = classify(facts, now, shop)
  const bought = facts.lastPurchaseOn
  const turns = bought
    ? [WARM_DAYS, COOL_DAYS].flatMap((days) => [addDays(bought, days), addDays(bought, days + slack(facts, shop))])
    : []
  if (facts.subscriptionEndsOn) turns.push(facts.subscriptionEndsOn)
  turns.push(...(facts.positivesFadeOn ?? []))
  return turns
    .filter((on) => on > today)
    .sort()
    .find((on) => classify(facts, jstInstant(on), shop) !== label)
}

/**
 * The day on which this customer must be looked at again although nothing more is heard of them: the label differs, the last
 * contract is over (the stage falls even where the label stays, such as 未登録), or what is written down ahead has happened.
 * @param happensOn the first day of something written down ahead (`happensNextOn`)
 */
export function nextLookOn(facts: Facts, now: Date, shop: LabelShop, happensOn?: JstDate): JstDate | undefined {
  const { subscriptionEndsOn: endsOn } = facts
  const ends = endsOn !== undefined && endsOn > jstDate(now) ? [endsOn] : []
  return [nextLabelChangeOn(facts, now, shop) ?? [], happensOn ?? [], ends].flat().sort()[0]
}

/** Days since the last purchase as the rules count them; with a contract of long cycle fewer, if the shop wishes so. */
function recency(facts: Facts, today: JstDate, shop: LabelShop): number {
  const days = Math.max(0, daysBetween(facts.lastPurchaseOn ?? today, today))
  return isSubscribed(facts, today) ? Math.max(0, days - slack(facts, shop)) : days
}

/** What `recency.long_cycle_adjust` takes off: the days by which the cycle exceeds 30 (DOMAIN §1.1). */
const slack = (facts: Facts, shop: LabelShop): number =>
  shop.recency.long_cycle_adjust ? Math.max(0, (facts.cycleDays ?? 0) - 30) : 0

const isSubscribed = (facts: Facts, today: JstDate): boolean =>
  facts.subscription && (facts.subscriptionEndsOn === undefined || today < facts.subscriptionEndsOn)

const positivesOn = ({ positives, positivesFadeOn = [] }: Facts, today: JstDate): number =>
  positives - positivesFadeOn.filter((on) => on <= today).length

/** What cannot quite be right and should be looked at, in the merchant's words (DOMAIN §1.1, §1.2). */
export const DOUBTS = {
  DQ_SUB_WITHOUT_PURCHASE: '定期便のお申し込みがありますが、数えられるお買い物がまだありません',
  DQ_FUTURE_ORDER: '日付が先のご注文があります（その日が来るまで、お買い物に数えません）',
} as const
export type Doubt = keyof typeof DOUBTS

/** @param ahead counted orders of days to come (`ordersAhead`) */
export function doubts(facts: Facts, now: Date, ahead: readonly unknown[] = []): Doubt[] {
  const found: Doubt[] = []
  if (facts.subscription && facts.purchases === 0) found.push('DQ_SUB_WITHOUT_PURCHASE')
  if (ahead.length > 0 || (facts.lastPurchaseOn && facts.lastPurchaseOn > jstDate(now))) found.push('DQ_FUTURE_ORDER')
  return found
}
