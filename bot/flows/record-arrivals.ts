/** A carrier or a warehouse reports what was shipped and what has arrived: orders keep everything else. */

import { findOrdersByNumber, type KnownOrder, saveArrivals } from '../../db/arrivals.ts'
import { markStale } from '../../db/stale-facts.ts'
import type { ArrivalInput } from '../core/arrival.ts'
import { shownNumber } from '../core/order-proof.ts'
import type { Deps } from '../deps.ts'
import { loadContent } from './content.ts'
import { refreshAndEnrol } from './record-orders.ts'
import type { Cause } from './refresh-facts.ts'

/** `unknown`: no such order; `ambiguous`: several systems have one. */
export type ArrivalOutcome = 'updated' | 'unchanged' | 'unknown' | 'ambiguous'

export interface RecordedArrival {
  outcome: ArrivalOutcome
  customerId?: string
}

/** Where an order stands before it is on its way; what was cancelled or given back stays so. */
const BEFORE_SHIPPED = ['pending', 'confirmed']

/**
 * Some 1,000 at a time; the same again changes nothing.
 * @returns what became of each, in order; of several reports of one order the later wins
 */
export async function recordArrivals(deps: Deps, arrivals: ArrivalInput[]): Promise<RecordedArrival[]> {
  const content = await loadContent(deps)
  const numbers = arrivals.map(({ external_id }) => external_id)
  const known = await findOrdersByNumber(deps.db, numbers, numbers.map(shownNumber))
  const byNumber = new Map<string, Set<KnownOrder>>()
  for (const order of known)
    for (const number of [order.externalId, order.number].flatMap((one) => one ?? []))
      byNumber.set(number, (byNumber.get(number) ?? new Set()).add(order))

  const changed = new Map<string, KnownOrder>()
  const causes = new Map<string, Cause>()
  const outcomes = arrivals.map((arrival): RecordedArrival => {
    const found = ordersOf(arrival, byNumber)
    const [order] = found
    if (!order) return { outcome: 'unknown' }
    if (found.length > 1) return { outcome: 'ambiguous' }
    const { customerId } = order
    const wasConfirmed = isConfirmed(order)
    if (!take(order, arrival)) return { outcome: 'unchanged', customerId }
    changed.set(order.id, order)
    if (!wasConfirmed && isConfirmed(order)) causes.set(customerId, 'purchase')
    else if (!causes.has(customerId)) causes.set(customerId, 'data_fix')
    return { outcome: 'updated', customerId }
  })
  if (changed.size === 0) return outcomes
  const stale = [...causes].map(([customerId, cause]) => ({ customerId, cause }))
  const at = deps.now()
  await saveArrivals(deps.db, [...changed.values()], [markStale(stale, at)])
  await refreshAndEnrol(deps, content, stale, at)
  deps.wake('tick')
  return outcomes
}

/** The system's own number goes before the one that customers know. */
function ordersOf({ source, external_id }: ArrivalInput, byNumber: Map<string, Set<KnownOrder>>): KnownOrder[] {
  const ofSource = (number: string) =>
    [...(byNumber.get(number) ?? [])].filter((order) => source === undefined || order.source === source)
  const own = ofSource(external_id).filter((order) => order.externalId === external_id)
  return own.length > 0 ? own : ofSource(shownNumber(external_id))
}

/** A renewal is bought when it is paid or shipped, everything else when it is ordered (DOMAIN §1.1). */
const isConfirmed = ({ isRenewal, paidAt, shippedAt }: KnownOrder) =>
  !isRenewal || paidAt !== null || shippedAt !== null

/** Writes the arrival into the order. @returns whether that changed anything */
function take(order: KnownOrder, { shipped_at, delivered_at }: ArrivalInput): boolean {
  const before = JSON.stringify([order.shippedAt, order.deliveredAt, order.status])
  order.shippedAt = shipped_at ?? order.shippedAt
  order.deliveredAt = delivered_at ?? order.deliveredAt
  if (delivered_at && (BEFORE_SHIPPED.includes(order.status) || order.status === 'shipped')) order.status = 'delivered'
  else if (BEFORE_SHIPPED.includes(order.status)) order.status = 'shipped'
  return JSON.stringify([order.shippedAt, order.deliveredAt, order.status]) !== before
}
