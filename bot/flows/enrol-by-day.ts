/** Whose day has come, without anything having happened? The monthly survey. */

import type { Deps } from '../deps.ts'
import type { Content } from './content.ts'
import { inviteRound } from './invite-round.ts'

export async function enrolByDay(deps: Deps, content: Content): Promise<void> {
  await inviteRound(deps, content)
}
