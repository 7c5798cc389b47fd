/** Vector set M of DOMAIN §1.9, as the document writes it. */

import type { JstDate } from '../../bot/core/calendar.ts'
import type { OrderStatus } from '../../bot/core/order.ts'

export const AS_OF = '2026-10-31' as JstDate

export const PRICES = { LT: 980, LF: 3300, LS: 2970, CR: 3850, WA: 2200 }
export type Sku = keyof typeof PRICES

export interface Bought {
  customer: string
  on: JstDate
  sku: Sku
  status: OrderStatus
}

export interface Contracted {
  customer: string
  from: JstDate
  until?: JstDate
}

const buys = (customer: string, sku: Sku, days: string[], status: OrderStatus = 'confirmed'): Bought[] =>
  days.map((on) => ({ customer, on: on as JstDate, sku, status }))

/** The same day of each month, from one to another of 2026. */
const monthly = (day: string, first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => `2026-${String(first + index).padStart(2, '0')}-${day}`)

export const ORDERS: Bought[] = [
  ...buys('C01', 'LT', ['2026-01-10']),
  ...buys('C01', 'LS', monthly('25', 1, 10)),
  ...buys('C02', 'LT', ['2026-01-15']),
  ...buys('C02', 'LF', ['2026-02-10', '2026-05-01']),
  ...buys('C03', 'LT', ['2026-01-20']),
  ...buys('C04', 'LS', monthly('01', 2, 4)),
  ...buys('C05', 'LF', ['2025-06-01', '2026-06-10']),
  ...buys('C06', 'LF', ['2025-08-15']),
  ...buys('C07', 'LT', ['2026-09-15']),
  ...buys('C08', 'LS', monthly('05', 3, 10)),
  ...buys('C08', 'CR', ['2026-08-20']),
  ...buys('C09', 'LF', ['2026-04-10']),
  ...buys('C09', 'LF', ['2026-04-20'], 'cancelled'),
  ...buys('C10', 'LT', ['2026-05-05']),
  ...buys('C10', 'WA', ['2026-05-05']),
  ...buys('C10', 'LF', ['2026-07-20']),
  ...buys('C11', 'LS', ['2026-10-01']),
  ...buys('C12', 'LF', ['2025-12-01', '2026-04-01']),
  ...buys('C12', 'LF', ['2026-02-20'], 'refunded'),
]

export const CONTRACTS: Contracted[] = [
  { customer: 'C01', from: '2026-01-25' as JstDate },
  { customer: 'C04', from: '2026-02-01' as JstDate, until: '2026-04-20' as JstDate },
  { customer: 'C08', from: '2026-03-05' as JstDate },
  { customer: 'C11', from: '2026-10-01' as JstDate },
]

export const POSITIVES = {
  ...{ C01: 4, C02: 1, C03: 0, C04: 1, C05: 2, C06: 0 },
  ...{ C07: 0, C08: 2, C09: 0, C10: 1, C11: 0, C12: 3 },
}

export const LABELS_OF_M = {
  ...{ C01: 'partner', C02: 'lapsed', C03: 'dormant', C04: 'lapsed', C05: 'lapsed', C06: 'dormant' },
  ...{ C07: 'visitor', C08: 'supporter', C09: 'dormant', C10: 'lapsed', C11: 'subscriber_new', C12: 'lapsed' },
}

const at = (on: string) => `${on}T10:00:00+09:00`

/** For `POST /api/orders`, as the shop's cart would write them. */
export function reportedOrders() {
  const counts = new Map<string, number>()
  return ORDERS.map(({ customer, on, sku, status }, n) => {
    const count = sku === 'LS' ? (counts.get(customer) ?? 0) + 1 : undefined
    if (count) counts.set(customer, count)
    return {
      ...{ source: 'cart', external_id: String(n), customer: { external_id: customer }, ordered_at: at(on), status },
      ...{ total_yen: PRICES[sku], lines: [{ sku, amount_yen: PRICES[sku] }] },
      ...(count && { subscription_external_id: `S${customer}`, subscription_count: count, paid_at: at(on) }),
    }
  })
}

/** For `POST /api/subscriptions`. */
export const reportedContracts = () =>
  CONTRACTS.map(({ customer, from, until }) => ({
    ...{ source: 'cart', external_id: `S${customer}`, customer: { external_id: customer }, product: 'LS' },
    ...{ status: until ? 'cancelled' : 'active', started_at: at(from), ...(until && { cancelled_at: at(until) }) },
  }))
