/** Whose day has come, without anything having happened? The monthly survey, the last days of a coupon. */

import type { Deps } from '../deps.ts'
import type { Content } from './content.ts'
import { inviteRound } from './invite-round.ts'
import { remindOfCoupons } from './remind-coupons.ts'

export async function enrolByDay(deps: Deps, content: Content): Promise<void> {
  await inviteRound(deps, content)
  await remindOfCoupons(deps, content)
}
