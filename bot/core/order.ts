/** What may the shop's systems tell us about an order, a contract or a link? (DOMAIN §2.4) */

import { z } from 'zod'
import { CONSENT_FIELDS } from './consent.ts'
import { shownNumber } from './order-proof.ts'
import { LINE_TYPES, MOST_CODES, MOST_LINES, ORDER_STATUSES, totalOf, UNNAMED } from './order-words.ts'
import { plainOrder } from './plain-order.ts'
import { count, day, email, key, moment, phone, source, text, yen } from './report-fields.ts'

export { ORDER_STATUSES, type OrderStatus, UNNAMED } from './order-words.ts'

const CONTRACT_STATUSES = ['active', 'paused', 'payment_failed', 'cancelled', 'completed'] as const
export type ContractStatus = (typeof CONTRACT_STATUSES)[number]
/** As a merchant says it. */
export const CONTRACT_WORDS: Record<ContractStatus, string> = {
  active: '継続中',
  paused: '休止中',
  payment_failed: '決済エラー',
  cancelled: '解約',
  completed: '終了',
}

const Customer = z.object({
  external_id: key.optional(),
  source: source.optional(),
  email: email.optional(),
  phone: phone.optional(),
  name: text.optional(),
  kana: text.optional(),
  birthday: day.optional(),
  pref: text.optional(),
  ...CONSENT_FIELDS,
})
export type CustomerInput = z.infer<typeof Customer>

const Line = z.object({
  sku: key.optional(),
  name: text.default(UNNAMED),
  variant: text.optional(),
  qty: count.default(1),
  unit_yen: yen.optional(),
  amount_yen: yen.optional(),
  line_type: z.enum(LINE_TYPES).default('goods'),
  product_line: text.optional(),
  is_subscription: z.boolean().optional(),
})

const Order = z.object({
  source: source.default('api'),
  external_id: key,
  /** What the customer knows the order by, where that is another than the id (Shopify's #1001). */
  number: text.transform(shownNumber).pipe(z.string().max(200)).optional(),
  customer: Customer.prefault({}),
  ordered_at: moment,
  paid_at: moment.optional(),
  shipped_at: moment.optional(),
  delivered_at: moment.optional(),
  status: z.enum(ORDER_STATUSES).default('confirmed'),
  raw_status: text.optional(),
  subtotal_yen: yen.optional(),
  discount_yen: yen.optional(),
  points_used_yen: yen.optional(),
  shipping_yen: yen.optional(),
  fee_yen: yen.optional(),
  tax_yen: yen.optional(),
  total_yen: yen.optional(),
  refunded_yen: yen.optional(),
  is_trial: z.boolean().optional(),
  is_renewal: z.boolean().optional(),
  subscription_external_id: key.optional(),
  subscription_count: count.optional(),
  coupon_codes: z.array(key).max(MOST_CODES).default([]),
  marketing_allowed: z.boolean().default(true),
  lines: z.array(Line).max(MOST_LINES).default([]),
  updated_at: moment.optional(),
})

/** A missing total is worked out from the other amounts; it stays undefined when there are none. */
export const OrderInput = Order.transform((order) => ({ ...order, total_yen: order.total_yen ?? totalOf(order) }))
export type OrderInput = z.infer<typeof OrderInput>

export const SubscriptionInput = z.object({
  source: source.default('api'),
  external_id: key,
  customer: Customer.prefault({}),
  product: text.pipe(z.string().min(1)),
  cycle_days: z.number().int().min(1).max(400).optional(),
  status: z.enum(CONTRACT_STATUSES).default('active'),
  raw_status: text.optional(),
  started_at: moment,
  next_delivery_on: day.optional(),
  cancelled_at: moment.optional(),
  /** Since when payment fails; the contract counts for 14 days more (DOMAIN §1.1). */
  payment_failed_at: moment.optional(),
  cancel_reason: text.optional(),
  count: count.optional(),
  inferred: z.boolean().default(false),
  updated_at: moment.optional(),
})
export type SubscriptionInput = z.infer<typeof SubscriptionInput>

export const LinkInput = z.object({
  external_id: key,
  source: source.optional(),
  line_user_id: z
    .string()
    .regex(/^U[0-9a-f]{32}$/)
    .optional(),
  /** The shop's login gave this nonce to LINE; `accountLink` will name the user (LINE §12). At least 128 bits. */
  nonce: z.string().min(22).max(255).optional(),
})
export type LinkInput = z.infer<typeof LinkInput>

export interface Rejection {
  code: 'missing_id' | 'missing_date' | 'missing_customer' | 'bad_value'
  message: string
}

/** Nobody can tell whose it is: a name alone is no key (DOMAIN §2.1, §2.4). */
export const isAnonymous = ({ external_id, email, phone }: CustomerInput): boolean => !external_id && !email && !phone

/**
 * Reads one order as it came in by API or from a file; a rejection says in Japanese which field to mend. An order without
 * a customer is one all the same: it was sold.
 */
export function readOrder(value: unknown): { order: OrderInput } | Rejection {
  const plain = isRecord(value) ? plainOrder(value) : undefined
  if (plain) return { order: plain }
  const read = readWith(OrderInput, value, 'ordered_at', '注文')
  return 'code' in read ? read : { order: read.data }
}

/** Reads one subscription contract. */
export function readSubscription(value: unknown): { subscription: SubscriptionInput } | Rejection {
  const read = readWith(SubscriptionInput, value, 'started_at', '定期便')
  if ('code' in read) return read
  return isAnonymous(read.data.customer) ? NO_CUSTOMER : { subscription: read.data }
}

/** Reads one row that binds a shop's customer to a LINE user. */
export function readLink(value: unknown): { link: LinkInput } | Rejection {
  const given = present(value)
  if (!isRecord(given)) return notARecord('連携')
  if (given.external_id === undefined) return missing('missing_id', 'external_id')
  if (given.line_user_id === undefined && given.nonce === undefined) return missing('missing_id', 'line_user_id')
  const read = LinkInput.safeParse(given)
  return read.success ? { link: read.data } : badValue(given, read.error)
}

function readWith<T extends { customer: CustomerInput }>(
  schema: z.ZodType<T>,
  value: unknown,
  date: string,
  what: string,
): { data: T } | Rejection {
  const given = present(value)
  if (!isRecord(given)) return notARecord(what)
  if (given.external_id === undefined) return missing('missing_id', 'external_id')
  if (given[date] === undefined) return missing('missing_date', date)
  const read = schema.safeParse(given)
  return read.success ? { data: read.data } : badValue(given, read.error)
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value without its empty cells: `null` and blank text mean "not given". An order is four levels deep at most. */
export function present(value: unknown, depth = 4): unknown {
  if (depth === 0) return value
  if (Array.isArray(value)) return value.map((item) => present(item, depth - 1))
  if (!isRecord(value)) return value === null || (typeof value === 'string' && !value.trim()) ? undefined : value
  const given: Record<string, unknown> = {}
  for (const name of Object.keys(value)) given[name] = present(value[name], depth - 1)
  return given
}

/** The merchant's word for a field; a field without one is called by its own name. */
const WORDS: Record<string, string> = {
  external_id: '番号',
  number: '注文番号',
  customer: 'お客さま',
  ordered_at: '注文日',
  started_at: '定期便の開始日',
  paid_at: '入金日',
  shipped_at: '発送日',
  delivered_at: 'お届け日',
  cancelled_at: '解約日',
  next_delivery_on: '次回お届け日',
  updated_at: '更新日時',
  birthday: '生年月日',
  status: '状態',
  total_yen: '合計金額',
  subtotal_yen: '小計',
  lines: '明細',
  qty: '数量',
  amount_yen: '金額',
  unit_yen: '単価',
  product: '商品',
  cycle_days: 'お届けの間隔（日）',
  line_user_id: 'LINEユーザーID',
  code: 'クーポンコード',
  used_at: '使われた日',
}

const wordFor = (field: string) => (WORDS[field] ? `${WORDS[field]}（${field}）` : `「${field}」`)

export const missing = (code: Rejection['code'], field: string): Rejection => ({
  code,
  message: `${wordFor(field)}がありません。`,
})

const NO_CUSTOMER: Rejection = {
  code: 'missing_customer',
  message: 'お客さま（customer）の手がかりがありません。external_id・email・phone のどれか一つをお入れください。',
}

export const notARecord = (what: string): Rejection => ({
  code: 'bad_value',
  message: `${what}1件の形になっていません。`,
})

export function badValue(given: unknown, error: z.ZodError): Rejection {
  const path = error.issues[0]?.path ?? []
  const value = path.reduce<unknown>(
    (at, step) => (Array.isArray(at) || isRecord(at) ? Reflect.get(at, step) : at),
    given,
  )
  const field = String(path.findLast((step) => typeof step === 'string') ?? '')
  const [list, row] = path
  const where = list === 'lines' && typeof row === 'number' ? `${row + 1}行目の明細の` : ''
  if (value === undefined) return { code: 'bad_value', message: `${where}${wordFor(field)}がありません。` }
  const shown = typeof value === 'object' ? '' : `の値「${String(value).slice(0, 40)}」`
  return { code: 'bad_value', message: `${where}${wordFor(field)}${shown}は読み取れません。` }
}
