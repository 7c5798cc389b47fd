/** What does Shopify say about money that went back, and about somebody's wish to be forgotten? */

import { z } from 'zod'
import { readMoment } from './normalise.ts'
import type { Rejection } from './order.ts'
import { SHOPIFY, unreadable } from './shopify.ts'
import { Id, idOf, Money, maybe, maybeText, yenOf } from './shopify-values.ts'

const Refund = z.looseObject({
  id: Id,
  admin_graphql_api_id: maybeText,
  order_id: Id,
  created_at: z.string(),
  transactions: z.array(
    z.looseObject({
      kind: maybeText,
      status: maybeText,
      amount: maybe(Money),
      currency: maybeText,
      test: maybe(z.boolean()),
    }),
  ),
})

/** Money given back for one order, at one moment. */
export interface Refunded {
  source: string
  id: string
  /** The order's number in the shop system. */
  orderId: string
  yen: number
  at: Date
}

export function readShopifyRefund(body: unknown): { refund: Refunded } | { ignored: 'test' } | Rejection {
  const parsed = Refund.safeParse(body)
  if (!parsed.success) return unreadable(parsed.error)
  const { id, order_id, admin_graphql_api_id, created_at, transactions } = parsed.data
  const refundId = idOf(id, admin_graphql_api_id)
  const orderId = idOf(order_id)
  const at = readMoment(created_at)
  if (!refundId || !orderId || !at) return { code: 'bad_value', message: '返金の番号か日時を読み取れません。' }
  if (transactions.some(({ test }) => test)) return { ignored: 'test' }
  const back = transactions.filter(({ kind, status }) => kind === 'refund' && status === 'success')
  if (back.some(({ currency }) => currency !== undefined && currency !== 'JPY'))
    return { code: 'bad_value', message: '日本円（JPY）の返金だけを取り込めます。' }
  const yen = back.reduce((sum, { amount }) => sum + (yenOf(amount) ?? 0), 0)
  return { refund: { source: SHOPIFY, id: refundId, orderId, yen, at } }
}

/**
 * The fields that only a wish of this kind has are required: the signature does not cover the topic, and an order must
 * never pass for a wish to be forgotten.
 */
const aboutPerson = {
  shop_id: Id,
  shop_domain: z.string(),
  customer: z.looseObject({ id: maybe(Id), email: maybeText }),
}
const DataRequest = z.looseObject({ ...aboutPerson, data_request: z.looseObject({ id: Id }) })
const Redact = z.looseObject({ ...aboutPerson, orders_to_redact: z.array(Id) })
const ShopRedact = z.looseObject({
  shop_id: Id,
  shop_domain: z.string(),
  customer: z.never().optional(),
  id: z.never().optional(),
})

/** Whom it is about, as Shopify knows them. */
export interface Wish {
  customerNumber?: string
  email?: string
  orderIds: string[]
}

export function readDataRequest(body: unknown): { requestId: string; wish: Wish } | Rejection {
  const parsed = DataRequest.safeParse(body)
  if (!parsed.success) return unreadable(parsed.error)
  const { data_request, customer } = parsed.data
  return { requestId: String(data_request.id), wish: { ...personOf(customer), orderIds: [] } }
}

export function readRedact(body: unknown): { wish: Wish } | Rejection {
  const parsed = Redact.safeParse(body)
  if (!parsed.success) return unreadable(parsed.error)
  const { customer, orders_to_redact } = parsed.data
  return { wish: { ...personOf(customer), orderIds: orders_to_redact.flatMap((id) => idOf(id) ?? []) } }
}

export function readShopRedact(body: unknown): { shop: string } | Rejection {
  const parsed = ShopRedact.safeParse(body)
  return parsed.success ? { shop: parsed.data.shop_domain } : unreadable(parsed.error)
}

const personOf = ({ id, email }: { id?: z.infer<typeof Id>; email?: string }) => ({
  customerNumber: id === undefined ? undefined : idOf(id),
  email,
})
