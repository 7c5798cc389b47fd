/** What does an import set going: whose label changes, who begins which scenario, and what is sent to them first? (DOMAIN §2.3.7) */

import { begunSince, labelChangesSince, lastPlaces, type Places } from '../../db/import-effects.ts'
import { anchorsOf } from '../core/anchors.ts'
import { addDays, type JstDate, jstDate } from '../core/calendar.ts'
import { dueAt } from '../core/due.ts'
import { type Scenario, type Step, sendWithinMinutes } from '../core/scenario.ts'
import { type Label, ON_LINE } from '../core/vocabulary.ts'
import type { Deps } from '../deps.ts'
import { loadContent, loadScenarios } from './content.ts'
import { type History, loadHistories } from './records.ts'

/** So many days ahead are told. */
export const DAYS_AHEAD = 7
const BATCH = 500
const MINUTE = 60_000

export interface LabelChange {
  /** Left out for customers nobody knew. */
  from?: Label
  to: Label
  customers: number
}

export interface ScenarioBegun {
  scenario: string
  name: string
  customers: number
  /** Of them, who can be reached on LINE now. */
  reachable: number
  /** What falls due for those within the next days, by step; conditions and the guard may still say no. */
  messages: { step: string; on: JstDate; customers: number }[]
}

export interface ImportEffects {
  /** Every order is older than what may begin a scenario (`trigger_max_age_days`). */
  all_past: boolean
  label_changes: LabelChange[]
  scenarios: ScenarioBegun[]
}

export const placesNow = (deps: Deps): Promise<Places> => lastPlaces(deps.db)

/** @param newest the day of the last order; left out when there is none */
export async function effectsSince(deps: Deps, places: Places, newest: JstDate | undefined): Promise<ImportEffects> {
  const { shop } = await loadContent(deps)
  const changes = await labelChangesSince(deps.db, places)
  return {
    all_past: newest !== undefined && newest < addDays(jstDate(deps.now()), -shop.trigger_max_age_days),
    // The words in these columns were the rules' own when they were written.
    label_changes: changes as LabelChange[],
    scenarios: await scenariosSince(deps, places),
  }
}

async function scenariosSince(deps: Deps, places: Places): Promise<ScenarioBegun[]> {
  const { shop } = await loadContent(deps)
  const counted = new Map<string, ScenarioBegun & { due: Map<string, ScenarioBegun['messages'][number]> }>()
  for (let after = places; ; ) {
    const rows = await begunSince(deps.db, after, BATCH)
    const scenarios = await loadScenarios(
      deps,
      rows.map(({ revisionId }) => revisionId),
    )
    const histories = await loadHistories(
      deps,
      rows.map(({ customerId }) => customerId),
    )
    for (const row of rows) {
      const scenario = scenarios.get(row.revisionId)
      const history = histories.get(row.customerId)
      if (!scenario || !history) continue
      const one = counted.get(scenario.id) ?? nobodyYet(scenario)
      counted.set(scenario.id, one)
      one.customers += 1
      if (!isReachable(history)) continue
      one.reachable += 1
      const anchors = anchorsOf(row, history.records, shop)
      for (const { step, on } of dueSoon(scenario, (step) => dueAt(step, anchors), deps.now())) {
        const key = `${on} ${step.id}`
        const message = one.due.get(key) ?? { step: step.id, on, customers: 0 }
        message.customers += 1
        one.due.set(key, message)
      }
    }
    const last = rows.at(-1)
    if (!last || rows.length < BATCH) break
    after = { ...after, enrollments: last.place }
  }
  return [...counted.values()].map(({ due, ...one }) => ({
    ...one,
    messages: [...due.values()].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0)),
  }))
}

const nobodyYet = ({ id, name }: Scenario) => ({
  ...{ scenario: id, name, customers: 0, reachable: 0, messages: [] },
  due: new Map<string, ScenarioBegun['messages'][number]>(),
})

const isReachable = ({ records: { friend } }: History): boolean => friend?.following === true && !friend.optedOut

/** Steps on LINE within the next days; what is overdue comes today, unless it is too late for it. */
function* dueSoon(
  { steps }: Scenario,
  dueOf: (step: Step) => Date | undefined,
  now: Date,
): Generator<{ step: Step; on: JstDate }> {
  const today = jstDate(now)
  const last = addDays(today, DAYS_AHEAD)
  for (const step of steps) {
    const at = ON_LINE.has(step.touchpoint) ? dueOf(step) : undefined
    if (!at || now.getTime() - at.getTime() > sendWithinMinutes(step) * MINUTE) continue
    const on = jstDate(at)
    if (on <= last) yield { step, on: on < today ? today : on }
  }
}
