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
  const [only, ...others] = said
  if (only !== undefined && others.length === 0) return readStatus(only)
  const states = new Set(said.map(readStatus))
  return STRONGEST.find((state) => states.has(state))
}

/** The shop says that it has not shipped: a renewal that a cart writes down days ahead has not happened yet. */
export const isWaiting = (cells: Cells): boolean =>
  [cells.status, cells.fulfillment_status].some((text) =>
    /未発送|未出荷|(発送|出荷)(待ち|準備)|unfulfilled/i.test(text ?? ''),
  )
