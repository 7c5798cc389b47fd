/** Since when does this contract's payment fail, where the cart says only that it does? Its grace must begin some day (DOMAIN §1.1). */

import { findContracts } from '../../db/orders.ts'
import type { SubscriptionInput } from '../core/order.ts'
import type { Deps } from '../deps.ts'
import { keyOf, numberOf } from './sort-reports.ts'

type FailingSince = (report: SubscriptionInput) => Date | null

/** As reported; else as known from the first report of this failure; else the report's own moment, or now. */
export async function failingSince(deps: Deps, reports: readonly SubscriptionInput[]): Promise<FailingSince> {
  const isUnknown = (report: SubscriptionInput) => report.status === 'payment_failed' && !report.payment_failed_at
  const unknown = reports.filter(isUnknown)
  const stood = unknown.length > 0 ? await findContracts(deps.db, unknown.map(numberOf)) : undefined
  return (report) => {
    if (!isUnknown(report)) return report.payment_failed_at ?? null
    const before = stood?.get(keyOf(report))
    const known = before?.status === 'payment_failed' ? before.paymentFailedAt : undefined
    return known ?? report.updated_at ?? deps.now()
  }
}
