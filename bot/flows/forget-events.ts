/** How long does what LINE told us stay as it came? As long as the shop says (DOMAIN §5.5); LINE repeats an event for far less. */

import { dropEvents } from '../../db/inbox.ts'
import { addMinutes } from '../core/calendar.ts'
import type { Deps } from '../deps.ts'
import { loadContent } from './content.ts'

/** In one tick, so that nothing due waits for it. */
const PER_TICK = 2000

export async function forgetEvents(deps: Deps): Promise<void> {
  const { shop } = await loadContent(deps)
  await dropEvents(deps.db, addMinutes(deps.now(), -shop.retention.webhook_days * 24 * 60), PER_TICK)
}
