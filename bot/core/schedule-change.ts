/** What does a customer who is on the way through a scenario get differently, when a new version takes its place? */

import { addMinutes } from './calendar.ts'
import type { Handled } from './decide.ts'
import { type Anchors, dueAt, keyOf } from './due.ts'
import { type Scenario, sendWithinMinutes } from './scenario.ts'

/** `added`: something comes that would not have; `removed`: something does not come; `moved`: all come, one on another day. */
export type Effect = 'added' | 'removed' | 'moved' | 'none'

export interface OnTheWay {
  anchors: Anchors
  handled: ReadonlyMap<string, Handled>
  now: Date
}

/**
 * By days alone: conditions and the guard are asked when the day has come. One word for each customer, the first of
 * the three that is true, so that the counts add up.
 * @param after undefined when the scenario is taken out of use
 */
export function effectOf(
  before: Pick<Scenario, 'steps'>,
  after: Pick<Scenario, 'steps'> | undefined,
  about: OnTheWay,
): Effect {
  const was = openSteps(before, about)
  const will = after ? openSteps(after, about) : new Map<string, number>()
  if ([...will.keys()].some((id) => !was.has(id))) return 'added'
  if ([...was.keys()].some((id) => !will.has(id))) return 'removed'
  return [...will].some(([id, at]) => was.get(id) !== at) ? 'moved' : 'none'
}

/** The steps still to come and when; those whose day has passed are not among them, unless they are held. */
function openSteps({ steps }: Pick<Scenario, 'steps'>, { anchors, handled, now }: OnTheWay): Map<string, number> {
  const found = new Map<string, number>()
  for (const step of steps) {
    const status = (handled.get(keyOf(step, anchors)) ?? handled.get(step.id))?.status
    const at = dueAt(step, anchors)
    if (!at || (status !== undefined && status !== 'held')) continue
    if (status === 'held' || now <= addMinutes(at, sendWithinMinutes(step))) found.set(step.id, at.getTime())
  }
  return found
}
