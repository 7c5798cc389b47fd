/** Which orders are in this file? Text → rows → orders, several rows of one order folded into one. */

import type { ContractStatus, OrderInput } from '../core/order.ts'
import { AppError } from '../errors.ts'
import { isDamagedNumber } from './cells.ts'
import { readRowsOf } from './csv.ts'
import { damageIn, isMojibakeHeader, lacksZero } from './damage.ts'
import { FIELDS, type Preset } from './fields.ts'
import { FileRow, type ToldRow } from './file-row.ts'
import { Fold, type Gathered, MOST_ROWS } from './fold.ts'
import { anotherKind, otherKind } from './kinds.ts'
import { type Columns, isHeaderless, mapColumns, type Overrides, unusedHeaders } from './mapper.ts'
import { fittingPreset, mallOf } from './presets.ts'
import { type Rejected, toOrder } from './to-order.ts'

export interface Header {
  columns: Columns
  headers: string[]
  unused: string[]
  /** The file has no header line; `headers` are made up. */
  headerless: boolean
  /** How the file is read: the given one, unless the file is a mall's. */
  preset: Preset
  /** The preset that these headers belong to, when it is another than the given one. */
  fits?: string
}

export interface OrderFile {
  preset: Preset
  overrides?: Overrides
  /** Under which name the shop system's numbers are kept; the preset's when left out. */
  source?: string
  /** Called once, before the first order. */
  onHeader?: (header: Header) => void
  /** Called for each row but the header. */
  onRow?: () => void
  /** Called for each row whose telephone number had lost its leading 0. */
  onMended?: (line: number) => void
}

/** A rejection, and the rows that were rejected for it: all of their order. */
export interface RejectedRows extends Rejected {
  rows: { line: number; raw: string[] }[]
}

const BROKEN = '「"」が閉じられていないため、この行から先を読めませんでした。ファイルの出力をやり直してください。'

/**
 * Good rows come out as orders, bad ones as rejections; neither stops the file. An order with one bad row is rejected
 * whole, because half of it would be a wrong amount.
 * @throws AppError `invalid` when the file has no rows or its columns cannot be understood
 */
export const readOrders = (texts: AsyncIterable<string>, file: OrderFile): AsyncGenerator<ReadOrder | RejectedRows> =>
  readRows(texts, file, toOrder)

export type ReadOrder = { line: number; order: OrderInput; contract?: ContractStatus }

/** As `readOrders`, as many at a time as come out of one piece of text. */
export const readOrderPieces = (texts: AsyncIterable<string>, file: OrderFile) => readPiecesOf(texts, file, toOrder)

/** What the rows of one thing (an order, a contract, a parcel) say together; undefined when they are none at all. */
export type ReadThing<T> = (rows: ToldRow[], source: string, preset: Preset) => T | Rejected | undefined

/**
 * As `readOrders`, for anything that has a number in its file: `preset.key` says where.
 * @throws AppError `invalid` when the file has no rows or its columns cannot be understood
 */
export async function* readRows<T extends object>(
  texts: AsyncIterable<string>,
  file: OrderFile,
  read: ReadThing<T>,
): AsyncGenerator<({ line: number } & T) | RejectedRows> {
  for await (const piece of readPiecesOf(texts, file, read)) yield* piece
}

/** A step for each row would have its price, so they come as many at a time as one piece of text makes whole. */
async function* readPiecesOf<T extends object>(
  texts: AsyncIterable<string>,
  { preset: given, overrides, source, onHeader, onRow, onMended }: OrderFile,
  read: ReadThing<T>,
): AsyncGenerator<(({ line: number } & T) | RejectedRows)[]> {
  let columns: Columns | undefined
  let preset = given
  const fold = new Fold()
  for await (const rows of readRowsOf(texts)) {
    const found: (({ line: number } & T) | RejectedRows)[] = []
    for (const row of rows) {
      const { line, cells: raw, broken } = row
      if (broken) {
        found.push({ line, code: 'bad_csv', message: BROKEN, rows: [] })
        continue
      }
      if (!columns) {
        const header = readHeader(raw, preset, overrides)
        columns = header.columns
        preset = header.preset
        onHeader?.(header)
        if (!header.headerless) continue
      }
      onRow?.()
      const file = new FileRow(row, columns, preset.key)
      const { order_id, order_name, phone } = file.only(raw, 'order_id', 'order_name', 'phone')
      if (phone && lacksZero(phone)) onMended?.(line)
      const refused = fold.add(file, { order_id, order_name })
      if (refused) found.push(...refusal(file.told(), refused, preset))
      for (const gathered of fold.ripe()) finish(gathered, preset, source ?? preset.source, read, found)
    }
    yield found
  }
  if (!columns) throw new AppError('invalid', 'ファイルに行がありません。')
  const found: (({ line: number } & T) | RejectedRows)[] = []
  for (const gathered of fold.rest()) finish(gathered, preset, source ?? preset.source, read, found)
  yield found
}

function readHeader(first: string[], given: Preset, overrides?: Overrides): Header {
  const preset = (!given.key && mallOf(first)) || given
  const garbled = first.find(isMojibakeHeader)
  if (garbled !== undefined)
    throw new AppError(
      'invalid',
      `1行目の「${garbled.trim().slice(0, 20)}」が文字化けしています。カートから出力したままのファイルを選んでください。`,
    )
  const headerless = isHeaderless(first, preset, overrides)
  const headers = headerless ? first.map((_, index) => `${index + 1}列目`) : first
  const fits = fittingPreset(headers, preset)
  try {
    const columns = mapColumns(headers, preset, overrides)
    return { columns, headers, unused: unusedHeaders(headers, columns), headerless, preset, fits }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (fits)
      throw new AppError(
        error.code,
        `${error.message}
見出しは ${fits} のもののようです。--preset ${fits} をお試しください。`,
      )
    const kind = preset.key || preset.needed ? undefined : otherKind(headers)
    if (kind) throw anotherKind(kind, `${error.message}\n`)
    throw error
  }
}

function refusal(row: ToldRow, why: 'no_number' | 'scattered', { key }: Preset): RejectedRows[] {
  const { line, cells } = row
  const id = (key ? cells[key] : (cells.order_id ?? cells.order_name)) ?? ''
  const number = FIELDS[key ?? 'order_id']
  if (why === 'no_number') {
    const damage = isDamagedNumber(id) ? damageIn(row) : undefined
    return [{ line, code: 'missing_id', message: `${number}がありません。`, ...damage, rows: [row] }]
  }
  const message = `${number}「${id}」の行が、前の行から離れすぎています。${number}の順に並べたファイルを選んでください。`
  // Imported by itself, this row would take the place of the whole order.
  return [{ line, code: 'scattered_order', message, rows: [] }]
}

function finish<T extends object>(
  { id, rows, tooLong }: Gathered,
  preset: Preset,
  source: string,
  read: ReadThing<T>,
  found: (({ line: number } & T) | RejectedRows)[],
): void {
  const number = FIELDS[preset.key ?? 'order_id']
  if (tooLong !== undefined) {
    const message = `${number}「${id}」の行が${MOST_ROWS}行を超えています。${number}の列をお確かめください。`
    found.push({ line: tooLong, code: 'too_many_rows', message, rows: [] })
    return
  }
  const told = rows.map((row) => row.told())
  const thing = read(told, source, preset)
  if (thing) found.push(isRejected(thing) ? { ...thing, rows: told } : { line: told[0]?.line ?? 0, ...thing })
}

const isRejected = (thing: object): thing is Rejected => 'code' in thing && 'message' in thing
