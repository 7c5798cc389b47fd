/** What all buyers did by the end of some days: counted, and waited for. */

import type { JstDate } from '../../bot/core/calendar.ts'
import { newTally } from '../../bot/core/metrics-tally.ts'
import { countShop } from '../../bot/flows/count-shop.ts'

type Asked = Parameters<typeof countShop>

export async function countDays(...asked: Asked) {
  const counted = await countShop(...asked)
  return counted()
}

export async function countDay(deps: Asked[0], settings: Asked[1], asOf: JstDate, options?: Asked[3]) {
  const [tally] = await countDays(deps, settings, [asOf], options)
  return tally ?? newTally()
}
