/** Which orders were shipped, and which arrived, says this file? A parcel's row → its order's days, or why not. */

import { type ArrivalInput, readArrival } from '../core/arrival.ts'
import { readMoment } from '../core/normalise.ts'
import { damageIn } from './damage.ts'
import type { NumberedCells } from './fields.ts'
import { type OrderFile, readRows } from './orders.ts'
import { BadCell, dateIn } from './read-cells.ts'
import type { Rejected } from './to-order.ts'

/** As `readOrders`; `file.preset` is that of arrivals. Without `file.source` any system's order may be meant. */
export const readArrivals = (texts: AsyncIterable<string>, file: OrderFile) =>
  readRows(texts, file, (rows) => {
    const read = toArrival(rows, file.source)
    return 'code' in read ? read : { ...read, rows }
  })

/** Several parcels are one arrival: it begins with the first that was shipped and is there with the last. */
function toArrival(rows: NumberedCells[], source?: string): { arrival: ArrivalInput } | Rejected {
  const line = rows[0]?.line ?? 0
  const damaged = rows.map(damageIn).find((found) => found)
  if (damaged) return damaged
  try {
    const delivered = rows.map((row) => dateIn(row, 'delivered_at'))
    const read = readArrival({
      source,
      external_id: rows[0]?.cells.order_id,
      shipped_at: earliest(rows.map((row) => dateIn(row, 'shipped_at'))),
      // While one of them is on its way the order has not arrived.
      delivered_at: delivered.every((date) => date !== undefined) ? latest(delivered) : undefined,
    })
    return 'code' in read ? { line, ...read } : read
  } catch (error) {
    if (error instanceof BadCell) return error.rejected
    throw error
  }
}

const inOrder = (dates: readonly (string | undefined)[]): string[] =>
  dates
    .flatMap((date) => date ?? [])
    .toSorted((one, other) => (readMoment(one)?.getTime() ?? 0) - (readMoment(other)?.getTime() ?? 0))
const earliest = (dates: readonly (string | undefined)[]) => inOrder(dates).at(0)
const latest = (dates: readonly (string | undefined)[]) => inOrder(dates).at(-1)
