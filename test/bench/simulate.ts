/**
 * How long do ninety days of a thousand customers take? `node test/bench/simulate.ts` prints, for the shipped scenario and
 * for one of 200 steps, the median of five runs, the memory, and the same messages only rendered, for comparison.
 */

import { renderStep } from '../../bot/core/message.ts'
import { PERSONAS } from '../../bot/core/personas.ts'
import { Scenario } from '../../bot/core/scenario.ts'
import { type Simulation, simulate } from '../../bot/core/simulate.ts'
import { couponCards, couponOf, stepValues } from '../../bot/core/step-values.ts'
import { shippedScenario } from '../support/shipped.ts'

const CUSTOMERS = 1000
const DAYS = 90
const RUNS = 5

const { scenario, shop, coupons } = shippedScenario('first_60days')
const long = Scenario.parse({
  ...scenario,
  id: 'long',
  steps: Array.from({ length: 200 }, (_, index) => {
    const step = scenario.steps[index % scenario.steps.length]
    return { ...step, id: `d${index}`, at: { from: 'order', day: Math.floor((index * DAYS) / 200), time: '12:00' } }
  }),
})

function measure<T>(work: () => T): { ms: number; last: T } {
  const times: number[] = []
  let last = work()
  for (let run = 0; run < RUNS; run += 1) {
    const start = performance.now()
    last = work()
    times.push(performance.now() - start)
  }
  return { ms: times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0, last }
}

const everybody = (of: Scenario, customers: number): Simulation[] =>
  Array.from({ length: customers }, (_, index) => {
    const persona = PERSONAS[index % PERSONAS.length] as (typeof PERSONAS)[number]
    return simulate({ scenario: of, shop, coupons, persona, days: DAYS })
  })

/** The empty loop: as many messages, and no decision. */
function onlyRender(of: Scenario, simulations: readonly Simulation[]): number {
  const steps = new Map(of.steps.map((step) => [step.id, step]))
  const who = { name: '佐藤 あかね', orders: [], subscriptions: [] }
  let count = 0
  for (const { entries } of simulations)
    for (const { step: id, at, verdict } of entries) {
      const step = steps.get(id)
      if (verdict !== 'sent' || !step) continue
      const now = new Date(at)
      const values = stepValues(who, '', shop, couponOf(step, coupons, now))
      const coupon = couponCards(step, coupons, shop, now)
      count += renderStep(step, {
        values,
        coupon,
        answerData: () => 'x',
        liffUrl: (page) => `https://x/${page}`,
      }).length
    }
  return count
}

function report(of: Scenario, customers: number): void {
  const { ms, last } = measure(() => everybody(of, customers))
  const rendering = measure(() => onlyRender(of, last))
  const sum = (pick: (one: Simulation) => number) => last.reduce((total, one) => total + pick(one), 0)
  const line = {
    scenario: of.id,
    steps: of.steps.length,
    customers,
    days: DAYS,
    median_ms: Math.round(ms),
    ms_per_customer: Number((ms / customers).toFixed(3)),
    looks: sum(({ looks }) => looks),
    entries: sum(({ entries }) => entries.length),
    messages: rendering.last,
    render_only_ms: Math.round(rendering.ms),
    ratio_to_rendering: Number((ms / rendering.ms).toFixed(1)),
    peak_rss_mb: Math.round(process.resourceUsage().maxRSS / 1024),
  }
  console.log(JSON.stringify(line))
}

report(scenario, CUSTOMERS)
report(long, CUSTOMERS / 10)
