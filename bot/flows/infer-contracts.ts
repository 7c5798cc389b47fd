/** Orders told the state of their contracts: what becomes of the contracts we know, and of those we do not? (DOMAIN §2.4) */

import { findContracts } from '../../db/orders.ts'
import { oneContract } from '../core/one-contract.ts'
import type { SubscriptionInput } from '../core/order.ts'
import { productFor } from '../core/product.ts'
import { isNews } from '../core/same-report.ts'
import type { Shop } from '../core/shop.ts'
import type { Deps } from '../deps.ts'
import { loadContent } from './content.ts'
import { recordSubscriptions } from './record-orders.ts'

/**
 * What the shop reported of a contract itself goes before what its orders say. Of an inferred one the earliest beginning
 * is kept, and the state of the newest order, so that files may come in any order. Some 1,000 at a time; labels wait for
 * `finishRecording`.
 * @returns how many are new or changed
 */
export async function inferContracts(
  deps: Deps,
  seen: { contract: SubscriptionInput; codes: string[] }[],
): Promise<number> {
  const { shop } = await loadContent(deps)
  const reports = seen.map(({ contract, codes }) => ({
    ...contract,
    product: productOf(codes, shop) ?? contract.product,
  }))
  const known = await findContracts(
    deps.db,
    reports.map(({ source, external_id }) => ({ source, externalId: external_id })),
  )
  const news = reports.flatMap((report) => {
    const row = known.get(`${report.source}\u0000${report.external_id}`)
    if (!row) return report
    return row.inferred ? oneContract(viewOf(row, report), report) : []
  })
  const recorded = await recordSubscriptions(deps, news, { more: true })
  return recorded.filter(({ outcome }) => isNews(outcome)).length
}

/** What is delivered again and again: never an insert of the parcel. */
function productOf(codes: string[], shop: Shop): string | undefined {
  const goods = codes.filter((code) => !productFor(code, shop)?.insert)
  return goods.find((code) => productFor(code, shop)?.subscription) ?? goods[0]
}

type Row = Awaited<ReturnType<typeof findContracts>> extends Map<string, infer One> ? One : never

/** The row as a report would have it; the person is the same. */
const viewOf = (row: Row, { customer }: SubscriptionInput): SubscriptionInput => ({
  source: row.source,
  external_id: row.externalId,
  customer,
  product: row.product,
  cycle_days: row.cycleDays ?? undefined,
  status: row.status as SubscriptionInput['status'],
  started_at: row.startedAt,
  cancelled_at: row.cancelledAt ?? undefined,
  count: row.count,
  inferred: true,
  updated_at: row.updatedAt ?? undefined,
})
