/** Coupons were used in the shop: told by its systems, by a file, or by the orders themselves. What becomes of each? */

import { externalKey, findByExternalIds } from '../../db/customers.ts'
import { findCoupons, giveBack, type OrderWithCodes, ordersBySource, useCoupons } from '../../db/redemptions.ts'
import { couponUsed, type Redeemed, type Redemption, spellingsOfCode } from '../core/redemption.ts'
import type { Deps } from '../deps.ts'
import { type Content, loadContent } from './content.ts'

/** Up to about 1,000 at a time. @returns what became of each, in order */
export async function redeemCoupons(deps: Deps, reports: Redemption[]): Promise<Redeemed[]> {
  const content = await loadContent(deps)
  const named = (id: (report: Redemption) => string | undefined) =>
    reports.flatMap((report) => {
      const externalId = id(report)
      return externalId === undefined ? [] : { source: report.source, externalId }
    })
  const found = await ordersBySource(
    deps.db,
    named((report) => report.order_external_id),
  )
  const orders = new Map(found.map((order) => [externalKey(order), order]))
  const customers = await findByExternalIds(
    deps.db,
    named((report) => report.customer_external_id),
  )
  const uses = reports.map((report): CodeUse => {
    const { code, source, order_external_id = '', customer_external_id = '', used_at } = report
    const order = orders.get(externalKey({ source, externalId: order_external_id }))
    return {
      code,
      customerId: order?.customerId ?? customers.get(externalKey({ source, externalId: customer_external_id })),
      isNamed: order !== undefined || report.customer_external_id !== undefined,
      orderId: order?.id,
      usedAt: used_at ?? deps.now(),
      cancelled: order?.status === 'cancelled',
    }
  })
  return redeem(deps, content, uses)
}

/** Orders say which codes were typed; one that was cancelled gives its coupons back. */
export async function redeemByOrders(deps: Deps, content: Content, orders: OrderWithCodes[]): Promise<void> {
  const cancelled = orders.filter(({ status }) => status === 'cancelled')
  if (cancelled.length > 0)
    await giveBack(
      deps.db,
      cancelled.map(({ id }) => id),
    )
  const uses = orders.flatMap(({ id, customerId, orderedAt, status, couponCodes }) =>
    status === 'cancelled'
      ? []
      : ((couponCodes ?? []) as string[]).map((code) => ({ code, customerId, orderId: id, usedAt: orderedAt })),
  )
  await redeem(deps, content, uses)
}

interface CodeUse {
  code: string
  customerId?: string
  /** Somebody is named, whether we know them or not. */
  isNamed?: boolean
  orderId?: string
  usedAt: Date
  cancelled?: boolean
}

async function redeem(deps: Deps, content: Content, uses: CodeUse[]): Promise<Redeemed[]> {
  const pools = content.coupons.coupons.flatMap(({ id, codes }) => (codes === 'pool' ? id : []))
  const wanted = uses.map(({ code, customerId }) => ({ spellings: spellingsOfCode(code), customerId }))
  const found = await findCoupons(deps.db, wanted, pools)
  const now = new Map<string, { usedAt: Date; orderId?: string }>()
  const outcomes = uses.map(({ customerId, isNamed, cancelled, orderId, usedAt }, index): Redeemed => {
    const { own = [], pooled, known = false } = found[index] ?? {}
    if (cancelled) return 'cancelled'
    // A code of one's own is used up whoever typed it.
    const of = (pooled ? [{ ...pooled, issuedAt: new Date(0) }] : own).map((one) => ({ ...one, ...now.get(one.id) }))
    const match = couponUsed(of, { usedAt, orderId })
    if (!match) return known && customerId === undefined && !isNamed ? 'ambiguous' : 'unknown'
    const { coupon, fresh, same } = match
    if (fresh || same) now.set(coupon.id, { usedAt: coupon.usedAt ?? usedAt, orderId: coupon.orderId ?? orderId })
    return fresh ? 'redeemed' : 'already'
  })
  await useCoupons(
    deps.db,
    [...now].map(([id, use]) => ({ id, ...use })),
  )
  return outcomes
}
