/** What does a report of an order or a contract say of its customer's consents? To be kept as evidence with it (DOMAIN §5.1). */

import type { ShopConsent } from '../../db/consent.ts'
import { consentsTold } from '../core/consent.ts'
import type { CustomerInput } from '../core/order.ts'

interface Report {
  source: string
  customer: CustomerInput
  updated_at?: Date
}

/**
 * Nothing for almost every report. Told again it has the same id, and is written once.
 * @param happenedAt of the order or contract: when it was said, if neither the consent nor the report has a moment
 */
export function consentsIn(
  { source, customer, updated_at }: Report,
  customerId: string,
  happenedAt: Date,
): ShopConsent[] {
  if (!customer.consent && !customer.registered_channels) return []
  return consentsTold(customer, updated_at ?? happenedAt).map(({ isListed, ...told }) => ({
    ...told,
    id: [
      source,
      customerId,
      told.channel,
      told.purpose,
      isListed ? 'list' : told.at.getTime(),
      Number(told.granted),
    ].join(),
    customerId,
    source,
  }))
}
