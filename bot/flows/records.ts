/** Everything on record about some customers, in the shape the rules read. */

import { linkedCustomerIds } from '../../db/customers.ts'
import { loadAnswers } from '../../db/facts.ts'
import { type Order, type OrderLine, ordersOf, type Subscription, subscriptionsOf } from '../../db/orders.ts'
import type { JstDate } from '../core/calendar.ts'
import type { SubscriptionFact } from '../core/contracts.ts'
import { gatherFacts, type Records } from '../core/gather-facts.ts'
import { classify } from '../core/label.ts'
import type { Standing } from '../core/names.ts'
import type { OrderFact, OrderLineFact } from '../core/occasions.ts'
import type { ContractStatus, OrderStatus } from '../core/order.ts'
import type { Shop } from '../core/shop.ts'
import { stageOf } from '../core/stage.ts'
import type { Deps } from '../deps.ts'

/** One customer's records, and the newest moment among them. */
export interface History {
  records: Omit<Records, 'now' | 'shop'>
  /** As the shop knows the person, else as they call themselves on LINE. */
  name: string | undefined
  linked: boolean
  withdrawn: boolean
  knownUntil: Date
}

/**
 * A handful of set-based reads, whatever the number of customers. Somebody whose rows cannot be read is left out and
 * logged: halves are read until the damaged rows are alone.
 */
export async function loadHistories(
  deps: Pick<Deps, 'db' | 'log'>,
  customerIds: string[],
): Promise<Map<string, History>> {
  const ids = [...new Set(customerIds)]
  try {
    return await readHistories(deps, ids)
  } catch (error) {
    if (!isDamage(error)) throw error
    if (ids.length === 1) {
      deps.log('customer_unreadable', { customerId: ids[0], error })
      return new Map()
    }
    const half = ids.length >> 1
    const first = await loadHistories(deps, ids.slice(0, half))
    return new Map([...first, ...(await loadHistories(deps, ids.slice(half)))])
  }
}

/** Bad data, not a database that cannot be reached: what is not JSON, or no date. */
const isDamage = (error: unknown): boolean =>
  error instanceof SyntaxError || error instanceof RangeError || (error instanceof Error && isDamage(error.cause))

async function readHistories(deps: Pick<Deps, 'db'>, ids: string[]): Promise<Map<string, History>> {
  const orders = Map.groupBy(await ordersOf(deps.db, ids), (order) => order.customerId)
  const contracts = Map.groupBy(await subscriptionsOf(deps.db, ids), (contract) => contract.customerId)
  const linked = await linkedCustomerIds(deps.db, ids)
  const answers = await loadAnswers(deps.db, ids)
  const accounts = Map.groupBy(answers.accounts, (friend) => friend.customerId)
  const responses = Map.groupBy(answers.responses, (response) => response.customerId)
  const signals = Map.groupBy(answers.signals, (signal) => signal.customerId)
  return new Map(
    answers.people.map((person) => {
      const friend = accounts.get(person.id)?.at(-1)
      const records: History['records'] = {
        orders: (orders.get(person.id) ?? []).map(orderFact),
        subscriptions: (contracts.get(person.id) ?? []).map(subscriptionFact),
        friend: friend && { following: friend.following, optedOut: friend.optedOutAt !== null },
        emailConsent: person.emailConsent,
        responses: (responses.get(person.id) ?? []).map((row) => ({
          at: row.at,
          satisfaction: row.satisfaction ?? undefined,
          nps: row.nps ?? undefined,
          intent: row.intent ?? undefined,
        })),
        signals: (signals.get(person.id) ?? []).map((row) => ({ name: row.name, at: row.at })),
        complaintsOpen: person.openComplaint ? 1 : 0,
        referrals: 0,
      }
      const moments = [
        ...records.orders.map((order) => order.orderedAt),
        ...records.signals.map((signal) => signal.at),
        ...records.responses.map((response) => response.at),
      ]
      const knownUntil = new Date(Math.max(0, ...moments.map((at) => at.getTime())))
      const name = person.name ?? friend?.displayName ?? undefined
      return [
        person.id,
        { records, name, linked: linked.has(person.id), withdrawn: person.deletedAt !== null, knownUntil },
      ]
    }),
  )
}

/** Where this customer stands at `now`, by the records known then. */
export function standingOf(history: History, shop: Shop, now: Date): Standing {
  const facts = gatherFacts({ ...history.records, shop, now })
  const label = classify(facts, now, shop)
  return { facts, label, stage: stageOf(facts, shop), linked: history.linked, withdrawn: history.withdrawn }
}

const lineFact = (line: OrderLine): OrderLineFact => ({
  sku: line.sku ?? undefined,
  name: line.name,
  qty: line.qty,
  amountYen: line.amountYen ?? undefined,
  lineType: line.lineType as OrderLineFact['lineType'],
  productLine: line.productLine ?? undefined,
  isSubscription: line.isSubscription ?? undefined,
})

const orderFact = (order: Order & { lines: OrderLine[] }): OrderFact => ({
  orderedAt: order.orderedAt,
  paidAt: order.paidAt ?? undefined,
  shippedAt: order.shippedAt ?? undefined,
  deliveredAt: order.deliveredAt ?? undefined,
  status: order.status as OrderStatus,
  totalYen: order.totalYen ?? undefined,
  subtotalYen: order.subtotalYen ?? undefined,
  pointsUsedYen: order.pointsUsedYen,
  refundedYen: order.refundedYen,
  isRenewal: order.isRenewal,
  isTrial: order.isTrial,
  subscriptionExternalId: order.subscriptionExternalId ?? undefined,
  subscriptionCount: order.subscriptionCount ?? undefined,
  lines: order.lines.map(lineFact),
})

const subscriptionFact = (contract: Subscription): SubscriptionFact => ({
  id: contract.id,
  externalId: contract.externalId,
  product: contract.product,
  cycleDays: contract.cycleDays ?? undefined,
  status: contract.status as ContractStatus,
  startedAt: contract.startedAt,
  nextDeliveryOn: (contract.nextDeliveryOn ?? undefined) as JstDate | undefined,
  cancelledAt: contract.cancelledAt ?? undefined,
  paymentFailedAt: contract.paymentFailedAt ?? undefined,
  count: contract.count,
})
