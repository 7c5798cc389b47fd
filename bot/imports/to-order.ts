/** What do the rows of one order say together? Cells → the canonical order, or why not (DOMAIN §2.4). */

import { type ContractStatus, type OrderInput, readOrder } from '../core/order.ts'
import { readConsent, readCount, readFlag } from './cells.ts'
import { readContractStatus } from './contract-words.ts'
import { damageIn } from './damage.ts'
import type { Cells, Field, NumberedCells, Preset } from './fields.ts'
import { isMallOrder } from './malls.ts'
import { phoneOf } from './phones.ts'
import { BadCell, countIn, dateIn, firstOf, yenIn } from './read-cells.ts'
import { isWaiting, statusOf } from './status.ts'

export interface Rejected {
  line: number
  code: string
  message: string
}

/** Without one of these a row says nothing about what was bought; a bare quantity would make a line 「不明」. */
const LINE: readonly Field[] = ['sku', 'product', 'unit_price', 'amount']

/**
 * Cells that concern the whole order are taken from the first of its rows that has them.
 * @param rows at least one
 * @returns undefined when the rows are no order at all (a basket that never reached the payment)
 */
export function toOrder(
  rows: NumberedCells[],
  source: string,
  { interpret = (same) => same, mall }: Pick<Preset, 'interpret' | 'mall'> = {},
): { order: OrderInput; contract?: ContractStatus } | Rejected | undefined {
  const line = rows[0]?.line ?? 0
  for (const row of rows) {
    const damaged = damageIn(row)
    if (damaged) return damaged
  }
  try {
    const said = interpret(rows)
    const value = orderValue(said, source, mall)
    if (!value) return undefined
    const read = readOrder(value)
    if ('code' in read) return { line, ...read }
    const contract = contractOf(said)
    return contract ? { ...read, contract } : read
  } catch (error) {
    if (error instanceof BadCell) return error.rejected
    throw error
  }
}

/** The state of the contract it belongs to, when its row names that, too (ecforce's 定期ステータス). */
function contractOf(rows: NumberedCells[]): ContractStatus | undefined {
  const { subscription_id, subscription_status } = firstOf(rows).cells
  return subscription_id && subscription_status ? readContractStatus(subscription_status) : undefined
}

function orderValue(rows: NumberedCells[], source: string, mall = false) {
  const whole = firstOf(rows)
  const status = statusOf(whole.cells)
  if (status === 'not_an_order') return undefined
  const { order_id, order_name, coupon, currency } = whole.cells
  const { subscription_id, subscription_count } = whole.cells
  if (currency && currency.toUpperCase() !== 'JPY')
    throw new BadCell(
      whole.line,
      'bad_value',
      `通貨が「${currency.slice(0, 10)}」です。日本円（JPY）の注文だけを取り込めます。`,
    )
  // In this order: the first that cannot be read is told.
  const ordered_at = dateIn(whole, 'ordered_at')
  const paid_at = dateIn(whole, 'paid_at')
  const shipped_at = dateIn(whole, 'shipped_at')
  return {
    source,
    external_id: order_id ?? order_name,
    number: order_name,
    customer: mall ? {} : customerOf(whole.cells),
    ordered_at,
    paid_at,
    shipped_at,
    delivered_at: dateIn(whole, 'delivered_at'),
    updated_at: dateIn(whole, 'updated_at'),
    status: isAhead(whole.cells, status, paid_at ?? shipped_at) ? 'pending' : status,
    raw_status: whole.cells.status ?? whole.cells.fulfillment_status ?? whole.cells.payment_status,
    total_yen: yenIn(whole, 'total'),
    subtotal_yen: yenIn(whole, 'subtotal'),
    discount_yen: yenIn(whole, 'discount'),
    points_used_yen: yenIn(whole, 'points'),
    shipping_yen: yenIn(whole, 'shipping'),
    fee_yen: yenIn(whole, 'fee'),
    tax_yen: yenIn(whole, 'tax'),
    refunded_yen: yenIn(whole, 'refunded'),
    is_renewal: flagIn(whole.cells.is_renewal),
    marketing_allowed: mall || isMallOrder(whole.cells) ? false : undefined,
    subscription_external_id: subscription_id,
    subscription_count: subscription_count === undefined ? undefined : countIn(whole, 'subscription_count'),
    coupon_codes: coupon?.split(/[,、]/) ?? [],
    lines: rows.filter(({ cells }) => LINE.some((field) => cells[field])).map((row) => lineValue(row)),
  }
}

function lineValue(row: NumberedCells) {
  const { sku, product, variant, quantity, subscription_id, subscription_count, is_subscription } = row.cells
  const qty = quantity === undefined ? 1 : countIn(row, 'quantity')
  const unit_yen = yenIn(row, 'unit_price')
  const amount = yenIn(row, 'amount')
  return {
    sku,
    name: product,
    variant,
    qty,
    unit_yen,
    amount_yen: amount ?? (unit_yen === undefined ? undefined : unit_yen * qty),
    is_subscription: subscription_id !== undefined || subscription_count !== undefined || flagIn(is_subscription),
  }
}

const flagIn = (text: string | undefined) => (text === undefined ? undefined : readFlag(text))

/** A renewal that is neither paid nor shipped has not happened, whenever the cart wrote it down (DOMAIN §1.1, たまごリピート §2.2). */
const isAhead = (cells: Cells, status: string | undefined, confirmed: string | undefined) =>
  status === 'confirmed' &&
  confirmed === undefined &&
  isWaiting(cells) &&
  (flagIn(cells.is_renewal) ?? (readCount(cells.subscription_count ?? '') ?? 0) > 1)

/** Whom a cart's cells name. A mall's made-up address names nobody. */
export function customerOf(cells: Cells) {
  const { customer_id, email } = cells
  if (isMallOrder(cells)) return { external_id: customer_id }
  const registered_channels = channelsOf(cells)
  return { external_id: customer_id, email, phone: phoneOf(cells), ...namesOf(cells), registered_channels }
}

/** Words that nobody can read say nothing: an order is not refused for them. */
function channelsOf({ email_consent }: Cells): ['email'] | [] | undefined {
  if (email_consent === undefined) return undefined
  const agreed = readConsent(email_consent)
  return agreed === undefined ? undefined : agreed ? ['email'] : []
}

const namesOf = ({ name, family_name, given_name, kana, family_kana, given_kana }: Cells) => ({
  name: name ?? spaced(family_name, given_name),
  kana: kana ?? spaced(family_kana, given_kana),
})
const spaced = (...parts: (string | undefined)[]) => parts.filter(Boolean).join(' ') || undefined
