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
    discount: ['item-promotion-discount'],
    sku: ['sku'],
    product: ['product-name'],
    quantity: ['quantity-purchased', 'quantity'],
    amount: ['item-price'],
  },
  interpret: (rows) => summed(summed(rows, 'shipping'), 'discount'),
}

/** What each row's parcel costs, or was let off, together on the first: the order's. */
function summed(rows: NumberedCells[], field: 'shipping' | 'discount'): NumberedCells[] {
  const amounts = rows.flatMap(({ cells }) => cells[field] ?? [])
  const sum = amounts.reduce((yen, amount) => yen + (readYen(amount) ?? Number.NaN), 0)
  if (amounts.length < 2 || Number.isNaN(sum)) return rows
  return rows.map(({ line, cells }, index) => ({
    line,
    cells: { ...cells, [field]: index === 0 ? String(sum) : undefined },
  }))
}
