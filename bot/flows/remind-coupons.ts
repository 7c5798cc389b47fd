/** Whose coupon runs out soon, unused, and has nobody said a word about it? (DOMAIN §1.5 `presentation: passive`) */

import { markCouponsTriggered, untriggeredCoupons } from '../../db/coupons.ts'
import { insertEnrollments, type NewEnrollment } from '../../db/enrollments.ts'
import { addDays, jstDate, jstInstant } from '../core/calendar.ts'
import { type HeldCoupon, noticeDays, startByCoupon } from '../core/coupon-deadline.ts'
import type { Deps } from '../deps.ts'
import type { Content } from './content.ts'
import { enrollmentsFor } from './enrol.ts'
import { type History, loadHistories } from './records.ts'

const BATCH = 500

/** Each coupon is looked at once, when its last day is as near as a scenario wants it; the others are never read. */
export async function remindOfCoupons(deps: Deps, content: Content): Promise<number> {
  const days = noticeDays(content.scenarios.map(({ scenario }) => scenario))
  if (days === undefined) return 0
  const now = deps.now()
  const before = jstInstant(addDays(jstDate(now), days + 1))
  let begun = 0
  for (let batches = 0; batches < deps.limits.batchesPerTick; batches += 1) {
    const coupons = await untriggeredCoupons(deps.db, now, before, BATCH)
    if (coupons.length === 0) break
    const histories = await loadHistories(
      deps,
      coupons.map(({ customerId }) => customerId),
    )
    const rows = coupons.flatMap((coupon) => begin(deps, content, coupon, histories.get(coupon.customerId)))
    await deps.db.atomically([
      ...(rows.length > 0 ? [insertEnrollments(rows)] : []),
      markCouponsTriggered(
        coupons.map(({ id }) => id),
        now,
      ),
    ])
    begun += rows.length
  }
  return begun
}

function begin(
  deps: Deps,
  content: Content,
  coupon: HeldCoupon & { customerId: string },
  history: History | undefined,
): NewEnrollment[] {
  try {
    const start = history && startByCoupon(coupon, deps.now())
    return start ? enrollmentsFor(deps, content, coupon.customerId, start, history) : []
  } catch (error) {
    // Nobody else waits because one customer's records make no sense.
    deps.log('enrollment_not_begun', { customerId: coupon.customerId, error })
    return []
  }
}
