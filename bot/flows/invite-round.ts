/** Whose month is over, and who of them is asked to answer the survey today? (SPEC §5.5) */

import { handledSteps } from '../../db/deliveries.ts'
import { activeEnrollments, insertEnrollments, lastRounds, type NewEnrollment } from '../../db/enrollments.ts'
import { dueForSurvey, moveSurveys } from '../../db/facts.ts'
import { anchorsOf } from '../core/anchors.ts'
import { addDays, type JstDate, jstDate } from '../core/calendar.ts'
import { startBySurvey } from '../core/start.ts'
import { nextSurveyOn, surveyDueOn } from '../core/survey-due.ts'
import type { Deps } from '../deps.ts'
import { type Content, loadScenarios } from './content.ts'
import { enrollmentsFor } from './enrol.ts'
import { type History, loadHistories, standingOf } from './records.ts'

const BATCH = 500

interface Turn {
  customerId: string
  begun: NewEnrollment[]
  /** When this customer is looked at next; undefined when there is nothing to ask about. */
  dueOn: JstDate | undefined
}

interface Known {
  customerId: string
  history: History
  /** When a step under way asks by itself. */
  asksOn: JstDate | undefined
  /** When the survey last began. */
  lastRound: Date | undefined
}

/**
 * Work grows with who is due. The kept day only says whom to look at: the records decide, so a day that has become
 * wrong puts itself right. Everybody looked at gets another day, together with what begins.
 */
export async function inviteRound(deps: Deps, content: Content): Promise<number> {
  if (!content.scenarios.some(({ scenario }) => scenario.trigger === 'survey_due')) return 0
  const today = jstDate(deps.now())
  let begun = 0
  for (let batches = 0; batches < deps.limits.batchesPerTick; batches += 1) {
    const ids = await dueForSurvey(deps.db, today, BATCH)
    if (ids.length === 0) break
    const turns = await turnsOf(deps, content, ids, today)
    const rows = turns.flatMap((turn) => turn.begun)
    await deps.db.atomically([...(rows.length > 0 ? [insertEnrollments(rows)] : []), moveSurveys(turns, today)])
    begun += rows.length
  }
  return begun
}

async function turnsOf(deps: Deps, content: Content, ids: string[], today: JstDate): Promise<Turn[]> {
  const histories = await loadHistories(deps, ids)
  const asksOn = await daysOfSteps(deps, content, ids, histories, today)
  const rounds = await lastRounds(deps.db, ids)
  return ids.map((customerId) => {
    const history = histories.get(customerId)
    try {
      if (!history) throw new Error('nothing can be read about this customer')
      return turnOf(
        deps,
        content,
        { customerId, history, asksOn: asksOn.get(customerId), lastRound: rounds.get(customerId) },
        today,
      )
    } catch (error) {
      // Nobody else waits because one customer's records make no sense.
      deps.log('invitation_failed', { customerId, error })
      return { customerId, begun: [], dueOn: addDays(today, 1) }
    }
  })
}

function turnOf(deps: Deps, content: Content, { customerId, history, asksOn, lastRound }: Known, today: JstDate): Turn {
  const { shop } = content
  const dueOn = surveyDueOn(standingOf(history, shop, deps.now()), shop, lastRound && jstDate(lastRound))
  if (!dueOn || dueOn > today) return { customerId, begun: [], dueOn }
  // The step asks by itself. Whether it really did is known the day after.
  if (asksOn) return { customerId, begun: [], dueOn: addDays(asksOn > today ? asksOn : today, 1) }
  const begun = enrollmentsFor(deps, content, customerId, startBySurvey(deps.now()), history)
  return { customerId, begun, dueOn: addDays(today, shop.survey_every_days) }
}

/** When something under way asks these customers, within the days in which nobody is asked twice: three reads for all. */
async function daysOfSteps(
  deps: Deps,
  { shop }: Content,
  ids: string[],
  histories: ReadonlyMap<string, History>,
  today: JstDate,
): Promise<Map<string, JstDate>> {
  const until = addDays(today, shop.guard.survey_interval)
  const running = await activeEnrollments(deps.db, ids)
  const scenarios = await loadScenarios(
    deps,
    running.map(({ revisionId }) => revisionId),
  )
  const asking = running.filter(({ revisionId }) => scenarios.get(revisionId)?.steps.some(({ survey }) => survey))
  const handled = Map.groupBy(
    await handledSteps(
      deps.db,
      asking.map(({ id }) => id),
    ),
    ({ enrollmentId }) => enrollmentId,
  )
  const days = new Map<string, JstDate>()
  for (const row of asking) {
    const scenario = scenarios.get(row.revisionId)
    const history = histories.get(row.customerId)
    if (!scenario || !history) continue
    const settled = (handled.get(row.id) ?? []).map(
      ({ stepId, status, heldUntil }) => [stepId, { status, heldUntil: heldUntil ?? undefined }] as const,
    )
    const on = nextSurveyOn(scenario, anchorsOf(row, history.records, shop), new Map(settled), until)
    const before = days.get(row.customerId)
    if (on && (!before || on < before)) days.set(row.customerId, on)
  }
  return days
}
