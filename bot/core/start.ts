/** Which scenario begins for this customer, because of what? (SPEC §4.4 `trigger`, `products`, `audience`) */

import { addDays, addMinutes, daysBetween, type JstDate, jstDate } from './calendar.ts'
import type { Handled } from './decide.ts'
import { type Anchors, dueAt, keyOf } from './due.ts'
import type { Facts } from './facts.ts'
import type { Standing } from './names.ts'
import { type Occasion, type OrderFact, occasions, purchasedAt } from './occasions.ts'
import { productFor } from './product.ts'
import type { Scenario } from './scenario.ts'
import type { Shop } from './shop.ts'
import type { Label, Trigger } from './vocabulary.ts'

/** One reason to begin: what it triggers, the moment it hangs on, and a key that makes it count once. */
export interface Start {
  triggers: readonly Trigger[]
  anchor: string
  at: Date
  deliveredOn?: JstDate
  /** What was bought. */
  skus: string[]
}

/**
 * The start that this order makes; undefined when it does not count.
 * Orders of one Tokyo day are one occasion and one anchor: a split cart is greeted once.
 * @param orders all of the customer's
 */
export function startByOrder(orderedAt: Date, orders: OrderFact[], shop: Shop, now: Date): Start | undefined {
  const bought = occasions(orders, shop).filter((occasion) => occasion.at <= now)
  const own = orders.find((order) => !order.isRenewal && order.orderedAt.getTime() === orderedAt.getTime())
  const on = jstDate(own ? purchasedAt(own, shop) : orderedAt)
  const index = bought.findIndex((occasion) => occasion.on === on)
  const occasion = bought[index]
  return occasion && startOf(occasion, index === 0)
}

/**
 * The occasion that an enrollment hangs on. Where purchases are dated by payment or shipping, one that began before
 * that date was known hangs on the day of the order.
 */
export const occasionAt = (anchor: string, bought: readonly Occasion[], shop: Pick<Shop, 'purchase_date_field'>) =>
  bought.find(({ on }) => anchor === `order:${on}`) ??
  (shop.purchase_date_field === 'ordered_at'
    ? undefined
    : bought.find(({ orders }) => orders.some(({ orderedAt }) => anchor === `order:${jstDate(orderedAt)}`)))

const startOf = (occasion: Occasion, isFirst: boolean): Start => ({
  triggers: isFirst ? ['any_order', 'first_order'] : ['any_order'],
  anchor: `order:${occasion.on}`,
  at: occasion.at,
  deliveredOn: occasion.deliveredOn,
  skus: occasion.orders.flatMap((order) => order.lines.flatMap((line) => line.sku ?? line.name ?? [])),
})

/** @param id of the contract in the database */
export const startByContract = (
  id: string,
  contract: { startedAt: Date; product: string },
  { delivery_estimate }: Pick<Shop, 'delivery_estimate'>,
): Start => ({
  triggers: ['subscription_start'],
  anchor: `subscription:${id}`,
  at: contract.startedAt,
  deliveredOn: addDays(jstDate(contract.startedAt), delivery_estimate.after_order_days),
  skus: [contract.product],
})

/** The monthly survey's day has come. */
export const startBySurvey = (at: Date): Start => ({
  triggers: ['survey_due'],
  anchor: `survey:${jstDate(at)}`,
  at,
  skus: [],
})

/** Why a label changed (DOMAIN §1.2 "Transitions"). */
export type LabelCause =
  | 'purchase'
  | 'subscription_start'
  | 'subscription_end'
  | 'positive'
  | 'aging'
  | 'registration'
  | 'opt_out'
  | 'block'
  | 'data_fix'

export interface LabelChanged {
  /** Undefined when we see this customer for the first time. */
  from?: Label
  to: Label
  cause: LabelCause
  facts: Facts
}

/**
 * The start that a change of label makes: one for each customer, from, to and day (DOMAIN §1.2). Getting to know
 * somebody (an import, a link, a mended record) is no change of theirs, and old news starts nothing.
 */
export function startByLabel({ from, to, cause, facts }: LabelChanged, shop: Shop, now: Date): Start | undefined {
  const today = jstDate(now)
  const isFresh = (on: JstDate | undefined) => on !== undefined && daysBetween(on, today) <= shop.trigger_max_age_days
  const happened: Partial<Record<LabelCause, boolean>> = {
    aging: true,
    positive: true,
    purchase: isFresh(facts.lastPurchaseOn),
    subscription_start: isFresh(facts.subscribedOn),
    subscription_end: isFresh(facts.subscriptionCancelledOn),
  }
  if (from === undefined || from === to || !happened[cause]) return undefined
  return { triggers: [`label_change:${to}`], anchor: `label:${from}>${to}:${today}`, at: now, skus: [] }
}

/** Whether a scenario rests for a customer who followed it before. */
export function rests({ rest_days }: Scenario, endedAt: Date | null, now: Date): boolean {
  if (endedAt === null) return true
  return rest_days !== undefined && now < addMinutes(endedAt, rest_days * 24 * 60)
}

/** Whether the scenario begins: its trigger, its products and its audience all fit. */
export const begins = (
  scenario: Scenario,
  start: Start,
  standing: Pick<Standing, 'label' | 'stage'>,
  shop: Shop,
): boolean =>
  [scenario.trigger, ...scenario.also].some((trigger) => start.triggers.includes(trigger)) &&
  buysOneOf(scenario, start.skus, shop) &&
  isFor(scenario, standing)

function buysOneOf(scenario: Scenario, skus: string[], shop: Shop): boolean {
  const wanted = scenario.products?.map((code) => productFor(code, shop)?.sku ?? code)
  return !wanted || skus.some((sku) => wanted.includes(productFor(sku, shop)?.sku ?? sku))
}

const isFor = ({ audience }: Scenario, { label, stage }: Pick<Standing, 'label' | 'stage'>): boolean =>
  (audience?.labels?.includes(label) ?? true) && (audience?.stages?.includes(stage) ?? true)

/** A newer start takes the place of the running one, instead of running beside it. */
export const replaces = ({ trigger }: Scenario): boolean => trigger === 'any_order'

/** The earliest moment at which any step is to be looked at; undefined when nothing can come. */
export function firstLook(
  scenario: Scenario,
  anchors: Anchors,
  handled: ReadonlyMap<string, Handled> = new Map(),
): Date | undefined {
  const moments = scenario.steps.flatMap((step) => {
    const before = handled.get(keyOf(step, anchors)) ?? handled.get(step.id)
    if (before) return before.status === 'held' && before.heldUntil ? before.heldUntil : []
    return dueAt(step, anchors) ?? []
  })
  return moments.length === 0 ? undefined : new Date(Math.min(...moments.map((at) => at.getTime())))
}
