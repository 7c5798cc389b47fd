/** How is the shop doing? Every number of DOMAIN §1.9 as of one day, with the verdict on the goals. */

import {
  contractsWith,
  countCustomers,
  countFriends,
  countNps,
  countSurveys,
  customersAfter,
  linesSoldTo,
  type SoldLine,
  type SoldRow,
  soldTo,
} from '../../db/metrics.ts'
import { addDays, type JstDate, jstDate, jstInstant } from '../core/calendar.ts'
import type { SubscriptionFact } from '../core/contracts.ts'
import { allMetrics, type Report } from '../core/metrics.ts'
import { buyerOf, type SoldOrder } from '../core/metrics-buyer.ts'
import type { PromoCosts } from '../core/metrics-money.ts'
import { type Buyer, type Period, trailingYear } from '../core/metrics-rows.ts'
import type { OrderFact } from '../core/occasions.ts'
import { rate132 } from '../core/rule132.ts'
import type { Shop } from '../core/shop.ts'
import type { Deps } from '../deps.ts'
import { loadContent } from './content.ts'
import { deliveredRule132 } from './rule132.ts'

/** Read together; keeps what is in memory small. */
const BATCH = 500

export interface ReportWish {
  /** The end of this day; of today when left out. */
  asOf?: JstDate
  costs?: PromoCosts
  /** Instead of the shop's own. */
  grossMargin?: number
  onDone?: (done: number, all: number) => void
}

export async function report(
  deps: Deps,
  { asOf = jstDate(deps.now()), costs = {}, grossMargin, onDone = () => {} }: ReportWish = {},
): Promise<Report> {
  const { shop: published } = await loadContent(deps)
  const shop = { ...published, ltv: { ...published.ltv, gross_margin: grossMargin ?? published.ltv.gross_margin } }
  const year = trailingYear(asOf)
  const from = jstInstant(year.from)
  const end = jstInstant(addDays(asOf, 1))
  const { buyers, rule132 } = await readCustomers(deps, shop, asOf, year, onDone)
  return allMetrics(
    {
      buyers,
      rule132,
      costs,
      friends: await countFriends(deps.db, end),
      nps: await countNps(deps.db, from, end, shop.nps.scale),
      surveys: await countSurveys(deps.db, from, end),
    },
    shop,
    asOf,
  )
}

/** A few statements for each 500 customers; what stays of each is a line for every purchase. */
async function readCustomers(
  deps: Deps,
  shop: Shop,
  asOf: JstDate,
  year: Period,
  onDone: (done: number, all: number) => void,
) {
  const buyers: Buyer[] = []
  const rule132 = { numerator: 0, denominator: 0 }
  const all = await countCustomers(deps.db)
  let seen = 0
  let ids = await customersAfter(deps.db, '', BATCH)
  while (ids.length > 0) {
    buyers.push(...(await buyersAmong(deps, shop, ids, asOf)))
    const closed = rate132(await deliveredRule132(deps, ids, asOf), year)
    rule132.numerator += closed.numerator
    rule132.denominator += closed.denominator
    seen += ids.length
    onDone(seen, all)
    ids = ids.length < BATCH ? [] : await customersAfter(deps.db, ids.at(-1) ?? '', BATCH)
  }
  return { buyers, rule132 }
}

async function buyersAmong(deps: Deps, shop: Shop, ids: string[], asOf: JstDate): Promise<Buyer[]> {
  const lines = Map.groupBy(await linesSoldTo(deps.db, ids), ({ orderId }) => orderId)
  const orders = Map.groupBy(await soldTo(deps.db, ids), ({ customerId }) => customerId)
  const contracts = Map.groupBy(await contractsWith(deps.db, ids), ({ customerId }) => customerId)
  return [...orders].flatMap(([customerId, rows]) => {
    const sold = rows.map((row) => soldOrder(row, lines.get(row.id) ?? []))
    const own = (contracts.get(customerId) ?? []).map((row) => known(row) as SubscriptionFact)
    return buyerOf(sold, own, shop, asOf) ?? []
  })
}

/** The words in these columns were the rules' own when they were written. */
const soldOrder = (row: SoldRow, lines: SoldLine[]): SoldOrder => ({
  ...(known(row) as Omit<SoldOrder, 'lines'>),
  lines: lines.map((line) => known(line) as OrderFact['lines'][number]),
})

/** What the database calls null the rules call undefined. */
const known = (row: object): object => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))
