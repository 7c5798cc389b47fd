/**
 * Customers on their way move to a new revision, because a merchant said so (SPEC §4.4 `--migrate`). Steps that were
 * handled stay handled, by their ids; what is due when is left to the next tick, which decides by the new revision.
 */

import { handledSteps } from '../../db/deliveries.ts'
import {
  type Enrollment,
  endEnrollments,
  enrollmentsBehind,
  moveEnrollments,
  reviseHeld,
} from '../../db/enrollments.ts'
import { takeLeasesOf } from '../../db/leases.ts'
import { migrationAudit } from '../../db/revisions.ts'
import { anchorsOf } from '../core/anchors.ts'
import { addMinutes } from '../core/calendar.ts'
import { type Anchors, dueAt, releaseAt, stepIdIn } from '../core/due.ts'
import type { Scenario, Step } from '../core/scenario.ts'
import type { Deps } from '../deps.ts'
import { type Content, loadContent } from './content.ts'
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

/**
 * In batches, each all or nothing: cut short, the same call again moves the rest. Takes leases away, so that a decision
 * made on the old revision is made again (decide-batch.ts `assertLeased`): nothing is lost, nothing sent twice.
 * @param onBatch told how many customers were moved so far
 * @returns how many customers were moved
 */
export async function migrateEnrollments(
  deps: Deps,
  target: Target,
  actor: string,
  onBatch: (people: number) => void,
): Promise<number> {
  const auditId = deps.newId()
  const moved = new Set<string>()
  let after: Enrollment | undefined
  for (;;) {
    const batch = await enrollmentsBehind(deps.db, { ...target, after, limit: BATCH })
    // Who began with the old revision while the others moved is found by a second look from the start.
    if (batch.length === 0 && after === undefined) return moved.size
    after = batch.at(-1)
    if (batch.length === 0) continue
    for (const row of batch) moved.add(row.customerId)
    await deps.db.atomically([
      ...(await movesOf(deps, target, batch)),
      migrationAudit({
        id: auditId,
        actor,
        action: 'migrate',
        subject: `scenario/${target.scenarioId}#${target.number}`,
        details: { people: moved.size, ended: target.scenario === undefined },
        at: deps.now(),
      }),
    ])
    onBatch(moved.size)
  }
}

async function movesOf(deps: Deps, target: Target, batch: Enrollment[]) {
  const { scenario, revisionId } = target
  const now = deps.now()
  const ids = batch.map((row) => row.id)
  if (!scenario) return [endEnrollments(ids, target, 'retired', now), takeLeasesOf(ids)]
  const held = await heldSteps(deps, await loadContent(deps), scenario, batch)
  return [moveEnrollments(ids, target, addMinutes(now, SOON_MINUTES)), takeLeasesOf(ids), reviseHeld(held, revisionId)]
}

/** Held steps that the new version still has, and when each is judged again. */
async function heldSteps(
  deps: Deps,
  { shop }: Content,
  scenario: Scenario,
  batch: Enrollment[],
): Promise<Parameters<typeof reviseHeld>[0]> {
  const now = deps.now()
  const rows = new Map(batch.map((row) => [row.id, row]))
  const held = (await handledSteps(deps.db, [...rows.keys()])).filter(({ status }) => status === 'held')
  const customerIds = held.flatMap(({ enrollmentId }) => rows.get(enrollmentId)?.customerId ?? [])
  const histories = await loadHistories(deps, customerIds)
  return held.flatMap(({ enrollmentId, stepId, heldUntil }) => {
    const row = rows.get(enrollmentId)
    const step = scenario.steps.find(({ id }) => id === stepIdIn(stepId))
    if (!row || !step) return []
    const anchors = anchorsOf(row, histories.get(row.customerId)?.records ?? NOTHING, shop)
    return [
      {
        enrollmentId,
        stepId,
        heldUntil: lookAgainAt(step, anchors, heldUntil ?? now, releaseAt(step, now, shop.guard)),
      },
    ]
  })
}

const NOTHING = { orders: [], subscriptions: [] }

/** At the step's next time of day, unless it was to be looked at sooner; not before the day the new version gives it. */
function lookAgainAt(step: Step, anchors: Anchors, heldUntil: Date, next: Date): Date {
  const soonest = heldUntil < next ? heldUntil : next
  const due = dueAt(step, anchors)
  return due && due > soonest ? due : soonest
}
