/** What does Shopify say in a webhook about an order, as the canonical order? (DOMAIN §2.2 "Shopify webhooks", §2.4) */

import { z } from 'zod'
import { type OrderInput, type OrderStatus, type Rejection, readOrder } from './order.ts'
import { Id, idOf, Money, maybe, maybeText, yenOf } from './shopify-values.ts'

/** Under which name Shopify's numbers are kept: the same for its files and its webhooks. */
export const SHOPIFY = 'shopify'

/** What apps for subscriptions write into an order's tags; Shopify's own columns say nothing of them. */
const SUBSCRIPTION = /subscription|定期|サブスク/i
const RENEWAL = /recurring|renewal|継続|([2-9]|\d{2,})回目/i

/** @param tags as Shopify writes them, with commas between */
export function readTags(tags: string): { isSubscription: boolean; isRenewal: boolean } {
  const all = tags.split(',')
  const isSubscription = all.some((tag) => SUBSCRIPTION.test(tag))
  return { isSubscription, isRenewal: isSubscription && all.some((tag) => RENEWAL.test(tag)) }
}

const Refund = z.looseObject({
  transactions: maybe(z.array(z.looseObject({ kind: maybeText, status: maybeText, amount: maybe(Money) }))),
})

const Line = z.looseObject({
  sku: maybeText,
  name: maybeText,
  title: maybeText,
  variant_title: maybeText,
  quantity: z.number().int(),
  price: maybe(Money),
  /** There while the customer subscribes to this line; older versions of the API leave it out. */
  selling_plan_allocation: maybe(z.unknown()),
})

const Address = z.looseObject({ name: maybeText, phone: maybeText })

const Fulfillment = z.looseObject({
  status: maybeText,
  shipment_status: maybeText,
  created_at: maybeText,
  updated_at: maybeText,
})

const ShopifyOrder = z.looseObject({
  id: Id,
  admin_graphql_api_id: maybeText,
  name: maybeText,
  test: maybe(z.boolean()),
  currency: maybeText,
  created_at: z.string(),
  updated_at: maybeText,
  cancelled_at: maybeText,
  financial_status: maybeText,
  fulfillment_status: maybeText,
  email: maybeText,
  contact_email: maybeText,
  phone: maybeText,
  customer: maybe(
    z.looseObject({
      id: maybe(Id),
      admin_graphql_api_id: maybeText,
      email: maybeText,
      phone: maybeText,
      first_name: maybeText,
      last_name: maybeText,
      email_marketing_consent: maybe(z.looseObject({ state: maybeText, consent_updated_at: maybeText })),
    }),
  ),
  billing_address: maybe(Address),
  shipping_address: maybe(Address),
  total_price: maybe(Money),
  current_total_price: maybe(Money),
  subtotal_price: maybe(Money),
  total_discounts: maybe(Money),
  total_tax: maybe(Money),
  total_shipping_price_set: maybe(z.looseObject({ shop_money: maybe(z.looseObject({ amount: maybe(Money) })) })),
  tags: maybeText,
  discount_codes: maybe(z.array(z.looseObject({ code: maybeText }))),
  line_items: maybe(z.array(Line)),
  fulfillments: maybe(z.array(Fulfillment)),
  refunds: maybe(z.array(Refund)),
})
type ShopifyOrder = z.infer<typeof ShopifyOrder>

/** @returns `ignored` for an order that was only a trial of the shop's settings */
export function readShopifyOrder(body: unknown): { order: OrderInput } | { ignored: 'test' } | Rejection {
  const parsed = ShopifyOrder.safeParse(body)
  if (!parsed.success) return unreadable(parsed.error)
  const order = parsed.data
  if (order.test) return { ignored: 'test' }
  if (order.currency && order.currency !== 'JPY')
    return { code: 'bad_value', message: '日本円（JPY）の注文だけを取り込めます。' }
  return readOrder(canonicalOf(order))
}

/** Whether they get the shop's e-mail, where the customer has said so at all: not asked, or waiting to confirm, is no word. */
const consentIn = (told: NonNullable<ShopifyOrder['customer']>['email_marketing_consent']) =>
  told?.state === 'subscribed' || told?.state === 'unsubscribed'
    ? [{ channel: 'email', granted: told.state === 'subscribed', at: told.consent_updated_at }]
    : undefined

function canonicalOf(order: ShopifyOrder) {
  const { customer, billing_address: billing, shipping_address: shipping } = order
  const tagged = readTags(order.tags ?? '')
  const refunded = refundedIn(order)
  const delivered = deliveredAt(order)
  const shipped = shippedAt(order)
  return {
    source: SHOPIFY,
    external_id: idOf(order.id, order.admin_graphql_api_id),
    number: order.name,
    customer: {
      external_id: customer?.id === undefined ? undefined : idOf(customer.id, customer.admin_graphql_api_id),
      email: order.email ?? order.contact_email ?? customer?.email,
      phone: order.phone ?? billing?.phone ?? shipping?.phone ?? customer?.phone,
      // As in Shopify's file, so that a telephone number and a name mean the same person in both.
      name: billing?.name ?? shipping?.name ?? spaced(customer?.last_name, customer?.first_name),
      consent: consentIn(customer?.email_marketing_consent),
    },
    ordered_at: order.created_at,
    shipped_at: shipped,
    delivered_at: delivered,
    updated_at: order.updated_at,
    status: statusOf(order, { shipped: shipped !== undefined, delivered: delivered !== undefined }),
    raw_status: order.financial_status,
    total_yen: totalOf(order, refunded),
    subtotal_yen: yenOf(order.subtotal_price),
    discount_yen: yenOf(order.total_discounts),
    shipping_yen: yenOf(order.total_shipping_price_set?.shop_money?.amount),
    tax_yen: yenOf(order.total_tax),
    refunded_yen: refunded,
    coupon_codes: order.discount_codes?.flatMap(({ code }) => code ?? []) ?? [],
    is_renewal: tagged.isRenewal || undefined,
    lines: order.line_items?.map((line) => lineOf(line, tagged.isSubscription)) ?? [],
  }
}

function lineOf(line: z.infer<typeof Line>, isTagged: boolean) {
  const unit = yenOf(line.price)
  return {
    sku: line.sku,
    name: line.name ?? line.title,
    variant: line.variant_title,
    qty: line.quantity,
    unit_yen: unit,
    amount_yen: unit === undefined ? undefined : unit * line.quantity,
    // What is missing says nothing: the product list decides then.
    is_subscription: isTagged || line.selling_plan_allocation !== undefined || undefined,
  }
}

/** What went back to the customer; undefined where Shopify only says that everything did. */
function refundedIn({ refunds = [], financial_status, total_price }: ShopifyOrder): number | undefined {
  const back = refunds
    .flatMap(({ transactions = [] }) => transactions)
    .filter(({ kind, status }) => kind === 'refund' && status === 'success')
    .reduce((sum, { amount }) => sum + (yenOf(amount) ?? 0), 0)
  return back === 0 && financial_status === 'refunded' ? yenOf(total_price) : back
}

/**
 * The total before anything was given back, after the shop changed the order: `total_price` is of the first day,
 * `current_total_price` of today and without what was refunded.
 */
function totalOf(order: ShopifyOrder, refunded = 0): number | undefined {
  const first = yenOf(order.total_price)
  const current = yenOf(order.current_total_price)
  if (current === undefined || order.cancelled_at) return first ?? current
  return Math.min(current + refunded, Math.max(first ?? current, current))
}

/** Money taken back says more than goods sent, as in a file (`imports/status.ts`). */
function statusOf(order: ShopifyOrder, goods: { shipped: boolean; delivered: boolean }): OrderStatus {
  const { financial_status: money, cancelled_at } = order
  if (cancelled_at || money === 'voided') return 'cancelled'
  if (money === 'refunded' || money === 'partially_refunded') return money
  if (goods.delivered) return 'delivered'
  if (goods.shipped || order.fulfillment_status === 'fulfilled') return 'shipped'
  return money === 'pending' || money === 'authorized' ? 'pending' : 'confirmed'
}

const sent = ({ fulfillments = [] }: ShopifyOrder) => fulfillments.filter(({ status }) => status !== 'cancelled')

/** When the last parcel left; undefined while some of the goods are still in the shop. */
const shippedAt = (order: ShopifyOrder): string | undefined =>
  order.fulfillment_status === 'fulfilled' ? latest(sent(order).map((one) => one.created_at)) : undefined

/** When the last parcel was there. */
const deliveredAt = (order: ShopifyOrder): string | undefined =>
  order.fulfillment_status === 'fulfilled' && sent(order).every((one) => one.shipment_status === 'delivered')
    ? latest(sent(order).map((one) => one.updated_at))
    : undefined

const latest = (moments: (string | undefined)[]): string | undefined =>
  moments
    .flatMap((at) => at ?? [])
    .sort((one, other) => Date.parse(one) - Date.parse(other))
    .at(-1)

const spaced = (...parts: (string | undefined)[]) => parts.filter(Boolean).join(' ') || undefined

/** Names the field, never what stood in it. */
export const unreadable = (error: z.ZodError): Rejection => ({
  code: 'bad_value',
  message: `Shopifyの項目 ${error.issues[0]?.path.join('.') ?? ''} を読み取れません。`,
})
