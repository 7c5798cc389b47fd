/** What does a file of orders say, a piece at a time? */

import type { ContractStatus, OrderInput } from '../core/order.ts'
import { fingerprintOf, textOf } from '../core/same-report.ts'
import type { Encoding } from '../imports/decode.ts'
import type { Overrides } from '../imports/mapper.ts'
import { type Header, type RejectedRows, readOrderPieces } from '../imports/orders.ts'
import { presetFor } from '../imports/presets.ts'
import { readText } from './text-file.ts'

/** Plain data: it may be told to another thread. */
export interface OrderFileWish {
  path: string
  /** Its name. */
  preset: string
  overrides: Overrides
  source?: string
}

export interface SeenHeader extends Omit<Header, 'preset'> {
  /** What the shop system is called whose file this is. */
  system: string
  /** The same, when it is a mall. */
  mall?: string
}

export interface ReadOrder {
  line: number
  order: OrderInput
  /** The state of its contract, where the file names it. */
  contract?: ContractStatus
  /** As `textOf` and `fingerprintOf` say. */
  text: string
  fingerprint: string
}

export interface Piece {
  encoding: Encoding
  header: SeenHeader
  orders: ReadOrder[]
  rejected: RejectedRows[]
  /** Of the file, read for this piece; an order's rows may lie in the one before. */
  rows: number
  /** Rows whose telephone number had lost its leading 0: how many, and the first of them. */
  mended: { count: number; line?: number }
  /** Of the file, read so far. */
  bytes: number
}

/** Orders and rejections of a piece, at most. */
const PIECE = 1000

/**
 * In order; at least one piece, which may be empty.
 * @throws AppError `invalid` when the file cannot be read, has no rows, or its columns cannot be understood
 */
export async function* readPieces({ path, preset, overrides, source }: OrderFileWish): AsyncGenerator<Piece> {
  const known = presetFor(preset)
  let bytes = 0
  const { encoding, texts } = await readText(path, (read) => {
    bytes = read
  })
  let header: SeenHeader | undefined
  let mended: Piece['mended'] = { count: 0 }
  let rows = 0
  let orders: ReadOrder[] = []
  let rejected: RejectedRows[] = []
  const take = (seen: SeenHeader): Piece => {
    const piece = { encoding, header: seen, orders, rejected, rows, mended, bytes }
    rows = 0
    orders = []
    rejected = []
    mended = { count: 0 }
    return piece
  }
  const reads = readOrderPieces(texts, {
    preset: known,
    overrides,
    source,
    onHeader({ preset, ...seen }) {
      header = { ...seen, system: preset.title, mall: preset.mall ? preset.title : undefined }
    },
    onRow() {
      rows += 1
    },
    onMended(line) {
      mended = { count: mended.count + 1, line: mended.line ?? line }
    },
  })
  for await (const some of reads)
    for (const read of some) {
      if ('code' in read) rejected.push(read)
      else {
        const text = textOf(read.order)
        orders.push({ ...read, text, fingerprint: fingerprintOf(read.order, text) })
      }
      if (header && orders.length + rejected.length >= PIECE) yield take(header)
    }
  if (header) yield take(header)
}
