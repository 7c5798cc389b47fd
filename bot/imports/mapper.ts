/** Which column holds what? Headers → fields, with the merchant's own `--map` on top (DOMAIN §2.5). */

import { didYouMean } from '../core/did-you-mean.ts'
import { normaliseKey } from '../core/normalise.ts'
import { AppError } from '../errors.ts'
import { type Cells, FIELD_NAMES, FIELDS, type Field, isField, type Preset } from './fields.ts'
import { columnsWanted } from './suggest.ts'

/** Field → its column, counted from 0. */
export type Columns = ReadonlyMap<Field, number>

/** Column (its header, or its number from 1) → field. */
export type Overrides = ReadonlyMap<string, Field>

export const headerKey = (header: string) =>
  normaliseKey(header)
    .toLowerCase()
    .replace(/[\s_-]/g, '')

/**
 * Reads `--map 受注No=order_id,3=customer_id`.
 * @throws AppError `invalid`
 */
export function readOverrides(text: string): Overrides {
  const overrides = new Map<string, Field>()
  for (const pair of text.split(',').filter((part) => part.trim())) {
    const [, column = '', field = ''] = /^(.+)=([^=]+)$/.exec(pair.trim()) ?? []
    if (!isField(field.trim())) throw unknownField(pair, field.trim())
    overrides.set(column.trim(), field.trim() as Field)
  }
  return overrides
}

function unknownField(pair: string, field: string): AppError {
  const near = field && didYouMean(field, FIELD_NAMES, FIELDS)
  const hint = near
    ? `「${near}」のことですか？`
    : `「列の見出し=項目」の形で、項目は次から選んでください: ${FIELD_NAMES.join(' ')}`
  return new AppError('invalid', `--map の「${pair.trim()}」がわかりません。${hint}`)
}

/**
 * The first column of a name wins when a header appears twice, and each column is used once.
 * @throws AppError `invalid` when a `--map` column is not there, or when the file cannot tell orders apart
 */
export function mapColumns(headers: readonly string[], preset: Preset, overrides: Overrides = new Map()): Columns {
  const keys = headers.map(headerKey)
  const columns = new Map<Field, number>()
  const taken = new Set<number>()
  const take = (field: Field, index: number) => {
    columns.set(field, index)
    taken.add(index)
  }
  for (const [column, field] of overrides) take(field, columnOf(column, keys, headers))
  for (const field of FIELD_NAMES) {
    if (columns.has(field)) continue
    const found = (preset.headers[field] ?? [])
      .map((header) => keys.findIndex((key, index) => key === headerKey(header) && !taken.has(index)))
      .find((index) => index >= 0)
    if (found !== undefined) take(field, found)
  }
  const absent = (preset.needed ?? NEEDED).filter((fields) => !fields.some((field) => columns.has(field)))
  if (absent.length > 0) throw new AppError('invalid', `${columnsWanted(absent, headers)}${seen(headers)}`)
  return columns
}

/** Which headers nothing was read from; for the report. */
export const unusedHeaders = (headers: readonly string[], columns: Columns): string[] => {
  const used = new Set(columns.values())
  return headers.filter((header, index) => header.trim() && !used.has(index))
}

/** No header line: every `--map` names its column by number, and no cell of the first row is a known header. */
export function isHeaderless(first: readonly string[], preset: Preset, overrides: Overrides = new Map()): boolean {
  const known = new Set(Object.values(preset.headers).flatMap((headers) => headers.map(headerKey)))
  return (
    overrides.size > 0 && [...overrides.keys()].every(isNumber) && !first.some((cell) => known.has(headerKey(cell)))
  )
}

/** An apostrophe before `+81…` or `-500` keeps a spreadsheet from counting; our own files of rejected rows have it, too. */
const GUARD = /^'(?=[\s\uFEFF]*[=+\-@＝＋－＠])/

/** What stands in a cell; nothing when it is empty or not there. */
export function cellAt(cells: readonly string[], column: number): string {
  const text = cells[column]?.trim() ?? ''
  return text.startsWith("'") ? text.replace(GUARD, '').trim() : text
}

/** The cells of a row that have a meaning and are not empty. */
export function pick(cells: readonly string[], columns: Columns): Cells {
  const picked: Cells = {}
  for (const [field, column] of columns) {
    const text = cellAt(cells, column)
    if (text) picked[field] = text
  }
  return picked
}

const NEEDED: Field[][] = [['order_id', 'order_name'], ['ordered_at'], ['customer_id', 'email', 'phone']]
const isNumber = (column: string) => /^[1-9]\d*$/.test(column)

function columnOf(column: string, keys: string[], headers: readonly string[]): number {
  const byName = keys.indexOf(headerKey(column))
  const index = byName < 0 && isNumber(column) ? Number(column) - 1 : byName
  if (index >= 0 && index < headers.length) return index
  throw new AppError('invalid', `--map の列「${column}」がファイルにありません。${seen(headers)}`)
}

const seen = (headers: readonly string[]) =>
  `見出し: ${headers.map((header) => header.trim().slice(0, 30)).join(' / ')}`
