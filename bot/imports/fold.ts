/** Which rows belong to one order? Those of one number, also when others lie between; in memory for a short while only. */

import { normaliseKey } from '../core/normalise.ts'
import { isDamagedNumber } from './cells.ts'
import type { Cells } from './fields.ts'
import type { FileRow } from './file-row.ts'
import { Recent } from './recent.ts'

/** Rows of one order may lie this many orders apart; carts write them together. */
export const OPEN_ORDERS = 2000
/** No order has more rows; a column that is not the order's number would gather the whole file. */
export const MOST_ROWS = 1000

export interface Gathered {
  id: string
  rows: FileRow[]
  /** The line of the first row that was one too many. */
  tooLong?: number
}

export class Fold {
  readonly #open = new Map<string, Gathered & { name?: string }>()
  readonly #names = new Map<string, string>()
  readonly #closed = new Recent()

  /**
   * @param numbers the row's
   * @returns why the row belongs to no order that can still be told whole
   */
  add(row: FileRow, numbers: Pick<Cells, 'order_id' | 'order_name'>): 'no_number' | 'scattered' | undefined {
    const { id, name } = this.#keyOf(numbers)
    if (!id) return 'no_number'
    if (this.#closed.has(id)) return 'scattered'
    const gathered = this.#open.get(id)
    if (!gathered) this.#open.set(id, { id, rows: [row], name })
    else if (gathered.rows.length < MOST_ROWS) gathered.rows.push(row)
    else gathered.tooLong ??= row.line
    return undefined
  }

  /** The oldest orders once too many are open. */
  ripe(): Gathered[] {
    return this.#open.size > OPEN_ORDERS ? this.#close(OPEN_ORDERS / 2) : []
  }

  rest(): Gathered[] {
    return this.#close(this.#open.size)
  }

  #close(count: number): Gathered[] {
    const oldest = [...this.#open.values()].slice(0, count)
    for (const { id, name } of oldest) {
      this.#open.delete(id)
      this.#closed.add(id)
      if (name && this.#names.get(name) === id) this.#names.delete(name)
    }
    return oldest
  }

  /** A row without a number belongs to the order whose name it bears; one that Excel broke would join strangers. */
  #keyOf({ order_id = '', order_name = '' }: Cells): { id: string; name?: string } {
    const name = normaliseKey(order_name)
    const number = isDamagedNumber(order_id) ? '' : normaliseKey(order_id)
    const id = number || this.#names.get(name) || name
    if (name && id) this.#names.set(name, id)
    return { id, name }
  }
}
