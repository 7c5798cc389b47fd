/** Which contracts are in this file? Cells → the canonical contract, or why not (DOMAIN §2.4). */

import { readSubscription, type SubscriptionInput } from '../core/order.ts'
import { readCount } from './cells.ts'
import { readContractStatus, readCycle } from './contract-words.ts'
import { damageIn } from './damage.ts'
import type { NumberedCells } from './fields.ts'
import { type OrderFile, readRows } from './orders.ts'
import { BadCell, countIn, dateIn, firstOf, unreadable } from './read-cells.ts'
import { customerOf, type Rejected } from './to-order.ts'

/** As `readOrders`; `file.preset` is that of contracts. */
export const readSubscriptions = (texts: AsyncIterable<string>, file: OrderFile) =>
  readRows(texts, file, (rows, source) => toSubscription(rows, source))

/**
 * A contract of several products, or with a row for each delivery, is told by the row that counts farthest, else by the
 * first; what that one leaves open, by the others.
 */
function toSubscription(rows: NumberedCells[], source: string): { subscription: SubscriptionInput } | Rejected {
  const own = rows.map(({ line, cells: { order_id: _alias, ...cells } }) => ({ line, cells }))
  const damaged = own.map(damageIn).find((found) => found)
  if (damaged) return damaged
  try {
    const newestFirst = own.toSorted((one, other) => countOf(other) - countOf(one))
    const read = readSubscription(contractValue({ ...firstOf(newestFirst), line: own[0]?.line ?? 0 }, source))
    return 'code' in read ? { line: own[0]?.line ?? 0, ...read } : read
  } catch (error) {
    if (error instanceof BadCell) return error.rejected
    throw error
  }
}

const countOf = ({ cells }: NumberedCells) => readCount(cells.subscription_count ?? '') ?? 0

function contractValue(row: NumberedCells, source: string) {
  const { subscription_id, sku, product, cycle, cancel_reason, subscription_status, subscription_count } = row.cells
  const updated_at = dateIn(row, 'updated_at')
  const cancelled_at = dateIn(row, 'cancelled_at')
  const status = statusOf(row, cancelled_at !== undefined)
  const isOver = status === 'cancelled' || status === 'completed'
  return {
    source,
    external_id: subscription_id,
    customer: customerOf(row.cells),
    product: sku ?? product,
    cycle_days: readCycle(cycle ?? ''),
    status,
    raw_status: subscription_status,
    started_at: dateIn(row, 'started_at'),
    next_delivery_on: dateIn(row, 'next_delivery_on'),
    // Without a day of its own the end is no later than the last change of the row.
    cancelled_at: isOver ? (cancelled_at ?? updated_at) : undefined,
    payment_failed_at: status === 'payment_failed' ? updated_at : undefined,
    cancel_reason: isOver ? cancel_reason : undefined,
    count: subscription_count === undefined ? undefined : countIn(row, 'subscription_count'),
    updated_at,
  }
}

function statusOf({ line, cells: { subscription_status } }: NumberedCells, isCancelled: boolean) {
  if (subscription_status === undefined) return isCancelled ? 'cancelled' : 'active'
  const status = readContractStatus(subscription_status)
  if (status) return status
  const help = '「有効」「継続中」「休止」「解約」「完了」のような言葉でお書きください。'
  throw unreadable(line, 'subscription_status', subscription_status, help)
}
