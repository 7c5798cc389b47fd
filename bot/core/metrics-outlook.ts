/** From which of the shop's own numbers does the outlook start, and what would the goal change? (DOMAIN §1.9, §1.12) */

import type { Frame } from './metrics-frame.ts'
import { type Step, stepsOf } from './metrics-repeat.ts'
import type { Tally } from './metrics-tally.ts'
import { type OutlookInputs, type OutlookYear, outlook, residual } from './outlook.ts'

const YEARS = 4
/** The mean of so many whole months is the intake. */
const INTAKE_MONTHS = 3
/** Purchases a subscription of a month makes in a year. */
const A_YEAR = 12

export interface Way {
  f2: number
  years: OutlookYear[]
  /** Part of newcomers who buy at least twelve times. */
  residual_12: number
}

export interface Outlook {
  inputs: {
    /** First purchases in a month: the mean of the last whole months. */
    intake_per_month: number
    f2_rate: number
    /** F3 … as far as measured: of who had a whole window for it, who made this purchase in it. */
    step_rates: number[]
    /** Days until the next purchase, of who made it within the window: the same whom the rates are about. */
    step_days: number
    first_purchase_yen: number
    repeat_purchase_yen: number
  }
  /** The purchase from which on the last measured step is only assumed to go on. */
  assumed_from: number
  /** Of how many newcomers the F2 rate was measured. */
  measured_of: number
  today: Way
  goal: Way
  /** Sales of all years with the goal less those of today. */
  gain_yen: number
}

/**
 * Steps count as long as `least` customers had a whole window for them; the first of them counts with fewer.
 * @returns null while something that it needs has not been measured yet
 */
export function outlookOf(tally: Tally, frame: Frame, goalF2: number, least: number): Outlook | null {
  const [second, ...later] = stepsOf(tally)
  const intake = intakeOf(tally, frame)
  const steps = measured(later, least)
  const { new: first, repeat } = tally
  const f2 = second?.in_window.value ?? null
  if (f2 === null || intake === null || steps.length === 0 || first.purchases === 0 || repeat.purchases === 0)
    return null
  const inputs: OutlookInputs = {
    intake,
    f2,
    steps,
    stepDays: tally.steps.days / sumOf(tally.steps.did),
    firstYen: first.yen / first.purchases,
    repeatYen: repeat.yen / repeat.purchases,
  }
  const way = (f2: number): Way => ({
    f2,
    years: outlook({ ...inputs, f2 }, YEARS),
    residual_12: residual(f2, steps, A_YEAR),
  })
  const [today, goal] = [way(f2), way(goalF2)]
  const all = ({ years }: Way) => years.reduce((sum, { sales_yen }) => sum + sales_yen, 0)
  return {
    inputs: {
      intake_per_month: intake,
      f2_rate: f2,
      step_rates: steps,
      step_days: inputs.stepDays,
      first_purchase_yen: inputs.firstYen,
      repeat_purchase_yen: inputs.repeatYen,
    },
    assumed_from: steps.length + 3,
    measured_of: second?.in_window.denominator ?? 0,
    today,
    goal,
    gain_yen: all(goal) - all(today),
  }
}

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, each) => sum + each, 0)

function measured(steps: readonly Step[], least: number): number[] {
  const found: number[] = []
  for (const { in_window } of steps) {
    const { value, denominator } = in_window
    if (value === null || (found.length > 0 && (denominator ?? 0) < least)) break
    found.push(value)
  }
  return found
}

/** First purchases in a month, on average of the last whole months; null when the shop is younger. */
function intakeOf({ months }: Tally, { monthEnds, asOf }: Frame): number | null {
  const whole = months.new.filter((_, place) => (monthEnds[place] ?? asOf + 1) <= asOf).slice(-INTAKE_MONTHS)
  const all = whole.reduce((sum, { customers }) => sum + customers, 0)
  return all > 0 ? all / whole.length : null
}
