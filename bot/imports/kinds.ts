/** What does a file tell of: orders, contracts, or shipments? Its headers say so where nobody else does. */

import { AppError } from '../errors.ts'
import type { Preset } from './fields.ts'
import { headerKey, mapColumns } from './mapper.ts'
import { arrivals } from './presets/arrivals.ts'
import { generic } from './presets/generic.ts'
import { subscriptions } from './presets/subscriptions.ts'

export const KINDS = ['orders', 'subscriptions', 'arrivals'] as const
export type Kind = (typeof KINDS)[number]
export type OtherKind = Exclude<Kind, 'orders'>

export const KIND_WORDS: Record<Kind, string> = { orders: '注文', subscriptions: '定期便', arrivals: '発送・お届け' }

export const PRESET_OF: Record<OtherKind, Preset> = { subscriptions, arrivals }

/** The columns are another kind's than orders: an error that `kindIn` understands, also from another thread. */
export const anotherKind = (kind: OtherKind, why = ''): AppError =>
  new AppError('invalid', `${why}${KIND_WORDS[kind]}のファイルのようです。--kind ${kind} をお試しください。`, { kind })

export function kindIn(error: unknown): OtherKind | undefined {
  const kind = error instanceof AppError ? (error.details as { kind?: unknown } | undefined)?.kind : undefined
  return kind === 'subscriptions' || kind === 'arrivals' ? kind : undefined
}

/** The kind that a file of these headers could be, when it cannot be one of orders. */
export function otherKind(headers: readonly string[]): OtherKind | undefined {
  if (canBe(subscriptions, headers)) return 'subscriptions'
  return canBe(arrivals, headers) && !tellsOfSales(headers) ? 'arrivals' : undefined
}

/** Sums and goods make it a file of orders whose other columns are called in some way of their own. */
const tellsOfSales = (headers: readonly string[]) => {
  const known = new Set(SALES.flatMap((field) => generic.headers[field] ?? []).map(headerKey))
  return headers.some((header) => known.has(headerKey(header)))
}
const SALES = ['total', 'subtotal', 'amount', 'unit_price', 'sku', 'quantity'] as const

/** A list of contracts names the order each began with, too; but it tells of deliveries to come, and of no sum. */
export function isContracts(headers: readonly string[], columns: ReadonlyMap<string, number>): boolean {
  const own = canBe(subscriptions, headers)
  return !!own && (own.has('next_delivery_on') || own.has('cycle')) && !columns.has('total') && !columns.has('subtotal')
}

function canBe(preset: Preset, headers: readonly string[]) {
  try {
    return mapColumns(headers, preset)
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}
