/** Which scenario begins for this customer, because of what? (SPEC §4.4 `trigger`, `products`, `audience`) */

import { addDays, type JstDate, jstDate } from './calendar.ts'
import type { Handled } from './decide.ts'
import { type Anchors, dueAt } from './due.ts'
import type { Standing } from './names.ts'
import { type Occasion, type OrderFact, occasions } from './occasions.ts'
import { productFor } from './product.ts'
import type { Scenario, Trigger } from './scenario.ts'
import type { Shop } from './shop.ts'

/** One reason to begin: what it triggers, the moment it hangs on, and a key that makes it count once. */
export interface Start {
  triggers: readonly Trigger[]
  anchor: string
  at: Date
  deliveredOn?: JstDate
  /** What was bought. */
  skus: string[]
}

/** An unreported arrival is expected after so many days (DOMAIN §1.1). */
const USUAL_TRANSIT = 3

/**
 * The start that this order makes; undefined when it does not count.
 * Orders of one Tokyo day are one occasion and one anchor: a split cart is greeted once.
 * @param orders all of the customer's
 */
export function startByOrder(orderedAt: Date, orders: OrderFact[], shop: Shop, now: Date): Start | undefined {
  const bought = occasions(orders, shop).filter((occasion) => occasion.at <= now)
  const index = bought.findIndex((occasion) => occasion.on === jstDate(orderedAt))
  const occasion = bought[index]
  return occasion && startOf(occasion, index === 0)
}

const startOf = (occasion: Occasion, isFirst: boolean): Start => ({
  triggers: isFirst ? ['any_order', 'first_order'] : ['any_order'],
  anchor: `order:${occasion.on}`,
  at: occasion.at,
  deliveredOn: occasion.deliveredOn,
  skus: occasion.orders.flatMap((order) => order.lines.flatMap((line) => line.sku ?? line.name ?? [])),
})

/** @param id of the contract in the database */
export const startByContract = (id: string, contract: { startedAt: Date; product: string }): Start => ({
  triggers: ['subscription_start'],
  anchor: `subscription:${id}`,
  at: contract.startedAt,
  deliveredOn: addDays(jstDate(contract.startedAt), USUAL_TRANSIT),
  skus: [contract.product],
})

/** Whether the scenario begins: its trigger, its products and its audience all fit. */
export const begins = (scenario: Scenario, start: Start, standing: Standing, shop: Shop): boolean =>
  start.triggers.includes(scenario.trigger) && buysOneOf(scenario, start.skus, shop) && isFor(scenario, standing)

function buysOneOf(scenario: Scenario, skus: string[], shop: Shop): boolean {
  const wanted = scenario.products?.map((code) => productFor(code, shop)?.sku ?? code)
  return !wanted || skus.some((sku) => wanted.includes(productFor(sku, shop)?.sku ?? sku))
}

const isFor = ({ audience }: Scenario, { label, stage }: Standing): boolean =>
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
    const before = handled.get(step.id)
    if (before) return before.status === 'held' && before.heldUntil ? before.heldUntil : []
    return dueAt(step, anchors) ?? []
  })
  return moments.length === 0 ? undefined : new Date(Math.min(...moments.map((at) => at.getTime())))
}
