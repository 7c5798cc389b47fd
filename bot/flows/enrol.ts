/** Who begins which scenario, because of what? Orders, contracts, new friends and label changes of the last days. */

import { endReplaced, insertEnrollments, type NewEnrollment } from '../../db/enrollments.ts'
import {
  markOrdersTriggered,
  markSubscriptionsTriggered,
  untriggeredOrders,
  untriggeredSubscriptions,
} from '../../db/orders.ts'
import { addDays, jstDate, jstInstant } from '../core/calendar.ts'
import { dueAt } from '../core/due.ts'
import { type Occasion, occasions } from '../core/occasions.ts'
import { productFor } from '../core/product.ts'
import type { Scenario } from '../core/scenario.ts'
import type { Shop } from '../core/shop.ts'
import type { Label, Stage } from '../core/vocabulary.ts'
import type { Deps } from '../deps.ts'
import type { Content } from './content.ts'
import { type History, loadHistories, standingOf } from './records.ts'

const BATCH = 500

/** One reason to begin: the moment it hangs on, and a key that makes it count once. */
export interface Start {
  customerId: string
  anchor: string
  at: Date
  deliveredOn?: string
  skus: string[]
}

type Begins = (scenario: Scenario) => boolean

/**
 * Looks at the orders and contracts that no trigger has looked at. What is older than `trigger_max_age_days` when it is
 * first seen starts nothing: an import of last year's orders must not greet anybody (SPEC §5.2).
 */
export async function enrolTriggered(deps: Deps, content: Content): Promise<number> {
  const now = deps.now()
  const after = jstInstant(addDays(jstDate(now), -content.shop.trigger_max_age_days))
  let started = 0
  for (;;) {
    const orders = await untriggeredOrders(deps.db, after, now, BATCH)
    const contracts = await untriggeredSubscriptions(deps.db, after, now, BATCH)
    if (orders.length === 0 && contracts.length === 0) return started
    const histories = await loadHistories(
      deps,
      [...orders, ...contracts].map((row) => row.customerId),
    )
    const rows: NewEnrollment[] = []
    for (const order of orders) {
      const history = histories.get(order.customerId)
      if (!history || !order.marketingAllowed) continue
      const bought = occasions(history.records.orders, content.shop).filter((occasion) => occasion.at <= now)
      const index = bought.findIndex((occasion) => occasion.on === jstDate(order.orderedAt))
      const occasion = bought[index]
      if (!occasion) continue
      const start = startOf(order.customerId, occasion)
      const begins: Begins = ({ trigger }) => trigger === 'any_order' || (trigger === 'first_order' && index === 0)
      rows.push(...enrollmentsFor(deps, content, begins, start, history))
    }
    for (const contract of contracts) {
      const history = histories.get(contract.customerId)
      if (!history || contract.status !== 'active') continue
      const start: Start = {
        customerId: contract.customerId,
        anchor: `subscription:${contract.id}`,
        at: contract.startedAt,
        deliveredOn: addDays(jstDate(contract.startedAt), 3),
        skus: [contract.product],
      }
      rows.push(...enrollmentsFor(deps, content, ({ trigger }) => trigger === 'subscription_start', start, history))
    }
    const again = new Set(
      content.scenarios.filter(({ scenario }) => scenario.trigger === 'any_order').map(({ scenario }) => scenario.id),
    )
    const renewed = rows.filter((row) => again.has(row.scenarioId))
    await deps.db.atomically([
      ...(rows.length > 0 ? [insertEnrollments(rows)] : []),
      ...(renewed.length > 0 ? [endReplaced(renewed, now)] : []),
      markOrdersTriggered(
        orders.map((order) => order.id),
        now,
      ),
      markSubscriptionsTriggered(
        contracts.map((contract) => contract.id),
        now,
      ),
    ])
    started += rows.length
  }
}

/** A friend was added, or a label changed: begins at once, idempotent by its anchor. */
export async function enrolOne(
  deps: Deps,
  content: Content,
  trigger: Scenario['trigger'],
  start: Start,
): Promise<void> {
  const begins: Begins = (scenario) => scenario.trigger === trigger
  if (!content.scenarios.some(({ scenario }) => begins(scenario))) return
  const history = (await loadHistories(deps, [start.customerId])).get(start.customerId)
  if (!history) return
  const rows = enrollmentsFor(deps, content, begins, start, history)
  if (rows.length > 0) await deps.db.atomically([insertEnrollments(rows)])
}

/** Orders of one Tokyo day are one occasion and one anchor: a split cart is greeted once. */
export const startOf = (customerId: string, occasion: Occasion): Start => ({
  customerId,
  anchor: `order:${occasion.on}`,
  at: occasion.at,
  deliveredOn: occasion.deliveredOn,
  skus: occasion.orders.flatMap((order) => order.lines.flatMap((line) => line.sku ?? line.name ?? [])),
})

function enrollmentsFor(deps: Deps, content: Content, begins: Begins, start: Start, history: History): NewEnrollment[] {
  const { shop } = content
  const now = deps.now()
  const standing = standingOf(history, shop, now)
  return content.scenarios
    .filter(({ scenario }) => begins(scenario))
    .filter(({ scenario }) => buysOneOf(scenario, start.skus, shop) && isFor(scenario, standing.label, standing.stage))
    .map(({ scenario, revisionId }) => ({
      id: deps.newId(),
      customerId: start.customerId,
      scenarioId: scenario.id,
      revisionId,
      anchor: start.anchor,
      anchorAt: start.at,
      deliveredOn: start.deliveredOn,
      startedAt: now,
      nextDueAt: firstDue(scenario, start),
    }))
}

const buysOneOf = (scenario: Scenario, skus: string[], shop: Shop): boolean => {
  const wanted = scenario.products?.map((code) => productFor(code, shop)?.sku ?? code)
  return !wanted || skus.some((sku) => wanted.includes(productFor(sku, shop)?.sku ?? sku))
}

const isFor = ({ audience }: Scenario, label: Label, stage: Stage): boolean =>
  (audience?.labels?.includes(label) ?? true) && (audience?.stages?.includes(stage) ?? true)

/** The earliest moment of any step; settled steps are sorted out by the decision itself. */
export function firstDue(scenario: Scenario, start: { at: Date; deliveredOn?: string | null }): Date | undefined {
  const anchors = { startedAt: start.at, deliveredOn: start.deliveredOn as never }
  const moments = scenario.steps.flatMap((step) => dueAt(step, anchors) ?? [])
  return moments.length === 0 ? undefined : new Date(Math.min(...moments.map((at) => at.getTime())))
}
