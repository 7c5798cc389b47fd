/** A customer of the demo shop buys one thing now, as the shop's cart would report it. */

import { bindExternalIds, findCustomers } from '../../db/customers.ts'
import { findContracts } from '../../db/orders.ts'
import { addDays, jstDate } from '../core/calendar.ts'
import { USUAL_CYCLE } from '../core/contracts.ts'
import { readOrder, readSubscription } from '../core/order.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { loadContent } from './content.ts'
import { recordOrders, recordSubscriptions } from './record-orders.ts'

/** The source whose numbers the demo shop's customers carry. */
const DEMO_SOURCE = 'demo'

/**
 * Reports the order through the same door as the shop's API; a subscription product opens or renews a contract.
 * @param customerId our id; the customer's demo number is the same
 * @returns the order's number
 * @throws AppError `not_found` for an unknown customer or product
 */
export async function buy(deps: Deps, customerId: string, sku: string): Promise<string> {
  const { shop } = await loadContent(deps)
  const product = shop.products.find((one) => one.sku === sku)
  const [customer] = await findCustomers(deps.db, [customerId])
  if (!product || !customer) throw new AppError('not_found', 'お客さまか商品が見つかりません。')
  // On this desk everybody who buys is linked: the demo number is our own id.
  await bindExternalIds(deps.db, [{ source: DEMO_SOURCE, externalId: customerId, customerId }])
  const now = deps.now()
  const number = `D${deps.newId()}`
  const contract = `S${customerId}-${sku}`
  const about = { source: DEMO_SOURCE, customer: { external_id: customerId } }
  const order = readOrder({
    ...about,
    external_id: number,
    ordered_at: now.toISOString(),
    total_yen: product.price_yen,
    ...(product.subscription ? { subscription_external_id: contract } : {}),
    lines: [{ sku, name: product.name, qty: 1, amount_yen: product.price_yen }],
  })
  if ('code' in order) throw new AppError('invalid', order.message)
  if (product.subscription) {
    const [known] = (await findContracts(deps.db, [{ source: DEMO_SOURCE, externalId: contract }])).values()
    const read = readSubscription({
      ...about,
      external_id: contract,
      product: sku,
      cycle_days: product.cycle_days,
      started_at: known?.startedAt.toISOString() ?? `${jstDate(now)}`,
      // As a cart does: with every order the day of the next one is known.
      next_delivery_on: addDays(jstDate(now), product.cycle_days ?? USUAL_CYCLE),
    })
    if ('code' in read) throw new AppError('invalid', read.message)
    await recordSubscriptions(deps, [read.subscription])
  }
  await recordOrders(deps, [order.order])
  return number
}
