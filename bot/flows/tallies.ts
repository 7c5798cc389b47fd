/** What had all buyers done by the end of a day? Counted once for all who ask; days that will be asked for, in one pass. */

import type { JstDate } from '../core/calendar.ts'
import type { CountSettings } from '../core/metrics-frame.ts'
import type { Tally } from '../core/metrics-tally.ts'
import type { Deps } from '../deps.ts'
import { countShop } from './count-shop.ts'

export interface Tallies {
  /** These days will be asked for: one pass through the ledgers counts them all, in a large shop from now on. */
  ahead(days: readonly JstDate[]): Promise<void>
  on(day: JstDate): Promise<Tally>
}

export function talliesFrom(deps: Pick<Deps, 'db' | 'newId' | 'countApart'>, settings: CountSettings): Tallies {
  const known = new Map<JstDate, () => Promise<Tally>>()
  const ahead: Tallies['ahead'] = async (days) => {
    const count = await countShop(deps, settings, days)
    let counted: Promise<Tally[]> | undefined
    for (const [n, day] of days.entries())
      known.set(day, async () => {
        counted ??= count()
        return (await counted)[n] as Tally
      })
  }
  const on = async (day: JstDate): Promise<Tally> => {
    const tally = known.get(day)
    if (tally) return tally()
    await ahead([day])
    return on(day)
  }
  return { ahead, on }
}
