/** What does this cell of this row say, or which sentence tells the merchant that it cannot be read? */

import { isImperialDate, isNoDate, readCount, readDate, readYen } from './cells.ts'
import { type Cells, FIELDS, type Field, type NumberedCells } from './fields.ts'
import type { Rejected } from './to-order.ts'

/** Thrown by the readers below and caught where the rows of one thing are read: the first cell that spoils it. */
export class BadCell extends Error {
  readonly rejected: Rejected
  constructor(line: number, code: string, message: string) {
    super(message)
    this.rejected = { line, code, message }
  }
}

/** Dates that may not be left open. */
const REQUIRED: readonly Field[] = ['ordered_at', 'started_at']

/** Cells that concern the whole thing, from the first of its rows that has them. */
export function firstOf(rows: NumberedCells[]): NumberedCells {
  const [only, ...others] = rows
  if (only && others.length === 0) return only
  const cells: Cells = {}
  for (const { cells: more } of rows) for (const field of Object.keys(more) as Field[]) cells[field] ??= more[field]
  return { line: rows[0]?.line ?? 0, cells }
}

/** @throws BadCell */
export function dateIn({ line, cells }: NumberedCells, field: Field): string | undefined {
  const text = cells[field]
  if (text === undefined) return undefined
  const read = readDate(text, field === 'ordered_at' ? cells.ordered_time : undefined)
  if (read) return read
  if (!REQUIRED.includes(field) && isNoDate(text)) return undefined
  const help = isImperialDate(text) ? '和暦は読めません。西暦（2026-04-01 や 2026/4/1）でお書きください。' : ''
  throw unreadable(line, field, text, help || '2026-04-01 12:34 や 2026/4/1 のようにお書きください。')
}

/** @throws BadCell */
export function yenIn({ line, cells }: NumberedCells, field: Field): number | undefined {
  const text = cells[field]
  if (text === undefined) return undefined
  const yen = readYen(text)
  if (yen === undefined) throw unreadable(line, field, text, '円の整数（3300 や ¥3,300）でお書きください。')
  return yen
}

/** @throws BadCell also for an empty cell */
export function countIn({ line, cells }: NumberedCells, field: Field): number {
  const text = cells[field] ?? ''
  const count = readCount(text)
  if (count === undefined) throw unreadable(line, field, text, '0以上の整数でお書きください。')
  return count
}

export const unreadable = (line: number, field: Field, text: string, help: string) =>
  new BadCell(line, 'bad_value', `${FIELDS[field]}「${text.slice(0, 40)}」を読み取れません。${help}`)
