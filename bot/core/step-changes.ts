/** What is different between two versions of a scenario, step by step? */

import type { Scenario, Step } from './scenario.ts'

/** Ids of steps, in the order in which they stand in the file. */
export interface StepChanges {
  added: string[]
  changed: string[]
  removed: string[]
}

export function stepChanges(before: Pick<Scenario, 'steps'>, after: Pick<Scenario, 'steps'>): StepChanges {
  const old = new Map(before.steps.map((step) => [step.id, step]))
  const kept = new Set(after.steps.map(({ id }) => id))
  return {
    added: after.steps.filter(({ id }) => !old.has(id)).map(({ id }) => id),
    changed: after.steps.filter((step) => differs(old.get(step.id), step)).map(({ id }) => id),
    removed: before.steps.filter(({ id }) => !kept.has(id)).map(({ id }) => id),
  }
}

const differs = (before: Step | undefined, after: Step): boolean =>
  before !== undefined && JSON.stringify(inOrder(before)) !== JSON.stringify(inOrder(after))

/** The same keys in another order say the same; the order of a list is part of what it says. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, inOrder(inner)]))
}
