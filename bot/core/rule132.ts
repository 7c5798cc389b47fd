/** Has this customer had three different approaches and two different offers within a month? 1・3・2の法則 (DOMAIN §1.6). */

import { addDays, daysBetween, type JstDate } from './calendar.ts'
import { type Metric, rate } from './metrics-rows.ts'
import { type Benefit, type OfferKind, type Purpose, SALES_KINDS, type Touchpoint } from './vocabulary.ts'

/** DOMAIN §1.6: 「1ヶ月」 is thirty days after the order day for everybody, not a calendar month. shop.yaml may say otherwise. */
export interface Rule132Settings {
  window_days: number
  approaches: number
  offers: number
}
export const RULE_132: Readonly<Rule132Settings> = { window_days: 30, approaches: 3, offers: 2 }

export interface Offered {
  kind: OfferKind
  product?: string
  benefit?: Benefit
}

/** One thing that reached the customer, by whatever way. What was held, denied or failed is none. */
export interface Touch {
  on: JstDate
  touchpoint: Touchpoint
  purpose: Purpose
  offer?: Offered
}

export interface Rule132Input {
  /** Day of the first counted purchase. */
  anchorOn: JstDate
  touches: readonly Touch[]
  secondPurchaseOn?: JstDate
  /** First day on which no channel reached the customer any more. */
  unreachableFrom?: JstDate
  today: JstDate
  settings?: Rule132Settings
}

export interface Rule132 {
  status: 'met' | 'short' | 'open' | 'achieved_early' | 'unreachable'
  approaches: number
  offers: number
  /** While it is open: whole days after today that still count. */
  daysLeft?: number
}

/** Where one customer stands. The second purchase is the goal, so it settles the rule whatever was sent (vector R05). */
export function rule132(input: Rule132Input): Rule132 {
  const { anchorOn, secondPurchaseOn, unreachableFrom, today, settings = RULE_132 } = input
  const closesOn = addDays(anchorOn, settings.window_days)
  const inWindow = (on: JstDate | undefined) => on !== undefined && on >= anchorOn && on <= closesOn && on <= today
  const touches = input.touches.filter(({ on }) => inWindow(on))
  const counts = { approaches: countApproaches(touches), offers: countOffers(touches) }

  if (inWindow(secondPurchaseOn)) return { status: 'achieved_early', ...counts }
  if (counts.approaches >= settings.approaches && counts.offers >= settings.offers) return { status: 'met', ...counts }
  if (unreachableFrom !== undefined && unreachableFrom <= closesOn && unreachableFrom <= today)
    return { status: 'unreachable', ...counts }
  return today <= closesOn
    ? { status: 'open', ...counts, daysLeft: daysBetween(today, closesOn) }
    : { status: 'short', ...counts }
}

/**
 * Walks the days: each adds at most one approach, and only when it carries a (touchpoint, purpose) not used before.
 * Three bubbles in one evening are one contact, and all three are used up by it (vector R03).
 */
function countApproaches(touches: readonly Touch[]): number {
  const used = new Set<string>()
  const days = [...Map.groupBy(touches, ({ on }) => on)].sort(([a], [b]) => (a < b ? -1 : 1))
  return days.filter(([, sameDay]) => {
    const before = used.size
    for (const { touchpoint, purpose } of sameDay) used.add(`${touchpoint} ${purpose}`)
    return used.size > before
  }).length
}

/** 500円→700円引き is the same offer, 値引き→おまけ another. A survey with its thank-you coupon sells nothing. */
function countOffers(touches: readonly Touch[]): number {
  const offers = touches.flatMap(({ offer }) => (offer && SALES_KINDS.has(offer.kind) ? offer : []))
  return new Set(offers.map(({ kind, product = '', benefit = 'none' }) => JSON.stringify([kind, product, benefit])))
    .size
}

/** Whether a second purchase on this day settles the rule for who first bought on `anchorOn`. */
export const isEarly = (anchorOn: JstDate, secondPurchaseOn: JstDate, settings: Rule132Settings = RULE_132): boolean =>
  daysBetween(anchorOn, secondPurchaseOn) <= settings.window_days

/** How many customers' windows ended how. */
export type Counts132 = Record<Rule132['status'], number>

export const noCounts132 = (): Counts132 => ({ met: 0, achieved_early: 0, short: 0, open: 0, unreachable: 0 })

export const sumOf132 = (all: readonly Readonly<Counts132>[]): Counts132 =>
  all.reduce<Counts132>((sum, one) => {
    for (const status of Object.keys(sum) as Rule132['status'][]) sum[status] += one[status]
    return sum
  }, noCounts132())

/** By the end of its last day a window is closed: what is not met then falls short. */
export const closed132 = (status: Rule132['status']): Rule132['status'] => (status === 'open' ? 'short' : status)

export interface Rate132 extends Metric {
  numerator: number
  denominator: number
}

/** KPI 実施率: met or achieved early, of the windows that have closed; who could not be reached is in neither. */
export function rateOf132({ met, achieved_early, short }: Readonly<Counts132>): Rate132 {
  const numerator = met + achieved_early
  const denominator = numerator + short
  return { ...rate(numerator, denominator), numerator, denominator }
}
