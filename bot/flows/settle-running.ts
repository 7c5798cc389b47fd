/** A scenario has a new revision: do the customers on their way go on with theirs, or are they moved? */

import { countBehind } from '../../db/enrollments.ts'
import type { Scenario } from '../core/scenario.ts'
import type { Deps } from '../deps.ts'
import { migrateEnrollments, type Target } from './migrate-enrollments.ts'
import { previewChange } from './preview-change.ts'

/** How many customers go on with an older revision. */
export interface Running {
  scenario: string
  people: number
}

export interface Migration {
  scenario: string
  number: number
  /** Who was moved, or stopped because the scenario was taken out of use. */
  people: number
  ended: boolean
  /** What the move changes for them, by simulating both versions for (at most some thousands of) them. */
  effect?: Effect
}

/** Of the `compared` customers, `changed` get something else than before; the others are counted in letters. */
export interface Effect {
  compared: number
  changed: number
  appears: number
  vanishes: number
  moves: number
  reworded: number
  /** A sentence for each step that changes. */
  steps: string[]
}

export interface MigrateOptions {
  /** Moves the customers who are on their way; otherwise they are only counted. */
  migrate?: boolean
  /** Tells what would happen and changes nothing. */
  dryRun?: boolean
  /** Told after each batch. */
  onMoved?: (moved: { scenario: string; people: number; of: number }) => void
}

/** After a publish or an undo: moves who is on the way, or counts them. */
export async function settleRunning(
  deps: Deps,
  targets: readonly Target[],
  actor: string,
  options: MigrateOptions,
): Promise<{ running: Running[]; migrated: Migration[] }> {
  const running: Running[] = []
  const migrated: Migration[] = []
  for (const target of targets) {
    const { scenarioId, number, scenario } = target
    const people = await countBehind(deps.db, target)
    if (people === 0) continue
    if (!options.migrate) {
      running.push({ scenario: scenarioId, people })
      continue
    }
    // Before anybody moves: afterwards there is nothing left to compare.
    const effect = scenario && (await effectOf(deps, scenario))
    const told = (moved: number) => options.onMoved?.({ scenario: scenarioId, people: moved, of: people })
    const moved = options.dryRun ? people : await migrateEnrollments(deps, target, actor, told)
    migrated.push({ scenario: scenarioId, number, people: moved, ended: scenario === undefined, effect })
  }
  return { running, migrated }
}

/** Undefined when it cannot be told: that stops nobody from being moved. */
async function effectOf(deps: Deps, scenario: Scenario): Promise<Effect | undefined> {
  try {
    const { people, compared, steps } = (await previewChange(deps, scenario)).running
    const sum = (kind: (typeof KINDS)[number]) => steps.reduce((total, step) => total + step[kind], 0)
    const letters = Object.fromEntries(KINDS.map((kind) => [kind, sum(kind)])) as Record<(typeof KINDS)[number], number>
    return { compared, changed: people, ...letters, steps: steps.map(({ sentence }) => sentence) }
  } catch (error) {
    deps.log('preview_failed', { scenarioId: scenario.id, error })
    return undefined
  }
}

const KINDS = ['appears', 'vanishes', 'moves', 'reworded'] as const
