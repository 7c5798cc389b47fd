/** What does one more buyer add to the shop's numbers, seen from a day? Plain arithmetic on day numbers: it runs for millions (DOMAIN §1.9). */

import { MAIN, OPEN, SUBSCRIPTION, TRIAL } from './ledger.ts'
import type { Ledger } from './ledger-pages.ts'
import { countBeginning } from './metrics-count-beginning.ts'
import { type Frame, MOST_TIMES } from './metrics-frame.ts'
import type { Sum, Tally, YearSum } from './metrics-tally.ts'

/** Adds one buyer. What lies after the day of the frame has not happened; who bought nothing by then is nobody. */
export function countBuyer(tally: Tally, buyer: Ledger, frame: Frame): void {
  const bought = purchasesBy(buyer, frame.asOf)
  if (bought === 0) return
  tally.customers += 1
  countBeginning(tally, buyer, bought, frame)
  countYears(tally, buyer, bought, frame)
  countMonths(tally, buyer, bought, frame)
  countSteps(tally, buyer, bought, frame)
  countStepUp(tally, buyer, bought, frame)
  countContracts(tally, buyer, bought, frame)
}

/** They are sorted, and most have nothing after the day: looked at from the end. */
function purchasesBy({ purchases, days }: Ledger, asOf: number): number {
  let bought = purchases
  while (bought > 0 && (days[bought - 1] as number) > asOf) bought -= 1
  return bought
}

/** The trailing year and the one before: who bought, came again, stayed; what was new and what repeat. */
function countYears(tally: Tally, { days, yen }: Ledger, bought: number, frame: Frame): void {
  const isThisYear = (days[bought - 1] as number) >= frame.yearFrom
  const wasBefore = countYear(tally.before, days, yen, bought, frame.beforeFrom, frame.beforeTo, frame.lapseDays)
  if (isThisYear) {
    countYear(tally.year, days, yen, bought, frame.yearFrom, frame.asOf, frame.lapseDays)
    if (wasBefore) tally.kept += 1
    countSides(tally, days, yen, bought, frame)
  }
}

/** @returns whether anything was bought in it */
function countYear(
  year: YearSum,
  days: number[],
  yen: number[],
  bought: number,
  from: number,
  to: number,
  lapseDays: number,
): boolean {
  let purchases = 0
  let spent = 0
  let customerDays = 0
  let isAgain = false
  for (let n = 0; n < bought; n += 1) {
    const day = days[n] as number
    if (day > to) break
    const next = n + 1 < bought ? (days[n + 1] as number) : to + 1
    // A purchase makes a customer until the next one, or until they count as gone.
    customerDays += Math.max(0, Math.min(next, day + lapseDays, to + 1) - Math.max(day, from))
    if (day < from) continue
    purchases += 1
    spent += yen[n] as number
    if (n > 0) isAgain = true
  }
  if (purchases === 0) return false
  year.customers += 1
  year.purchases += purchases
  year.yen += spent
  year.customerDays += customerDays
  if (isAgain) year.again += 1
  return true
}

/** A customer's first purchase is new, everything later is repeat. */
function countSides(tally: Tally, days: number[], yen: number[], bought: number, { yearFrom }: Frame): void {
  if ((days[0] as number) >= yearFrom) addTo(tally.new, yen[0] as number, true)
  let isFirst = true
  for (let n = 1; n < bought; n += 1) {
    if ((days[n] as number) < yearFrom) continue
    addTo(tally.repeat, yen[n] as number, isFirst)
    isFirst = false
  }
}

function addTo(sum: Sum, yen: number, isAnother: boolean): void {
  if (isAnother) sum.customers += 1
  sum.purchases += 1
  sum.yen += yen
}

/** The same two sides, month by month. */
function countMonths(tally: Tally, { days, yen }: Ledger, bought: number, { monthsFrom, monthOfDay }: Frame): void {
  let before = -1
  for (let n = bought - 1; n >= 0; n -= 1) {
    const day = (days[n] as number) - monthsFrom
    if (day < 0) return
    const month = monthOfDay[day] as number
    if (n === 0) addTo(tally.months.new[month] as Sum, yen[n] as number, true)
    else addTo(tally.months.repeat[month] as Sum, yen[n] as number, month !== before)
    before = month
  }
}

/** From each purchase to the next: of those who had a whole window for it, since the trailing year began. */
function countSteps({ steps }: Tally, { days }: Ledger, bought: number, { asOf, yearFrom, f2Days }: Frame): void {
  for (let n = 0; n < Math.min(bought, MOST_TIMES); n += 1) {
    const day = days[n] as number
    if (day < yearFrom || asOf - day < f2Days) continue
    steps.of[n] = (steps.of[n] as number) + 1
    if (n + 1 === bought || (days[n + 1] as number) - day > f2Days) continue
    steps.did[n] = (steps.did[n] as number) + 1
    steps.days += (days[n + 1] as number) - day
  }
}

/** Of who tried in the trailing year and whose window has closed, who went on to what is no trial. */
function countStepUp({ stepUp }: Tally, { days, bits }: Ledger, bought: number, frame: Frame): void {
  let trial = 0
  while (trial < bought && ((bits[trial] as number) & TRIAL) === 0) trial += 1
  if (trial === bought) return
  const day = days[trial] as number
  if (day < frame.yearFrom || frame.asOf - day < frame.stepUpDays) return
  stepUp.of += 1
  for (let n = trial + 1; n < bought && (days[n] as number) - day <= frame.stepUpDays; n += 1)
    if (((bits[n] as number) & MAIN) !== 0) {
      stepUp.did += 1
      return
    }
}

/**
 * Who stands on a day: start ≤ day < end. A contract that begins later has not begun. 解約: whoever stood at the month's first
 * instant and ends on one of its days; who cancels on the first stood in the night before, and is this month's loss.
 */
function countContracts(tally: Tally, buyer: Ledger, bought: number, frame: Frame): void {
  const { days, startDays, endDays, deliveries, contracts } = buyer
  const { asOf, churnFrom, churnNext, lapseDays } = frame
  let isBound = false
  let begun = 0
  for (let n = 0; n < contracts; n += 1) {
    const start = startDays[n] as number
    const end = endDays[n] === OPEN ? Number.POSITIVE_INFINITY : (endDays[n] as number)
    if (start > asOf) continue
    begun += 1
    tally.contracts.count += 1
    tally.contracts.deliveries += deliveries[n] as number
    if (asOf < end) isBound = true
    if (start < churnFrom && churnFrom <= end) {
      tally.churn.of += 1
      if (end < churnNext) tally.churn.did += 1
    }
  }
  if (begun > 0) tally.contracts.deliveries -= laterDeliveries(buyer, bought)
  if (!isBound && asOf - (days[bought - 1] as number) >= lapseDays) tally.gone += 1
}

/** The ledger has how many deliveries there were in all: those after the day of the frame are taken off again. */
function laterDeliveries({ purchases, bits }: Ledger, bought: number): number {
  let later = 0
  for (let n = bought; n < purchases; n += 1) if (((bits[n] as number) & SUBSCRIPTION) !== 0) later += 1
  return later
}
