/** One tick as both shells run it: delivers what is due, and tells the log unless there was nothing. */

import type { Deps } from './deps.ts'
import { deliverDue } from './flows/deliver-due.ts'

export async function tick(deps: Deps): Promise<void> {
  const summary = await deliverDue(deps)
  if (summary.due + summary.api_calls > 0) deps.log('tick', { ...summary })
}
