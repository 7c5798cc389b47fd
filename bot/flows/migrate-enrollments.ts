/**
 * Customers on their way move to a new revision, because a merchant said so (SPEC §4.4 `--migrate`). Steps that were
 * handled stay handled, by their ids; what is due when is left to the next tick, which decides by the new revision.
 */

import { handledSteps } from '../../db/deliveries.ts'
import {
  countBehind,
  type Enrollment,
  endEnrollments,
  enrollmentsBehind,
  moveEnrollments,
  reviseHeld,
} from '../../db/enrollments.ts'
import { migrationAudit } from '../../db/revisions.ts'
import { anchorsOf } from '../core/anchors.ts'
import { addMinutes } from '../core/calendar.ts'
import type { Handled } from '../core/decide.ts'
import { type Anchors, dueAt, releaseAt, stepIdIn } from '../core/due.ts'
import type { Scenario } from '../core/scenario.ts'
import { type Effect, effectOf } from '../core/schedule-change.ts'
import type { Deps } from '../deps.ts'
import { loadContent, loadScenarios } from './content.ts'
import { loadHistories } from './records.ts'

const BATCH = 500
/** The tick that decides anew comes right after; as a moment ahead, so that a clock that stands still stops there too. */
const SOON_MINUTES = 1

/** Where to: the revision `number` of a scenario. Without `scenario` it was taken out of use, and who is on the way stops. */
export interface Target {
  scenarioId: string
  number: number
  revisionId: string
  scenario?: Scenario
}

/** How many customers go on with an older revision. */
export interface Running {
  scenario: string
  people: number
}

/** `changed` of the `people` get something else than before: `added` + `removed` + `moved`. */
export interface Migration {
  scenario: string
  number: number
  people: number
  changed: number
  added: number
  removed: number
  moved: number
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
    const people = await countBehind(deps.db, target)
    if (people === 0) continue
    if (options.migrate) migrated.push(await migrateEnrollments(deps, target, actor, { ...options, people }))
    else running.push({ scenario: target.scenarioId, people })
  }
  return { running, migrated }
}

/**
 * In batches, each all or nothing: cut short, the same call again moves the rest. Takes leases away, so that a decision
 * made on the old revision is made again (decide-batch.ts `assertLeased`): nothing is lost, nothing sent twice.
 */
export async function migrateEnrollments(
  deps: Deps,
  target: Target,
  actor: string,
  { dryRun, onMoved, people = 0 }: MigrateOptions & { people?: number } = {},
): Promise<Migration> {
  const auditId = deps.newId()
  const effects = new Map<string, Effect>()
  let after: Enrollment | undefined
  for (;;) {
    const batch = await enrollmentsBehind(deps.db, { ...target, after, limit: BATCH })
    if (batch.length === 0) {
      // Who began with the old revision while the others moved is found by a second look from the start.
      if (dryRun || after === undefined) return summary(target, effects)
      after = undefined
      continue
    }
    after = batch.at(-1)
    const writes = await moveBatch(deps, target, batch, effects)
    if (!dryRun)
      await deps.db.atomically([
        ...writes,
        migrationAudit({
          id: auditId,
          actor,
          action: 'migrate',
          subject: `scenario/${target.scenarioId}#${target.number}`,
          details: summary(target, effects),
          at: deps.now(),
        }),
      ])
    onMoved?.({ scenario: target.scenarioId, people: effects.size, of: Math.max(people, effects.size) })
  }
}

async function moveBatch(deps: Deps, target: Target, batch: Enrollment[], effects: Map<string, Effect>) {
  const now = deps.now()
  const ids = batch.map((row) => row.id)
  const { shop } = await loadContent(deps)
  const revisionIds = batch.map((row) => row.revisionId)
  const customerIds = batch.map((row) => row.customerId)
  const before = await loadScenarios(deps, revisionIds)
  const histories = await loadHistories(deps, customerIds)
  const steps = Map.groupBy(await handledSteps(deps.db, ids), (step) => step.enrollmentId)
  const held: Held[] = []
  for (const row of batch) {
    const own = steps.get(row.id) ?? []
    const handled = new Map<string, Handled>(
      own.map((step) => [step.stepId, { status: step.status, heldUntil: step.heldUntil ?? undefined }]),
    )
    const anchors = anchorsOf(row, histories.get(row.customerId)?.records ?? NOTHING, shop)
    const old = before.get(row.revisionId) ?? { steps: [] }
    const effect = effectOf(old, target.scenario, { anchors, handled, now })
    const known = effects.get(row.customerId)
    if (known === undefined || known === 'none') effects.set(row.customerId, effect)
    for (const { stepId, status, heldUntil } of own) {
      const step = target.scenario?.steps.find(({ id }) => id === stepIdIn(stepId))
      if (!step || status !== 'held') continue
      const again = lookAgainAt(step, anchors, heldUntil ?? now, releaseAt(step, now, shop.guard))
      held.push({ enrollmentId: row.id, stepId, heldUntil: again })
    }
  }
  if (!target.scenario) return [endEnrollments(ids, 'retired', now)]
  return [moveEnrollments(ids, target.revisionId, addMinutes(now, SOON_MINUTES)), reviseHeld(held, target.revisionId)]
}

type Held = Parameters<typeof reviseHeld>[0][number]
const NOTHING = { orders: [], subscriptions: [] }

/** A held step is judged anew at its next time of day, but not before the day that the new revision gives it. */
function lookAgainAt(step: Scenario['steps'][number], anchors: Anchors, heldUntil: Date, next: Date): Date {
  const soonest = heldUntil < next ? heldUntil : next
  const due = dueAt(step, anchors)
  return due && due > soonest ? due : soonest
}

function summary({ scenarioId, number }: Target, effects: ReadonlyMap<string, Effect>): Migration {
  const count = (effect: Effect) => [...effects.values()].filter((one) => one === effect).length
  const [added, removed, moved] = [count('added'), count('removed'), count('moved')]
  return { scenario: scenarioId, number, people: effects.size, changed: added + removed + moved, added, removed, moved }
}
