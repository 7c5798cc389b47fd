/** Which orders are in this file? Text → rows → orders, several rows of one order folded into one. */

import { normaliseKey } from '../core/normalise.ts'
import type { OrderInput } from '../core/order.ts'
import { AppError } from '../errors.ts'
import { type Row, readCsv } from './csv.ts'
import type { Preset } from './fields.ts'
import { type Columns, isHeaderless, mapColumns, type Overrides, pick, unusedHeaders } from './mapper.ts'
import { damageIn, type NumberedCells, type Rejected, toOrder } from './to-order.ts'

export interface OrderFile {
  preset: Preset
  overrides?: Overrides
  /** Under which name the shop system's numbers are kept; the preset's when left out. */
  source?: string
  /** Called once, before the first order. */
  onHeader?: (header: { columns: Columns; headers: string[]; unused: string[] }) => void
}

/** Rows of one order may lie this many orders apart; carts write them together. */
const OPEN_ORDERS = 2000

const BROKEN = '「"」が閉じられていないため、この行から先を読めませんでした。ファイルの出力をやり直してください。'

/**
 * Good rows come out as orders, bad ones as rejections; neither stops the file. An order with one bad row is rejected
 * whole, because half of it would be a wrong amount.
 * @throws AppError `invalid` when the file has no rows or its columns cannot be understood
 */
export async function* readOrders(
  texts: AsyncIterable<string>,
  { preset, overrides, source = preset.source, onHeader }: OrderFile,
): AsyncGenerator<{ line: number; order: OrderInput } | Rejected> {
  let columns: Columns | undefined
  const open = new Map<string, NumberedCells[]>()
  const closed = new Set<string>()

  function* close(count: number) {
    for (const [id, rows] of [...open].slice(0, count)) {
      open.delete(id)
      closed.add(id)
      const read = toOrder(rows, source)
      if (read) yield 'code' in read ? read : { line: rows[0]?.line ?? 0, ...read }
    }
  }

  for await (const row of readCsv(texts)) {
    if (row.broken) {
      yield { line: row.line, code: 'bad_csv', message: BROKEN }
      continue
    }
    if (!columns) {
      const headerless = isHeaderless(row.cells, preset, overrides)
      const headers = headerless ? row.cells.map((_, index) => `${index + 1}列目`) : row.cells
      columns = mapColumns(headers, preset, overrides)
      onHeader?.({ columns, headers, unused: unusedHeaders(headers, columns) })
      if (!headerless) continue
    }
    const read = readRow(row, columns, closed)
    if ('code' in read) yield read
    else {
      const rows = open.get(read.id)
      if (rows) rows.push(read.row)
      else open.set(read.id, [read.row])
      if (open.size > OPEN_ORDERS) yield* close(OPEN_ORDERS / 2)
    }
  }
  if (!columns) throw new AppError('invalid', 'ファイルに行がありません。')
  yield* close(open.size)
}

function readRow(row: Row, columns: Columns, closed: Set<string>): { id: string; row: NumberedCells } | Rejected {
  const { line } = row
  const numbered = { line, cells: pick(row.cells, columns) }
  const id = normaliseKey(numbered.cells.order_id ?? '')
  if (!id) return { line, code: 'missing_id', message: '注文番号がありません。' }
  if (closed.has(id)) {
    const message = `注文番号「${id}」の行が、前の行から離れすぎています。注文番号の順に並べたファイルを選んでください。`
    return { line, code: 'scattered_order', message }
  }
  return damageIn(numbered) ?? { id, row: numbered }
}
