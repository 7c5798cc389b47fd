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
  /** As `fingerprintOf` says. */
  fingerprint: string
}

/** Orders as one text and lists beside it: it crosses to another thread, and lies in memory, at a fraction of what orders cost. */
export interface ToldOrders {
  /** As `textOf` says of each, in brackets. */
  texts: string
  lines: number[]
  contracts: (ContractStatus | undefined)[]
  fingerprints: string[]
  /** In epoch milliseconds. */
  updatedAt: (number | undefined)[]
}

interface About {
  encoding: Encoding
  header: SeenHeader
  rejected: RejectedRows[]
  /** Of the file, read for this piece; an order's rows may lie in the one before. */
  rows: number
  /** Rows whose telephone number had lost its leading 0: how many, and the first of them. */
  mended: { count: number; line?: number }
  /** Of the file, read so far. */
  bytes: number
}

/** Plain data: it may be told to another thread. */
export interface ToldPiece extends About {
  told: ToldOrders
}

export interface Piece extends About {
  orders: ReadOrder[]
}

/** Orders and rejections of a piece, at most. */
const PIECE = 1000

const nothing = (): ToldOrders => ({ texts: '', lines: [], contracts: [], fingerprints: [], updatedAt: [] })

const MOMENTS = ['ordered_at', 'paid_at', 'shipped_at', 'delivered_at'] as const

/** The orders themselves again. */
export function piece({ told, ...about }: ToldPiece): Piece {
  const orders = (JSON.parse(`[${told.texts}]`) as OrderInput[]).map((order, index): ReadOrder => {
    for (const moment of MOMENTS) {
      const at = order[moment]
      if (at !== undefined) order[moment] = new Date(at)
    }
    const updatedAt = told.updatedAt[index]
    if (updatedAt !== undefined) order.updated_at = new Date(updatedAt)
    const { [index]: line = 0 } = told.lines
    return { line, order, contract: told.contracts[index], fingerprint: told.fingerprints[index] ?? '' }
  })
  return { ...about, orders }
}

/**
 * In order; at least one piece, which may be empty.
 * @throws AppError `invalid` when the file cannot be read, has no rows, or its columns cannot be understood
 */
export async function* readPieces({ path, preset, overrides, source }: OrderFileWish): AsyncGenerator<ToldPiece> {
  const known = presetFor(preset)
  let bytes = 0
  const { encoding, texts } = await readText(path, (read) => {
    bytes = read
  })
  let header: SeenHeader | undefined
  let mended: Piece['mended'] = { count: 0 }
  let rows = 0
  let told = nothing()
  let rejected: RejectedRows[] = []
  const take = (seen: SeenHeader): ToldPiece => {
    const piece = { encoding, header: seen, told, rejected, rows, mended, bytes }
    rows = 0
    told = nothing()
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
      else tell(told, read)
      if (header && told.lines.length + rejected.length >= PIECE) yield take(header)
    }
  if (header) yield take(header)
}

function tell(told: ToldOrders, { line, order, contract }: Omit<ReadOrder, 'fingerprint'>): void {
  const text = textOf(order)
  told.texts += told.lines.length === 0 ? text : `,${text}`
  told.lines.push(line)
  told.contracts.push(contract)
  told.fingerprints.push(fingerprintOf(order, text))
  told.updatedAt.push(order.updated_at?.getTime())
}
