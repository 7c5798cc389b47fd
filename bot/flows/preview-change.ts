/** Whom would another version of a scenario reach differently, from when on? Before anything is published; changes nothing. */

import { marketingSince } from '../../db/deliveries.ts'
import { countBehind, type Enrollment, enrollmentsBehind } from '../../db/enrollments.ts'
import { addMinutes, daysBetween, jstDate } from '../core/calendar.ts'
import { compare, type Difference, type Summary, summarise } from '../core/compare.ts'
import { PERSONAS } from '../core/personas.ts'
import type { Scenario } from '../core/scenario.ts'
import { type Running, type Simulating, type Simulation, simulate } from '../core/simulate.ts'
import type { Deps } from '../deps.ts'
import { type Content, loadContent, loadScenarios } from './content.ts'
import { loadHistories } from './records.ts'
import { handledOf, lifeFrom, startFrom } from './simulate-customer.ts'

export interface Preview {
  /** Everybody who follows the scenario now, if they were moved to the new version (`publish --migrate`). */
  running: Summary & { active: number }
  /** Typical customers who begin from now on. */
  newcomers: Summary
}

interface Limits {
  /** How far to look, from today. */
  days?: number
  /** At most so many customers are compared; `active` says how many there are. */
  most?: number
  /** So many at a time are in memory. */
  batch?: number
}

/** Whatever number a revision has, running customers are behind the one that is not published yet. */
const NEWEST = Number.MAX_SAFE_INTEGER
const A_WEEK = 7 * 24 * 60
/** A move lets the next tick decide anew (migrate-enrollments.ts). */
const SOON = 1

export async function previewChange(
  deps: Deps,
  next: Scenario,
  { days = 90, most = 2000, batch: size = 250 }: Limits = {},
): Promise<Preview> {
  const content = await loadContent(deps)
  const today = jstDate(deps.now())
  const about = { scenarioId: next.id, number: NEWEST }
  const active = await countBehind(deps.db, about)
  const differences: Difference[] = []
  let after: Enrollment | undefined
  while (differences.length < most) {
    const limit = Math.min(size, most - differences.length)
    const batch = await enrollmentsBehind(deps.db, { ...about, after, limit })
    differences.push(...(await compareBatch(deps, content, next, batch, days)))
    after = batch.at(-1)
    if (batch.length < limit) break
  }
  return {
    running: { ...summarise(differences, next, today), active },
    newcomers: newcomers(content, next, days, today),
  }
}

async function compareBatch(
  deps: Deps,
  content: Content,
  next: Scenario,
  batch: Enrollment[],
  days: number,
): Promise<Difference[]> {
  const now = deps.now()
  const customerIds = batch.map((row) => row.customerId)
  const histories = await loadHistories(deps, customerIds)
  const sends = await marketingSince(deps.db, customerIds, addMinutes(now, -A_WEEK))
  const handled = await handledOf(deps, batch)
  const scenarios = await loadScenarios(
    deps,
    batch.map((row) => row.revisionId),
  )
  return batch.flatMap((row) => {
    const history = histories.get(row.customerId)
    const current = scenarios.get(row.revisionId)
    if (!history || !current) return []
    const persona = lifeFrom(row.customerId, history, sends.get(row.customerId) ?? [])
    const start = jstDate(row.anchorAt)
    const run = (scenario: Scenario, nextAt: Date | undefined) => {
      const running: Running = { start: startFrom(row), handled: handled.get(row.id) ?? new Map(), nextAt }
      const until = daysBetween(start, jstDate(now)) + days
      return simulateWith(content, { scenario, persona, start, days: until, from: { now, running: [running] } })
    }
    return [compare(run(current, row.nextDueAt ?? undefined), run(next, addMinutes(now, SOON)))]
  })
}

const simulateWith = (content: Content, wish: Omit<Simulating, 'shop' | 'coupons'>): Simulation =>
  simulate({ shop: content.shop, coupons: content.coupons.coupons, ...wish })

function newcomers(content: Content, next: Scenario, days: number, today: ReturnType<typeof jstDate>): Summary {
  const current = content.scenarios.find(({ scenario }) => scenario.id === next.id)?.scenario
  const differences = PERSONAS.map((persona) => {
    const after = simulateWith(content, { scenario: next, persona, days, start: today })
    const before = current && simulateWith(content, { scenario: current, persona, days, start: today })
    return compare(before ?? { ...after, entries: [] }, after)
  })
  return summarise(differences, next, today)
}
