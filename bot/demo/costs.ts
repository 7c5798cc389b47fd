/** What has the demo shop spent on promotion? Much to win people, little to keep them: something to improve (DOMAIN §1.10 ①). */

import type { JstDate } from '../core/calendar.ts'
import type { CostEntry } from '../core/metrics-costs.ts'

const MONTHS = 19
const FIRST_NEW_YEN = 38_000
const MORE_NEW_YEN = 1_500
const REPEAT_YEN = 6_000

/** One month after the other, up to this one; the advertisements grow with the people they bring. */
export function demoCosts(today: JstDate): CostEntry[] {
  const thisMonth = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1
  return Array.from({ length: MONTHS }, (_, index) => {
    const month = thisMonth - MONTHS + 1 + index
    const about = {
      month: `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`,
      campaign: '',
    }
    return [
      { ...about, side: 'new' as const, yen: FIRST_NEW_YEN + index * MORE_NEW_YEN },
      { ...about, side: 'repeat' as const, yen: REPEAT_YEN },
    ]
  }).flat()
}
