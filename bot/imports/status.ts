/** In which state is this order, when its file says so in several columns? (DOMAIN §2.1, §2.2) */

import type { OrderStatus } from '../core/order.ts'
import { readStatus } from './cells.ts'
import type { Cells } from './fields.ts'

/** What is said in one column and matters more than what the others say; money taken back before goods sent. */
const STRONGEST: (OrderStatus | 'not_an_order')[] = [
  'not_an_order',
  'cancelled',
  'returned',
  'refunded',
  'partially_refunded',
  'delivered',
  'shipped',
  'pending',
  'confirmed',
]

/** @returns undefined when no column speaks of it */
export function statusOf(cells: Cells): OrderStatus | 'not_an_order' | undefined {
  if (cells.cancelled_at) return 'cancelled'
  const said = [cells.status, cells.fulfillment_status, cells.payment_status].flatMap((text) => text ?? [])
  const states = new Set(said.map(readStatus))
  return STRONGEST.find((state) => states.has(state))
}
