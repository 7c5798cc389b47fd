/** What did this customer buy and for how much, by the end of a day? Orders into what the metrics count (DOMAIN §1.1, §1.9). */

import { addDays, type JstDate, jstInstant } from './calendar.ts'
import { type Contract, contractsOf, type SubscriptionFact } from './contracts.ts'
import { packContracts, packPurchases } from './ledger.ts'
import type { Buyer } from './metrics-rows.ts'
import { type Occasion, type OrderFact, occasions, purchasedAt } from './occasions.ts'
import { productFor } from './product.ts'
import type { Shop } from './shop.ts'

/** An order with the money that the rules of §1.1 do not need. */
export interface SoldOrder extends OrderFact {
  discountYen: number
  shippingYen: number
  feeYen: number
  taxYen?: number
}

/** @returns undefined for who has bought nothing that counts by then */
export function buyerOf(
  sold: readonly SoldOrder[],
  subscriptions: readonly SubscriptionFact[],
  shop: Shop,
  asOf: JstDate,
): Buyer | undefined {
  const end = jstInstant(addDays(asOf, 1))
  const orders = sold.filter((order) => purchasedAt(order, shop) < end)
  const started = subscriptions.filter(({ startedAt }) => startedAt < end)
  // A shop that reports contracts gets none inferred, even when none had begun by that day.
  const contracts = subscriptions.length > 0 && started.length === 0 ? [] : contractsOf(started, orders, shop)
  return buyerFrom(occasions(orders, shop), contracts, shop)
}

/** A buyer's line in the ledger (ledger.ts), without the key. */
export interface LedgerLine {
  purchases: string
  contracts: string
  /** Code of what was bought first. */
  firstProduct: string
}

/** @returns undefined for who has bought nothing that counts */
export function ledgerOf(
  sold: readonly SoldOrder[],
  subscriptions: readonly SubscriptionFact[],
  shop: Shop,
): LedgerLine | undefined {
  const bought = occasions(sold, shop)
  const buyer = buyerFrom(bought, contractsOf(subscriptions, sold, shop), shop)
  return (
    buyer && {
      purchases: packPurchases(buyer.purchases),
      contracts: packContracts(buyer.contracts),
      firstProduct: bought[0] ? firstProductOf(bought[0], shop) : '',
    }
  )
}

/** @param bought made of orders with their money */
function buyerFrom(bought: readonly Occasion[], contracts: Contract[], shop: Shop): Buyer | undefined {
  if (bought.length === 0) return undefined
  const purchases = bought.map((occasion) => ({
    on: occasion.on,
    yen: occasion.orders.reduce((sum, order) => sum + amountOf(order as SoldOrder, shop.ltv), 0),
    ...kindsOf(occasion, shop),
  }))
  return { purchases, contracts }
}

/** The first goods that are no trial, else the first that are no insert, as the order names them; empty when there are none. */
function firstProductOf({ orders }: Occasion, shop: Shop): string {
  const goods = orders
    .flatMap(({ lines }) => lines.filter(({ lineType }) => lineType === 'goods'))
    .map(({ sku, name }) => ({ code: sku ?? name ?? '', product: productFor(sku ?? name ?? '', shop) }))
    .filter(({ product }) => !product?.insert)
  return (goods.find(({ product }) => !product?.trial) ?? goods[0])?.code ?? ''
}

/**
 * Goods less discounts, coupons, points and refunds; without fees, and without shipping unless the shop wishes so.
 * A total is what was paid, so discounts and points are off already.
 */
export function amountOf(order: SoldOrder, { tax, include_shipping }: Shop['ltv']): number {
  const refunded = Math.abs(order.refundedYen ?? 0)
  const shipping = include_shipping ? order.shippingYen : 0
  const goods =
    order.totalYen === undefined
      ? (order.subtotalYen ?? sumOfLines(order)) - Math.abs(order.discountYen) - Math.abs(order.pointsUsedYen ?? 0)
      : order.totalYen - order.shippingYen - order.feeYen
  const included = Math.max(0, goods + shipping - refunded)
  return tax === 'included' ? included : Math.round(included * withoutTax(order))
}

/** Of what was paid, the part that is no tax; where the order does not say, at the usual rate. */
const withoutTax = ({ taxYen, totalYen }: SoldOrder): number =>
  taxYen !== undefined && totalYen ? 1 - taxYen / totalYen : 1 / 1.1

const sumOfLines = ({ lines }: SoldOrder): number => lines.reduce((sum, { amountYen }) => sum + (amountYen ?? 0), 0)

function kindsOf({ orders }: Occasion, shop: Shop) {
  const kinds = orders.flatMap((order) => {
    const lines = order.lines
      .filter(({ lineType }) => lineType === 'goods')
      .map((line) => ({ line, product: productFor(line.sku ?? line.name ?? '', shop) }))
    // An order may be a trial by its own word while no product of it is listed as one.
    const byProduct = lines.some(({ product }) => product?.trial)
    const all = lines.length > 0 ? lines : [{ line: undefined, product: undefined }]
    return all.map(({ line, product }) => ({
      isTrial: byProduct ? (product?.trial ?? false) : order.isTrial,
      isInsert: product?.insert ?? false,
      isSubscription:
        order.subscriptionExternalId !== undefined || (line?.isSubscription ?? product?.subscription ?? false),
    }))
  })
  return {
    isTrial: kinds.some(({ isTrial }) => isTrial),
    isMain: kinds.some(({ isTrial, isInsert }) => !isTrial && !isInsert),
    isSubscription: kinds.some(({ isSubscription }) => isSubscription),
  }
}
