/** Buyers counted as the report counts them: packed into ledgers, read back, added up. */

import type { JstDate } from '../../bot/core/calendar.ts'
import { packContracts, packPurchases } from '../../bot/core/ledger.ts'
import { readLedgers } from '../../bot/core/ledger-pages.ts'
import { countBuyer } from '../../bot/core/metrics-count.ts'
import { type CountSettings, frameOf } from '../../bot/core/metrics-frame.ts'
import type { Buyer } from '../../bot/core/metrics-rows.ts'
import { newTally, type Tally } from '../../bot/core/metrics-tally.ts'

export const STANDARD: CountSettings = {
  f2: { window_days: 90 },
  step_up: { window_days: 90 },
  churn: { after_days: 90 },
}

/** As the database joins ledgers to a page. */
export const pageOf = (buyers: readonly (Buyer & { firstProduct?: string })[]): string =>
  buyers
    .map(({ purchases, contracts, firstProduct = '' }) =>
      [packPurchases(purchases), packContracts(contracts), firstProduct].join('\u001f'),
    )
    .join('\u001e')

export function tallyOf(
  buyers: readonly (Buyer & { firstProduct?: string })[],
  asOf: JstDate,
  settings: CountSettings = STANDARD,
): Tally {
  const tally = newTally()
  const frame = frameOf(asOf, settings)
  readLedgers(pageOf(buyers), (buyer) => countBuyer(tally, buyer, frame))
  return tally
}
