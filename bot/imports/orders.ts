/** Which orders are in this file? Text → rows → orders, several rows of one order folded into one. */

import type { ContractStatus, OrderInput } from '../core/order.ts'
import { AppError } from '../errors.ts'
import { isDamagedNumber } from './cells.ts'
import { readCsv } from './csv.ts'
import { damageIn, isMojibakeHeader, lacksZero } from './damage.ts'
import { FIELDS, type Preset } from './fields.ts'
import { type FileRow, Fold, type Gathered, MOST_ROWS } from './fold.ts'
import { anotherKind, otherKind } from './kinds.ts'
import { type Columns, isHeaderless, mapColumns, type Overrides, pick, unusedHeaders } from './mapper.ts'
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
export const readOrders = (
  texts: AsyncIterable<string>,
  file: OrderFile,
): AsyncGenerator<{ line: number; order: OrderInput; contract?: ContractStatus } | RejectedRows> =>
  readRows(texts, file, toOrder)

/** What the rows of one thing (an order, a contract, a parcel) say together; undefined when they are none at all. */
export type ReadThing<T> = (rows: FileRow[], source: string, preset: Preset) => T | Rejected | undefined

/**
 * As `readOrders`, for anything that has a number in its file: `preset.key` says where.
 * @throws AppError `invalid` when the file has no rows or its columns cannot be understood
 */
export async function* readRows<T extends object>(
  texts: AsyncIterable<string>,
  { preset: given, overrides, source, onHeader, onRow, onMended }: OrderFile,
  read: ReadThing<T>,
): AsyncGenerator<({ line: number } & T) | RejectedRows> {
  let columns: Columns | undefined
  let preset = given
  const fold = new Fold()
  for await (const { line, cells: raw, broken } of readCsv(texts)) {
    if (broken) {
      yield { line, code: 'bad_csv', message: BROKEN, rows: [] }
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
    const row = { line, raw, cells: pick(raw, columns) }
    if (row.cells.phone && lacksZero(row.cells.phone)) onMended?.(line)
    const refused = refusal(row, fold.add(numbered(row, preset)), preset)
    if (refused) yield refused
    for (const gathered of fold.ripe()) yield* finish(gathered, preset, source ?? preset.source, read)
  }
  if (!columns) throw new AppError('invalid', 'ファイルに行がありません。')
  for (const gathered of fold.rest()) yield* finish(gathered, preset, source ?? preset.source, read)
}

/** What is folded by another number than an order's is folded in the same way. */
const numbered = (row: FileRow, { key }: Preset): FileRow =>
  key ? { ...row, cells: { ...row.cells, order_id: row.cells[key] } } : row

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

function refusal(row: FileRow, why: ReturnType<Fold['add']>, { key }: Preset): RejectedRows | undefined {
  const { line, cells } = row
  const id = (key ? cells[key] : (cells.order_id ?? cells.order_name)) ?? ''
  const number = FIELDS[key ?? 'order_id']
  if (why === 'no_number') {
    const damage = isDamagedNumber(id) ? damageIn(row) : undefined
    return { line, code: 'missing_id', message: `${number}がありません。`, ...damage, rows: [row] }
  }
  if (why !== 'scattered') return undefined
  const message = `${number}「${id}」の行が、前の行から離れすぎています。${number}の順に並べたファイルを選んでください。`
  // Imported by itself, this row would take the place of the whole order.
  return { line, code: 'scattered_order', message, rows: [] }
}

function* finish<T extends object>(
  { id, rows, tooLong }: Gathered,
  preset: Preset,
  source: string,
  read: ReadThing<T>,
): Generator<({ line: number } & T) | RejectedRows> {
  const number = FIELDS[preset.key ?? 'order_id']
  const line = rows[0]?.line ?? 0
  if (tooLong !== undefined) {
    const message = `${number}「${id}」の行が${MOST_ROWS}行を超えています。${number}の列をお確かめください。`
    yield { line: tooLong, code: 'too_many_rows', message, rows: [] }
    return
  }
  const thing = read(rows, source, preset)
  if (thing) yield isRejected(thing) ? { ...thing, rows } : { line, ...thing }
}

const isRejected = (thing: object): thing is Rejected => 'code' in thing && 'message' in thing
