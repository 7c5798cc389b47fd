/** How is a report of an order or a contract written down? */

import type { NewOrder, NewOrderLine, NewSubscription } from '../../db/orders.ts'
import { isCounted } from '../core/occasions.ts'
import type { OrderInput, OrderStatus, SubscriptionInput } from '../core/order.ts'
import type { Person } from './identify.ts'

/** Found out by whoever records it. */
type Owned = 'id' | 'customerId' | 'fingerprint'

export const orderRow = (report: OrderInput): Omit<NewOrder, Owned> => ({
  source: report.source,
  externalId: report.external_id,
  number: report.number ?? null,
  customerNumber: customerNumberOf(report),
  orderedAt: report.ordered_at,
  paidAt: report.paid_at ?? null,
  shippedAt: report.shipped_at ?? null,
  deliveredAt: report.delivered_at ?? null,
  status: report.status,
  rawStatus: report.raw_status ?? null,
  subtotalYen: report.subtotal_yen ?? null,
  discountYen: report.discount_yen ?? 0,
  pointsUsedYen: report.points_used_yen ?? 0,
  shippingYen: report.shipping_yen ?? 0,
  feeYen: report.fee_yen ?? 0,
  taxYen: report.tax_yen ?? null,
  totalYen: report.total_yen ?? null,
  refundedYen: report.refunded_yen ?? 0,
  // Which products are trials the shop's list says, of old orders as well when it is mended.
  isTrial: report.is_trial ?? false,
  isRenewal: report.is_renewal ?? (report.subscription_count ?? 0) > 1,
  subscriptionExternalId: report.subscription_external_id ?? null,
  subscriptionCount: report.subscription_count ?? null,
  couponCodes: report.coupon_codes.length > 0 ? report.coupon_codes : undefined,
  marketingAllowed: report.marketing_allowed,
  updatedAt: report.updated_at ?? null,
})

export const lineRows = (orderId: string, report: OrderInput): NewOrderLine[] =>
  report.lines.map((line, no) => ({
    orderId,
    no,
    sku: line.sku,
    name: line.name,
    variant: line.variant,
    qty: line.qty,
    unitYen: line.unit_yen,
    amountYen: line.amount_yen,
    lineType: line.line_type,
    productLine: line.product_line,
    isSubscription: line.is_subscription,
  }))

export const subscriptionRow = (report: SubscriptionInput): Omit<NewSubscription, Owned> => ({
  source: report.source,
  externalId: report.external_id,
  customerNumber: customerNumberOf(report),
  product: report.product,
  cycleDays: report.cycle_days ?? null,
  status: report.status,
  startedAt: report.started_at,
  nextDeliveryOn: report.next_delivery_on ?? null,
  paymentFailedAt: report.payment_failed_at ?? null,
  cancelledAt: report.cancelled_at ?? null,
  cancelReason: report.cancel_reason ?? null,
  count: report.count ?? 0,
  inferred: report.inferred,
  updatedAt: report.updated_at ?? null,
})

/** A purchase, not one that was taken back. */
export const isPurchase = (row: NewOrder): boolean =>
  isCounted({
    orderedAt: row.orderedAt,
    paidAt: row.paidAt ?? undefined,
    shippedAt: row.shippedAt ?? undefined,
    status: row.status as OrderStatus,
    totalYen: row.totalYen ?? undefined,
    pointsUsedYen: row.pointsUsedYen,
    refundedYen: row.refundedYen,
    isRenewal: row.isRenewal ?? false,
    isTrial: false,
    lines: [],
  })

const customerNumberOf = ({ source, customer }: Person): string | null =>
  customer.external_id === undefined ? null : `${customer.source ?? source} ${customer.external_id}`
