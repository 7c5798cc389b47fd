/** The shop reports orders or contracts: remember them, refresh the facts, begin what they trigger. */

import {
  findKnownOrders,
  findKnownSubscriptions,
  type NewOrder,
  type NewOrderLine,
  type NewSubscription,
  saveOrders,
  saveOrdersUpdatedAt,
  saveSubscriptions,
  saveSubscriptionsUpdatedAt,
} from '../../db/orders.ts'
import { isCounted } from '../core/occasions.ts'
import type { OrderInput, OrderStatus, SubscriptionInput } from '../core/order.ts'
import { productFor } from '../core/product.ts'
import type { Shop } from '../core/shop.ts'
import type { Deps } from '../deps.ts'
import { type Content, loadContent } from './content.ts'
import { enrolTriggered } from './enrol.ts'
import { followOrders } from './follow-orders.ts'
import { identify } from './identify.ts'
import { resolveWaitingClaims } from './link-order.ts'
import type { History } from './records.ts'
import { type Cause, refreshFacts } from './refresh-facts.ts'
import { settleOrders } from './settle-purchases.ts'

export type Outcome = 'inserted' | 'updated' | 'unchanged'

export interface Recorded {
  outcome: Outcome
  customerId: string
  id: string
}

interface Report {
  source: string
  external_id: string
  updated_at?: Date
}

interface Known {
  id: string
  fingerprint: string
  customerId: string
  updatedAt: Date | null
}

const keyOf = (report: Report) => `${report.source}\u0000${report.external_id}`

/** Same report, same text: what tells an update from a repetition. */
const fingerprintOf = (report: Report) => JSON.stringify({ ...report, updated_at: undefined })

/** An older report never overwrites a newer one; the same report changes nothing. */
function outcomeOf(report: Report, known: Known | undefined): Outcome {
  if (!known) return 'inserted'
  if (known.fingerprint === fingerprintOf(report)) return 'unchanged'
  return isOlder(report, known) ? 'unchanged' : 'updated'
}

const isOlder = ({ updated_at: at }: Report, known: Known) =>
  at !== undefined && !!known.updatedAt && at < known.updatedAt

/** Unchanged, but known to hold until later: reports older than that are old news. */
function confirmedLater(report: Report, known: Known | undefined): { id: string; updatedAt: Date }[] {
  const at = report.updated_at
  if (!known || !at || known.fingerprint !== fingerprintOf(report)) return []
  if (known.updatedAt && at <= known.updatedAt) return []
  known.updatedAt = at
  return [{ id: known.id, updatedAt: at }]
}

/** Made from the number alone, so that two processes that meet the same new order at once name it alike. */
const orderId = (report: Report) => `${encodeURIComponent(report.source)}:${report.external_id}`

/**
 * Upserts up to about 1,000 orders by `(source, external_id)`; recording the same report again changes nothing.
 * @param options.importId names the file they came from
 * @returns what became of each, in order; a later report of the same order in one call wins
 */
export async function recordOrders(
  deps: Deps,
  reports: OrderInput[],
  options: { importId?: string } = {},
): Promise<Recorded[]> {
  const content = await loadContent(deps)
  const known = await findKnownOrders(
    deps.db,
    reports.map((report) => ({ source: report.source, externalId: report.external_id })),
  )
  const customerIds = await identify(deps, reports)
  const lines = new Map<string, NewOrderLine[]>()
  const { rows, confirmed, recorded } = sortOut(reports, known, customerIds, (report, owned): NewOrder => {
    lines.set(owned.id, lineRows(owned.id, report))
    return { ...orderRow(report, content.shop), ...owned, importId: options.importId }
  })
  if (rows.size > 0) await saveOrders(deps.db, [...rows.values()], [...lines.values()].flat())
  await saveOrdersUpdatedAt(deps.db, confirmed)
  // A purchase that is taken back mends our records; nobody went away (DOMAIN §1.1).
  await afterChange(deps, content, [...rows.values()], (row) => (isPurchase(row) ? 'purchase' : 'data_fix'))
  await settleOrders(deps, content, [...rows.values()])
  await resolveWaitingClaims(deps, content, [...rows.values()])
  return recorded
}

/** Upserts contracts by `(source, external_id)`. */
export async function recordSubscriptions(deps: Deps, reports: SubscriptionInput[]): Promise<Recorded[]> {
  const content = await loadContent(deps)
  const known = await findKnownSubscriptions(
    deps.db,
    reports.map((report) => ({ source: report.source, externalId: report.external_id })),
  )
  const customerIds = await identify(deps, reports)
  const { rows, confirmed, recorded } = sortOut(
    reports,
    known,
    customerIds,
    (report, owned): NewSubscription => ({ ...subscriptionRow(report), ...owned }),
  )
  if (rows.size > 0) await saveSubscriptions(deps.db, [...rows.values()])
  await saveSubscriptionsUpdatedAt(deps.db, confirmed)
  await afterChange(deps, content, [...rows.values()], ({ status }) =>
    status === 'cancelled' || status === 'completed' ? 'subscription_end' : 'subscription_start',
  )
  return recorded
}

interface SortedOut<Row> {
  /** To be written, by id. */
  rows: Map<string, Row>
  /** Known ones that a later report only confirmed. */
  confirmed: { id: string; updatedAt: Date }[]
  recorded: Recorded[]
}

/** What becomes of each report, in order; of several reports of one thing the later wins. Remembers in `known`. */
function sortOut<R extends Report, Row>(
  reports: R[],
  known: Awaited<ReturnType<typeof findKnownOrders>>,
  customerIds: string[],
  rowOf: (report: R, owned: { id: string; customerId: string }) => Row,
): SortedOut<Row> {
  const rows = new Map<string, Row>()
  const confirmed: SortedOut<Row>['confirmed'] = []
  const recorded = reports.map((report, index): Recorded => {
    const before = known.get(keyOf(report))
    const outcome = outcomeOf(report, before)
    confirmed.push(...confirmedLater(report, before))
    const id = before?.id ?? orderId(report)
    const customerId = before?.customerId ?? customerIds[index] ?? ''
    if (outcome !== 'unchanged') {
      rows.set(id, rowOf(report, { id, customerId }))
      const now: Known = { id, customerId, fingerprint: fingerprintOf(report), updatedAt: report.updated_at ?? null }
      known.set(keyOf(report), { ...now, source: report.source, externalId: report.external_id })
    }
    return { outcome, customerId, id }
  })
  return { rows, confirmed, recorded }
}

async function afterChange<T extends { customerId: string }>(
  deps: Deps,
  content: Content,
  rows: T[],
  causeOf: (row: T) => Cause,
): Promise<void> {
  if (rows.length === 0) return
  const histories = new Map<string, History>()
  for (const [cause, group] of Map.groupBy(rows, causeOf)) {
    const ids = group.map((row) => row.customerId)
    for (const [id, history] of await refreshFacts(deps, ids, cause, content.shop)) histories.set(id, history)
  }
  await followOrders(deps, histories, content.shop)
  await enrolTriggered(deps, content)
  deps.wake('tick')
}

const isPurchase = (row: NewOrder): boolean =>
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

const orderRow = (report: OrderInput, shop: Shop): Omit<NewOrder, 'id' | 'customerId'> => ({
  source: report.source,
  externalId: report.external_id,
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
  isTrial: report.is_trial ?? report.lines.some((line) => productFor(line.sku ?? line.name, shop)?.trial ?? false),
  isRenewal: report.is_renewal ?? (report.subscription_count ?? 0) > 1,
  subscriptionExternalId: report.subscription_external_id ?? null,
  subscriptionCount: report.subscription_count ?? null,
  couponCodes: report.coupon_codes,
  marketingAllowed: report.marketing_allowed,
  updatedAt: report.updated_at ?? null,
  fingerprint: fingerprintOf(report),
})

const lineRows = (orderId: string, report: OrderInput): NewOrderLine[] =>
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

const subscriptionRow = (report: SubscriptionInput): Omit<NewSubscription, 'id' | 'customerId'> => ({
  source: report.source,
  externalId: report.external_id,
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
  fingerprint: fingerprintOf(report),
})
