/** How did it go on after the first purchase? F2, survival, LTV by age, and those who began together (DOMAIN §1.9). */

import { SUBSCRIPTION } from './ledger.ts'
import type { Ledger } from './ledger-pages.ts'
import { CURVE_DAYS, type Frame, LTV_DAYS, MOST_TIMES, SPAN_DAYS, SPANS } from './metrics-frame.ts'
import { type Cohort, newCohort, type Of, type Tally } from './metrics-tally.ts'

/** @param bought how many purchases there were by the day of the frame, at least one */
export function countBeginning(tally: Tally, buyer: Ledger, bought: number, frame: Frame): void {
  const { days, bits } = buyer
  const first = days[0] as number
  const age = frame.asOf - first
  /** Days until the second purchase. */
  const gap = bought > 1 ? (days[1] as number) - first : Number.POSITIVE_INFINITY
  countLtv(tally, buyer, bought, age)
  if (first >= frame.yearFrom) {
    countCurve(tally, age, gap)
    if (age >= frame.f2Days) {
      const isAgain = gap <= frame.f2Days
      note(tally.f2, isAgain)
      if (((bits[0] as number) & SUBSCRIPTION) !== 0) note(tally.f2Subscription, isAgain)
      for (let n = 0; n < Math.min(bought, MOST_TIMES); n += 1) tally.reached[n] = (tally.reached[n] as number) + 1
    }
  } else if (first >= frame.beforeFrom) note(tally.cohortB, gap <= 365)

  const month = first - frame.monthsFrom
  if (month < 0) {
    tally.earlier += 1
    return
  }
  const cohort = tally.cohorts[frame.monthOfDay[month] as number] as Cohort
  countCohort(cohort, buyer, bought, age, gap, frame)
  if (gap <= CURVE_DAYS) {
    while (cohort.secondOn.length <= gap) cohort.secondOn.push(0)
    cohort.secondOn[gap] = (cohort.secondOn[gap] as number) + 1
  }
  tally.products[buyer.firstProduct] ??= newCohort()
  countCohort(tally.products[buyer.firstProduct] as Cohort, buyer, bought, age, gap, frame)
}

function note(share: Of, did: boolean): void {
  share.of += 1
  if (did) share.did += 1
}

/** Money of the first so many days, of all who have had that many. */
function countLtv({ ltv }: Tally, { days, yen }: Ledger, bought: number, age: number): void {
  const first = days[0] as number
  let n = 0
  let spent = 0
  for (let place = 0; place < LTV_DAYS.length; place += 1) {
    const until = LTV_DAYS[place] as number
    if (age < until) return
    for (; n < bought && (days[n] as number) - first < until; n += 1) spent += yen[n] as number
    ltv.customers[place] = (ltv.customers[place] as number) + 1
    ltv.yen[place] = (ltv.yen[place] as number) + spent
  }
}

/** Counted on day d of the curve: who is at least d days old, and of them who had come again by day d. */
function countCurve({ curve }: Tally, age: number, gap: number): void {
  const end = Math.min(age, CURVE_DAYS) + 1
  change(curve.of, 0, 1)
  change(curve.of, end, -1)
  if (gap > CURVE_DAYS) return
  change(curve.did, gap, 1)
  change(curve.did, end, -1)
}

const change = (list: number[], place: number, by: number): void => {
  list[place] = (list[place] as number) + by
}

function countCohort(
  cohort: Cohort,
  { days, yen }: Ledger,
  bought: number,
  age: number,
  gap: number,
  { f2Days }: Frame,
): void {
  const first = days[0] as number
  // A span is over when its last day is.
  const lived = Math.min(SPANS, Math.floor((age + 1) / SPAN_DAYS))
  cohort.customers += 1
  change(cohort.lived, lived, 1)
  if (age >= f2Days) {
    change(cohort.reached, Math.min(bought, MOST_TIMES) - 1, 1)
    if (gap <= f2Days) cohort.again += 1
  }
  let before = -1
  for (let n = 0; n < bought; n += 1) {
    cohort.yen += yen[n] as number
    const span = Math.floor(((days[n] as number) - first) / SPAN_DAYS)
    if (span >= lived) continue
    change(cohort.spent, span, yen[n] as number)
    if (span !== before) change(cohort.bought, span, 1)
    before = span
  }
}
