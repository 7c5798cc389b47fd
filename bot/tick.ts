/** One tick as the shells and the command line run it: delivers what is due, and notes that and how long it ran. */

import { addCounts } from '../db/counters.ts'
import { putState } from '../db/state.ts'
import { NOTES } from './core/notes.ts'
import { bucketOf } from './core/prometheus.ts'
import type { Deps } from './deps.ts'
import { deliverDue, type TickSummary } from './flows/deliver-due.ts'
import { TICK_SECONDS } from './flows/look-at-metrics.ts'

/** Tells the log, unless there was nothing. */
export async function tick(deps: Deps): Promise<TickSummary> {
  const summary = await runTick(deps)
  if (summary.due + summary.api_calls > 0) deps.log('tick', { ...summary })
  return summary
}

/**
 * @param wallClock when it really runs, for a tick that is run as if it were another moment
 * @throws whatever stopped it, after that was noted too; whoever asked for the tick logs it
 */
export async function runTick(deps: Deps, wallClock: () => Date = deps.now): Promise<TickSummary> {
  const begun = performance.now()
  const note = async (result: 'ok' | 'failed', counts: object) => {
    const seconds = Math.round(performance.now() - begun) / 1000
    await deps.db.atomically([
      putState(NOTES.lastTick, JSON.stringify({ ...counts, at: wallClock().toISOString(), seconds, result })),
      addCounts([
        { name: 'ticks', label: result, value: 1 },
        { name: 'tick_seconds', label: '', value: seconds },
        { name: 'tick_seconds_bucket', label: bucketOf(TICK_SECONDS, seconds), value: 1 },
      ]),
    ])
  }
  let summary: TickSummary
  try {
    summary = await deliverDue(deps)
  } catch (error) {
    // The same trouble may keep us from noting it; what stopped the tick is what the caller must hear of.
    await note('failed', {}).catch((second) => deps.log('tick_not_noted', { error: second }))
    throw error
  }
  const { now, ...counts } = summary
  await note('ok', counts)
  return summary
}
