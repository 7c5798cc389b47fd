/** Buyers as chance makes them, as plain numbers and as the text of their ledgers. */

import { addDays, type JstDate } from '../../bot/core/calendar.ts'
import { packContracts, packPurchases } from '../../bot/core/ledger.ts'
import type { Buyer } from '../../bot/core/metrics-rows.ts'
import type { KeptLedger } from '../../db/keep-ledgers.ts'
import type { Chance } from './seeded.ts'

export type NamedBuyer = Buyer & { customerId: string; firstProduct: string }

/** Around a day: long before, at the edges of windows, and after it. */
export function randomBuyer(customerId: string, asOf: JstDate, chance: Chance): NamedBuyer {
  const edges = [0, 29, 30, 89, 90, 91, 180, 364, 365, 366, 729, 730]
  let ago = chance.next() < 0.5 ? chance.pick(edges) : chance.between(-60, 1000)
  const purchases = Array.from({ length: chance.between(1, 8) }, () => {
    const on = addDays(asOf, -ago)
    ago -= chance.pick([0, 1, 29, 30, 31, 89, 90, 91, 200])
    const isTrial = chance.next() < 0.3
    return {
      ...{ on, yen: chance.between(0, 9000), isTrial, isMain: !isTrial || chance.next() < 0.2 },
      isSubscription: chance.next() < 0.3,
    }
  })
  const contracts = Array.from({ length: chance.between(0, 2) }, () => {
    const startedOn = addDays(asOf, -chance.between(-20, 500))
    const endsOn = chance.next() < 0.4 ? undefined : addDays(startedOn, chance.between(0, 400))
    return { product: 'LS', startedOn, endsOn, deliveries: chance.between(1, 9) }
  })
  return { customerId, purchases, contracts, firstProduct: chance.pick(['LT', 'LF', '', '化粧水', '__proto__']) }
}

export const ledgerOf = ({ customerId, purchases, contracts, firstProduct }: NamedBuyer): KeptLedger => ({
  customerId,
  line: { purchases: packPurchases(purchases), contracts: packContracts(contracts), firstProduct },
})
