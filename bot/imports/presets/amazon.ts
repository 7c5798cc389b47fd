/**
 * Amazon's order reports: between tabs, a row for each item, times in UTC, an item's price that is the row's. Imported for
 * the shop's numbers only: the e-mail is masked, and Amazon forbids to lead buyers elsewhere (DOMAIN §2.2).
 */

import { readYen } from '../cells.ts'
import type { NumberedCells, Preset } from '../fields.ts'

export const amazon: Preset = {
  title: 'Amazon',
  source: 'amazon',
  mall: true,
  signature: ['purchase-date', 'ship-service-level', 'sku'],
  needed: [['order_id'], ['ordered_at']],
  headers: {
    order_id: ['order-id', 'amazon-order-id'],
    ordered_at: ['purchase-date'],
    paid_at: ['payments-date'],
    updated_at: ['last-updated-date'],
    status: ['order-status'],
    currency: ['currency'],
    shipping: ['shipping-price'],
    sku: ['sku'],
    product: ['product-name'],
    quantity: ['quantity-purchased', 'quantity'],
    amount: ['item-price'],
  },
  interpret: (rows) => withShipping(rows),
}

/** What each row's parcel costs, together on the first: the order's. */
function withShipping(rows: NumberedCells[]): NumberedCells[] {
  const costs = rows.flatMap(({ cells }) => cells.shipping ?? [])
  const sum = costs.reduce((yen, cost) => yen + (readYen(cost) ?? Number.NaN), 0)
  if (costs.length < 2 || Number.isNaN(sum)) return rows
  return rows.map(({ line, cells }, index) => ({
    line,
    cells: { ...cells, shipping: index === 0 ? String(sum) : undefined },
  }))
}
