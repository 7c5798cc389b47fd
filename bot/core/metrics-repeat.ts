/** Do people come back? F2, survival, annual repeat rates, step-up from the trial, churn (DOMAIN §1.9). */

import { addDays, daysBetween, type JstDate } from './calendar.ts'
import { type Contract, existsOn } from './contracts.ts'
import {
  type Buyer,
  firstOf,
  isAged,
  isIn,
  type Metric,
  type Period,
  rate,
  share,
  trailingYear,
  yearBefore,
} from './metrics-rows.ts'

/** First bought in the period, and their window has closed. */
export const f2Cohort = (
  buyers: readonly Buyer[],
  windowDays: number,
  asOf: JstDate,
  period = trailingYear(asOf),
): Buyer[] => buyers.filter((buyer) => startedIn(buyer, period) && isAged(buyer, windowDays, asOf))

/** Of the cohort, who bought again within the window. */
export const f2Rate = (cohort: readonly Buyer[], windowDays: number): Metric =>
  share(cohort, (buyer) => againWithin(buyer, windowDays))

/** Whose first purchase was a subscription. */
export const subscriptionFirst = (cohort: readonly Buyer[]): Buyer[] =>
  cohort.filter((buyer) => firstOf(buyer)?.isSubscription)

/** How many of the cohort have bought at least so many times, without a limit of days (残存). */
export const reached = (cohort: readonly Buyer[], times: number): number =>
  cohort.filter(({ purchases }) => purchases.length >= times).length

/** A: of who bought in the trailing year, who made their second or a later purchase in it. */
export function annualRepeat(buyers: readonly Buyer[], asOf: JstDate): Metric {
  const year = trailingYear(asOf)
  return share(
    buyers.filter((buyer) => boughtIn(buyer, year)),
    ({ purchases }) => purchases.slice(1).some(({ on }) => isIn(year, on)),
  )
}

/** B: of who first bought in the year before, who bought again within 365 days. */
export const annualRepeatOfCohort = (buyers: readonly Buyer[], asOf: JstDate): Metric =>
  share(
    buyers.filter((buyer) => startedIn(buyer, yearBefore(asOf))),
    (buyer) => againWithin(buyer, 365),
  )

/** C: of who bought in the year before, who bought in the trailing year, too. */
export const annualRetention = (buyers: readonly Buyer[], asOf: JstDate): Metric =>
  share(
    buyers.filter((buyer) => boughtIn(buyer, yearBefore(asOf))),
    (buyer) => boughtIn(buyer, trailingYear(asOf)),
  )

/** Of who tried in the trailing year and whose window has closed, who went on to what is no trial. */
export function stepUpRate(buyers: readonly Buyer[], windowDays: number, asOf: JstDate): Metric {
  const trials = buyers.flatMap(({ purchases }) => {
    const index = purchases.findIndex(({ isTrial }) => isTrial)
    const trial = purchases[index]
    if (!trial || !isIn(trailingYear(asOf), trial.on) || daysBetween(trial.on, asOf) < windowDays) return []
    return [{ trial, later: purchases.slice(index + 1) }]
  })
  return share(trials, ({ trial, later }) =>
    later.some(({ on, isMain }) => isMain && daysBetween(trial.on, on) <= windowDays),
  )
}

/** The newest month that is over by the end of this day. */
export function lastWholeMonth(asOf: JstDate): Period {
  const first = firstDay(asOf)
  const next = firstDay(addDays(first, 31))
  return addDays(asOf, 1) === next ? { from: first, to: asOf } : lastWholeMonth(addDays(first, -1))
}

const firstDay = (on: JstDate): JstDate => addDays(on, 1 - Number(on.slice(8)))

/** Of the contracts that stood when the month began, those that ended in it. */
export function monthlyChurn(contracts: readonly Contract[], month: Period): Metric {
  const standing = contracts.filter((contract) => contract.startedOn < month.from && existsOn(contract, month.from))
  const nextMonth = addDays(month.to, 1)
  return share(standing, ({ endsOn }) => endsOn !== undefined && endsOn <= nextMonth)
}

/** Confirmed deliveries for each contract there has ever been. */
export const averageDeliveries = (contracts: readonly Contract[]): Metric =>
  rate(
    contracts.reduce((sum, { deliveries }) => sum + deliveries, 0),
    contracts.length,
  )

const startedIn = (buyer: Buyer, period: Period): boolean => {
  const first = firstOf(buyer)
  return first !== undefined && isIn(period, first.on)
}

export const boughtIn = ({ purchases }: Buyer, period: Period): boolean => purchases.some(({ on }) => isIn(period, on))

const againWithin = ({ purchases: [first, second] }: Buyer, days: number): boolean =>
  first !== undefined && second !== undefined && daysBetween(first.on, second.on) <= days
