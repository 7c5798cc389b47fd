/** One row of a file, and which of its cells mean what. */

import type { Row } from './csv.ts'
import type { Cells, Field, NumberedCells } from './fields.ts'
import { type Columns, cellAt, pick } from './mapper.ts'

export interface ToldRow extends NumberedCells {
  /** The row as it stood in the file. */
  raw: string[]
}

/** Small while it waits for the other rows of its order: what it says is read when somebody asks. */
export class FileRow {
  readonly line: number
  readonly #row: Row
  readonly #columns: Columns
  readonly #key: Field | undefined

  /** @param key what joins the rows, when it is another number than an order's: folded in the same way */
  constructor(row: Row, columns: Columns, key: Field | undefined) {
    this.line = row.line
    this.#row = row
    this.#columns = columns
    this.#key = key
  }

  /** Some of its cells. @param raw the row's */
  only(raw: readonly string[], ...fields: Field[]): Cells {
    const cells: Cells = {}
    for (const field of fields) {
      const said = field === 'order_id' ? (this.#key ?? field) : field
      const column = this.#columns.get(said)
      const text = column === undefined ? '' : cellAt(raw, column)
      if (text) cells[field] = text
    }
    return cells
  }

  told(): ToldRow {
    const raw = this.#row.cells
    const cells = pick(raw, this.#columns)
    return { line: this.line, raw, cells: this.#key ? { ...cells, order_id: cells[this.#key] } : cells }
  }
}
