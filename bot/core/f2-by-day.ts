/** How many of those who first bought on a day came again in time? Counted day by day, so that any period is a sum (DOMAIN §1.9). */

import { addDays, type JstDate } from './calendar.ts'
import { cameAgain, type FirstBuyer } from './first-buyer.ts'
import type { Period } from './metrics-rows.ts'
import type { Shop } from './shop.ts'
import type { Measured } from './verdict.ts'

interface Day {
  n: number
  again: number
  /** Of the same, whose first purchase was a delivery of a subscription. */
  subscribers: number
  subscribersAgain: number
}

export class F2ByDay {
  readonly #windowDays: number
  readonly #days = new Map<JstDate, Day>()
  #covered: Period | undefined

  constructor({ f2 }: Pick<Shop, 'f2'>) {
    this.#windowDays = f2.window_days
  }

  /** @param period everybody who first bought in it will be added, and nobody else */
  cover(period: Period): void {
    this.#covered = period
  }

  add(buyer: FirstBuyer): void {
    const day = this.#days.get(buyer.firstOn) ?? { n: 0, again: 0, subscribers: 0, subscribersAgain: 0 }
    this.#days.set(buyer.firstOn, day)
    const again = Number(cameAgain(buyer, this.#windowDays))
    day.n += 1
    day.again += again
    if (!buyer.isSubscription) return
    day.subscribers += 1
    day.subscribersAgain += again
  }

  covers({ from, to }: Period): boolean {
    return this.#covered !== undefined && from >= this.#covered.from && to <= this.#covered.to
  }

  /** Of a period that is covered. */
  rates({ from, to }: Period): Record<'f2_rate' | 'f2_rate_subscription', Measured> {
    const sum: Day = { n: 0, again: 0, subscribers: 0, subscribersAgain: 0 }
    for (let on = from; on <= to; on = addDays(on, 1)) {
      const day = this.#days.get(on)
      if (day) for (const name of Object.keys(sum) as (keyof Day)[]) sum[name] += day[name]
    }
    const rate = (again: number, n: number): Measured => ({ value: n > 0 ? again / n : null, n })
    return {
      f2_rate: rate(sum.again, sum.n),
      f2_rate_subscription: rate(sum.subscribersAgain, sum.subscribers),
    }
  }
}
