/** What would this real customer get from this version of a scenario? Changes nothing. */

import { couponsOfCustomer } from '../../db/coupons.ts'
import { handledSteps, marketingSince } from '../../db/deliveries.ts'
import { type Enrollment, enrollmentsOf } from '../../db/enrollments.ts'
import { addMinutes, daysBetween, type JstDate, jstDate, jstInstant } from '../core/calendar.ts'
import type { HeldCoupon } from '../core/coupon-deadline.ts'
import type { Handled } from '../core/decide.ts'
import { standingAt } from '../core/known-at.ts'
import { type Life, lifeOfCustomer } from '../core/life.ts'
import { startsOf } from '../core/life-starts.ts'
import type { Scenario } from '../core/scenario.ts'
import { type Simulation, simulate } from '../core/simulate.ts'
import { begins, type Start } from '../core/start.ts'
import type { Deps } from '../deps.ts'
import { loadContent } from './content.ts'
import { findCustomer, notFound } from './find-customer.ts'
import { type History, loadHistories } from './records.ts'

const A_WEEK = 7 * 24 * 60
const LONG_AGO = new Date(0)

export const lifeFrom = (
  id: string,
  history: History,
  sends: readonly Date[],
  coupons: readonly HeldCoupon[] = [],
): Life => lifeOfCustomer(id, { ...history, records: { ...history.records } }, sends, coupons)

/** As an enrollment hangs in the database. */
export const startFrom = ({ anchor, anchorAt, deliveredOn }: Enrollment): Start => ({
  triggers: [],
  anchor,
  at: anchorAt,
  deliveredOn: (deliveredOn ?? undefined) as JstDate | undefined,
  skus: [],
})

/**
 * Who follows the scenario now goes on from where they are; for anybody else it is as if it had begun with the newest
 * order, contract or change that begins it.
 * @param wanted our own id, the shop's number (also as `source:number`), or the LINE user id
 * @param days from now on, or from that beginning
 * @throws AppError `not_found`, or `conflict` when several customers have this number
 */
export async function simulateCustomer(
  deps: Deps,
  wanted: string,
  scenario: Scenario,
  days: number,
): Promise<Simulation> {
  const now = deps.now()
  const { shop, coupons } = await loadContent(deps)
  const customerId = await findCustomer(deps, wanted)
  const history = (await loadHistories(deps, [customerId])).get(customerId)
  if (!history) throw notFound(wanted)
  const held = await couponsOfCustomer(deps.db, customerId)
  const about = { scenario, shop, coupons: coupons.coupons }
  const running = (await enrollmentsOf(deps.db, customerId)).filter(
    (row) => row.scenarioId === scenario.id && row.status === 'active',
  )
  const [first] = running
  if (first) {
    const handled = await handledOf(deps, running)
    const life = lifeFrom(customerId, history, await sendsAfter(deps, customerId, addMinutes(now, -A_WEEK)), held)
    const start = jstDate(first.anchorAt)
    const from = {
      now,
      running: running.map((row) => ({
        start: startFrom(row),
        handled: handled.get(row.id) ?? new Map(),
        nextAt: row.nextDueAt ?? undefined,
      })),
    }
    return simulate({ ...about, persona: life, start, from, days: daysBetween(start, jstDate(now)) + days })
  }
  const before = lifeFrom(customerId, history, [], held)
  const begun = startsOf(before, { scenario, shop, days: daysBetween(jstDate(LONG_AGO), jstDate(now)) }, LONG_AGO)
    .filter((start) => start.at <= now && begins(scenario, start, standingAt(before, shop, start.at), shop))
    .at(-1)
  const start = jstDate(begun?.at ?? now)
  // What went out since then may have been this very scenario, so only what came before counts.
  const earlier = await sendsAfter(deps, customerId, addMinutes(jstInstant(start), -A_WEEK))
  const sends = earlier.filter((at) => at < jstInstant(start))
  const invitations = before.records.invitations.filter((at) => at < jstInstant(start))
  const records = { ...before.records, invitations }
  return simulate({ ...about, persona: { ...before, records, sends }, start, days })
}

const sendsAfter = async (deps: Deps, customerId: string, after: Date): Promise<Date[]> =>
  (await marketingSince(deps.db, [customerId], after)).get(customerId) ?? []

/** What became of each step so far, by enrollment. */
export async function handledOf(
  deps: Deps,
  rows: readonly Pick<Enrollment, 'id'>[],
): Promise<Map<string, Map<string, Handled>>> {
  const steps = await handledSteps(
    deps.db,
    rows.map(({ id }) => id),
  )
  return new Map(
    [...Map.groupBy(steps, ({ enrollmentId }) => enrollmentId)].map(([id, own]) => [
      id,
      new Map(own.map(({ stepId, status, heldUntil }) => [stepId, { status, heldUntil: heldUntil ?? undefined }])),
    ]),
  )
}
