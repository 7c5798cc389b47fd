/** Has the shop reached its goals? (DOMAIN §1.9 "goal judgement", §1.12) */

import type { METRICS } from './hypothesis.ts'
import type { Metric } from './metrics-rows.ts'
import type { Shop } from './shop.ts'

export type MetricName = keyof typeof METRICS

export interface Verdict {
  goal: number
  value: number | null
  met: boolean
}

/** Which number each goal is about, and whether more is better. */
const GOALS = {
  annual_ltv_yen: ['annual_ltv_yen', true],
  annual_repeat_rate: ['annual_repeat_rate', true],
  f2_rate: ['f2_rate', true],
  rule132_rate: ['rule132_rate', true],
  id_link_rate: ['id_link_rate', true],
  block_rate: ['block_rate_max', false],
  survey_response_rate: ['survey_response_rate', true],
} as const satisfies Partial<Record<MetricName, [keyof Shop['goals'], boolean]>>
export type GoalName = keyof typeof GOALS

/** The seeds ask for these at the same time; the others are the shop's own means to get there. */
const DECISIVE = ['annual_ltv_yen', 'annual_repeat_rate', 'f2_rate'] as const

/** What nobody can know yet is not reached. */
export function judge(
  metrics: Readonly<Record<GoalName, Metric>>,
  goals: Shop['goals'],
): { goals: Record<GoalName, Verdict>; overall: 'met' | 'not_met' } {
  const verdicts = Object.fromEntries(
    Object.entries(GOALS).map(([name, [key, isFloor]]): [string, Verdict] => {
      const { value } = metrics[name as GoalName]
      const goal = goals[key]
      return [name, { goal, value, met: value !== null && (isFloor ? value >= goal : value <= goal) }]
    }),
  ) as Record<GoalName, Verdict>
  return { goals: verdicts, overall: DECISIVE.every((name) => verdicts[name].met) ? 'met' : 'not_met' }
}
