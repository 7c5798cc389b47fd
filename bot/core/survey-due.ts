/** When may the monthly survey ask this customer next, and will something else ask before? (DOMAIN §1.3 cadence) */

import { addDays, type JstDate, jstDate } from './calendar.ts'
import type { Handled } from './decide.ts'
import { type Anchors, dueAt, keyOf } from './due.ts'
import type { Standing } from './names.ts'
import type { Scenario } from './scenario.ts'
import type { Shop } from './shop.ts'
import { ON_LINE } from './vocabulary.ts'

/**
 * The first Tokyo day: a month after the last answer or invitation, else after the first delivery; never before the
 * guard would let it pass. An arrival that lies ahead counts from its day, because nobody looks again when it comes.
 * @param lastRoundOn when the survey last began: what it sent may have been held back, and is not tried every day
 * @returns undefined while there is nothing to ask about, or nobody to ask
 */
export function surveyDueOn(
  { facts, withdrawn }: Pick<Standing, 'facts' | 'withdrawn'>,
  { survey_every_days: every, guard }: Pick<Shop, 'survey_every_days' | 'guard'>,
  lastRoundOn?: JstDate,
): JstDate | undefined {
  const { firstDeliveredOn, lastDeliveredOn, lastSurveyOn } = facts
  if (withdrawn || !facts.reachable || facts.optedOut) return undefined
  if (facts.purchases === 0 || !firstDeliveredOn || !lastDeliveredOn) return undefined
  const month = lastSurveyOn
    ? addDays(lastSurveyOn, Math.max(every, guard.survey_interval))
    : addDays(firstDeliveredOn, every)
  const used = addDays(lastDeliveredOn, guard.survey_after_delivery)
  const again = lastRoundOn && addDays(lastRoundOn, every)
  return [month, used, ...(again ? [again] : [])].sort().at(-1)
}

/**
 * The day on which a running enrollment will ask by itself.
 * @returns undefined when none of its surveys is known to come up to `until`
 */
export function nextSurveyOn(
  { steps }: Pick<Scenario, 'steps'>,
  anchors: Anchors,
  handled: ReadonlyMap<string, Handled>,
  until: JstDate,
): JstDate | undefined {
  const days = steps.flatMap((step) => {
    if (step.survey === undefined || !ON_LINE.has(step.touchpoint)) return []
    const before = handled.get(keyOf(step, anchors)) ?? handled.get(step.id)
    const at = before ? (before.status === 'held' ? before.heldUntil : undefined) : dueAt(step, anchors)
    return at && jstDate(at) <= until ? jstDate(at) : []
  })
  return days.sort().at(0)
}
