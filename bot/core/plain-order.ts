/** Is this an order with nothing odd about it? Then it is read here, several times as fast as by the schema, to the same result. */

import { CONSENT_CHANNELS, type ConsentChannel, MOST_CHANNELS } from './consent.ts'
import { normaliseEmail, normaliseKey, normalisePhone, readMoment } from './normalise.ts'
import type { OrderInput } from './order.ts'
import { shownNumber } from './order-proof.ts'
import { LINE_TYPES, MOST_CODES, MOST_LINES, ORDER_STATUSES, totalOf, UNNAMED } from './order-words.ts'
import { MOST_IN_A_KEY, MOST_IN_A_SOURCE, MOST_LETTERS } from './report-fields.ts'

/** Thrown, always the same one, where the schema has to look: not an error yet. */
const ODD = new Error('not a plain order')

type Given = Record<string, unknown>

/** @returns what the schema would make of it; undefined when the schema has to say so itself, or why not */
export function plainOrder(value: Given): OrderInput | undefined {
  try {
    return orderOf(value)
  } catch (error) {
    if (error === ODD) return undefined
    throw error
  }
}

/** Names stand in the order of the schema, which is that of the text an order is known by. */
function orderOf(given: Given): OrderInput {
  // The schema puts a total that was left out at the end.
  if (!('total_yen' in given)) throw ODD
  const order: Omit<OrderInput, 'total_yen'> & { total_yen?: number } = {
    source: keyIn(given.source, MOST_IN_A_SOURCE) ?? 'api',
    external_id: keyIn(given.external_id) ?? odd(),
    number: numberIn(given.number),
    customer: customerOf(given.customer),
    ordered_at: momentIn(given.ordered_at) ?? odd(),
    paid_at: momentIn(given.paid_at),
    shipped_at: momentIn(given.shipped_at),
    delivered_at: momentIn(given.delivered_at),
    status: oneOf(ORDER_STATUSES, given.status) ?? 'confirmed',
    raw_status: textIn(given.raw_status),
    subtotal_yen: yenIn(given.subtotal_yen),
    discount_yen: yenIn(given.discount_yen),
    points_used_yen: yenIn(given.points_used_yen),
    shipping_yen: yenIn(given.shipping_yen),
    fee_yen: yenIn(given.fee_yen),
    tax_yen: yenIn(given.tax_yen),
    total_yen: yenIn(given.total_yen),
    refunded_yen: yenIn(given.refunded_yen),
    is_trial: flagIn(given.is_trial),
    is_renewal: flagIn(given.is_renewal),
    subscription_external_id: keyIn(given.subscription_external_id),
    subscription_count: countIn(given.subscription_count),
    coupon_codes: listIn(given.coupon_codes, MOST_CODES).map((code) => keyIn(code) ?? odd()),
    marketing_allowed: flagIn(given.marketing_allowed) ?? true,
    lines: listIn(given.lines, MOST_LINES).map(lineOf),
    updated_at: momentIn(given.updated_at),
  }
  order.total_yen ??= totalOf(order)
  return order as OrderInput
}

function customerOf(given: unknown): OrderInput['customer'] {
  const { external_id, source, email, phone, name, kana, birthday, pref, registered_channels, consent } = recordIn(
    given ?? {},
  )
  // A day, a name of another source and consents one by one are rare: the schema may read them.
  if (!isNothing(birthday) || !isNothing(source) || !isNothing(consent)) throw ODD
  const [mail, number] = [textIn(email), textIn(phone)]
  return {
    external_id: keyIn(external_id),
    email: mail === undefined ? undefined : normaliseEmail(mail),
    phone: number === undefined ? undefined : normalisePhone(number),
    name: textIn(name),
    kana: textIn(kana),
    pref: textIn(pref),
    registered_channels: channelsIn(registered_channels),
  }
}

const channelsIn = (given: unknown): ConsentChannel[] | undefined =>
  isNothing(given) ? undefined : listIn(given, MOST_CHANNELS).map((one) => oneOf(CONSENT_CHANNELS, one) ?? odd())

function lineOf(given: unknown): OrderInput['lines'][number] {
  const line = recordIn(given)
  return {
    sku: keyIn(line.sku),
    name: textIn(line.name) ?? UNNAMED,
    variant: textIn(line.variant),
    qty: countIn(line.qty) ?? 1,
    unit_yen: yenIn(line.unit_yen),
    amount_yen: yenIn(line.amount_yen),
    line_type: oneOf(LINE_TYPES, line.line_type) ?? 'goods',
    product_line: textIn(line.product_line),
    is_subscription: flagIn(line.is_subscription),
  }
}

function odd(): never {
  throw ODD
}

const isNothing = (value: unknown): value is undefined | null => value === undefined || value === null

function recordIn(value: unknown): Given {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw ODD
  return value as Given
}

function listIn(value: unknown, most: number): unknown[] {
  if (isNothing(value)) return []
  if (!Array.isArray(value) || value.length > most) throw ODD
  return value
}

/** Blank means "not given"; a number in a text's place is the schema's to read. */
function textIn(value: unknown): string | undefined {
  if (isNothing(value)) return undefined
  if (typeof value !== 'string') throw ODD
  const said = value.trim()
  if (said.length > MOST_LETTERS) throw ODD
  return said === '' ? undefined : said
}

function keyIn(value: unknown, most = MOST_IN_A_KEY): string | undefined {
  const said = textIn(value)
  if (said === undefined) return undefined
  const key = normaliseKey(said)
  if (key.length === 0 || key.length > most) throw ODD
  return key
}

function numberIn(value: unknown): string | undefined {
  const said = textIn(value)
  const number = said === undefined ? undefined : shownNumber(said)
  if (number !== undefined && number.length > 200) throw ODD
  return number
}

function momentIn(value: unknown): Date | undefined {
  const said = textIn(value)
  return said === undefined ? undefined : (readMoment(said) ?? odd())
}

function wholeIn(value: unknown, least: number, most: number): number | undefined {
  if (isNothing(value)) return undefined
  if (!Number.isInteger(value) || (value as number) < least || (value as number) > most) throw ODD
  return value as number
}

const yenIn = (value: unknown) => wholeIn(value, -100_000_000, 100_000_000)
const countIn = (value: unknown) => wholeIn(value, 0, 100_000)

function flagIn(value: unknown): boolean | undefined {
  if (isNothing(value)) return undefined
  if (typeof value !== 'boolean') throw ODD
  return value
}

function oneOf<T extends string>(words: readonly T[], value: unknown): T | undefined {
  if (isNothing(value)) return undefined
  return words.find((word) => word === value) ?? odd()
}
