/**
 * Shopify's orders.csv: a row for each line item, order cells on the first row of an order only. `Name` (#1001) joins the
 * rows; the order is kept under `Id`, because two shops may both have a #1001 (DOMAIN §2.2).
 */

import { readTags } from '../../core/shopify.ts'
import type { NumberedCells, Preset } from '../fields.ts'

export const shopify: Preset = {
  title: 'Shopify',
  source: 'shopify',
  signature: ['Name', 'Financial Status', 'Lineitem name'],
  headers: {
    order_id: ['Id'],
    order_name: ['Name'],
    email: ['Email'],
    // The customer's own is often empty; the same one is taken as in a webhook.
    phone: ['Phone', 'Billing Phone', 'Shipping Phone'],
    phone_2: ['Billing Phone'],
    phone_3: ['Shipping Phone'],
    name: ['Billing Name', 'Shipping Name'],
    email_consent: ['Accepts Marketing'],
    ordered_at: ['Created at'],
    paid_at: ['Paid at'],
    shipped_at: ['Fulfilled at'],
    cancelled_at: ['Cancelled at'],
    status: ['Financial Status'],
    fulfillment_status: ['Fulfillment Status'],
    currency: ['Currency'],
    total: ['Total'],
    subtotal: ['Subtotal'],
    discount: ['Discount Amount'],
    shipping: ['Shipping'],
    tax: ['Taxes'],
    refunded: ['Refunded Amount'],
    coupon: ['Discount Code'],
    sku: ['Lineitem sku'],
    product: ['Lineitem name'],
    quantity: ['Lineitem quantity'],
    unit_price: ['Lineitem price'],
    tags: ['Tags'],
  },
  interpret(given) {
    const rows = given.map(withOnePhone)
    const { isSubscription, isRenewal } = readTags(rows.map(({ cells }) => cells.tags ?? '').join())
    if (!isSubscription) return rows
    const is_renewal = isRenewal ? 'はい' : undefined
    return rows.map(({ line, cells }) => ({ line, cells: { ...cells, is_subscription: '定期', is_renewal } }))
  },
}

/** They are three numbers here, not one in three parts. */
function withOnePhone(row: NumberedCells): NumberedCells {
  const { phone, phone_2, phone_3, ...cells } = row.cells
  if (phone_2 === undefined && phone_3 === undefined) return row
  return { ...row, cells: { ...cells, phone: phone ?? phone_2 ?? phone_3 } }
}
