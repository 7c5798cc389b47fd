/** Letters that LINE has certainly not sent go out of the books, with whatever went in together with them. */

import { type SQL, sql } from 'drizzle-orm'
import { takeLeases } from './leases.ts'
import { MERGED_STEP } from './merges.ts'
import { deliveries, enrollments, requests, surveys } from './schema.ts'

/** Why the steps of a request wait instead of leaving. */
export interface Withdrawal {
  code: string
  reason: string
  until: Date
}

/**
 * Requests that LINE has certainly not sent: their steps are held, as if they had never been in a request, and decided again
 * from `until` on. Of an enrollment that has ended since, nothing is left to send.
 */
export function withdrawRequests(requestIds: string[], { code, reason, until }: Withdrawal, at: Date) {
  const ids = JSON.stringify(requestIds)
  const carried = sql`select enrollment_id from ${deliveries}
    where status = 'sending' and request_id in (select value from json_each(${ids}))`
  return [
    goOn(carried, until),
    takeLeases(sql`select customer_id from ${deliveries}
      where status = 'sending' and request_id in (select value from json_each(${ids}))`),
    uninvite(ids),
    ...goOnInstead(ids, { code, reason, until }),
    sql`update ${deliveries} set
          status = 'skipped', code = 'S_ENDED', reason = 'シナリオが終わったため、お送りしませんでした。', marketing_at = null
        where status = 'sending' and request_id in (select value from json_each(${ids}))
          and enrollment_id in (select id from ${enrollments} where status = 'ended' and id in (${carried}))`,
    sql`update ${deliveries} set
          status = 'held', code = ${code}, reason = ${reason}, held_until = ${until.getTime()}, marketing_at = null
        where status = 'sending' and request_id in (select value from json_each(${ids}))`,
    closeRequests(requestIds, 'withdrawn', at),
  ]
}

/** These runs have something to do again from then on, those that had come to their end, too. */
const goOn = (enrollmentIds: SQL, until: Date) => sql`
  update ${enrollments} set
    status = 'active', ended_reason = null, ended_at = null,
    next_due_at = min(coalesce(next_due_at, ${until.getTime()}), ${until.getTime()})
  where status in ('active', 'finished') and id in (${enrollmentIds})`

/** A run that ended because its customer goes on with another one had told that one of the letter: now that one has to send it. */
function goOnInstead(requestIds: string, { code, reason, until }: Withdrawal) {
  const waiting = sql`
    select kept.enrollment_id, kept.step_id from ${deliveries} as lost
    join ${enrollments} as run on run.id = lost.enrollment_id and run.ended_reason = 'merged'
    join ${deliveries} as kept on kept.customer_id = lost.customer_id and kept.scenario_id = lost.scenario_id
      and kept.step_id = lost.step_id and kept.status = 'skipped' and kept.code = ${MERGED_STEP.code}
    where lost.status = 'sending' and lost.request_id in (select value from json_each(${requestIds})) and not exists (
      select 1 from ${deliveries} as third where third.customer_id = lost.customer_id
        and third.scenario_id = lost.scenario_id and third.step_id = lost.step_id
        and third.status in ('sending', 'sent', 'unknown') and third.request_id is not lost.request_id)`
  return [
    goOn(sql`select enrollment_id from (${waiting})`, until),
    sql`update ${deliveries} set status = 'held', code = ${code}, reason = ${reason}, held_until = ${until.getTime()}
        where (enrollment_id, step_id) in (${waiting})`,
  ]
}

/** Who never had the letter was not invited to the survey in it, unless they have found it by themselves. */
export const uninvite = (requestIds: string) => sql`
  delete from ${surveys} where answered_at is null and questions is null and (customer_id, cause) in (
    select customer_id, enrollment_id || ':' || step_id from ${deliveries}
    where status = 'sending' and request_id in (select value from json_each(${requestIds})))`

export const closeRequests = (requestIds: string[], status: 'withdrawn' | 'split', at: Date) => sql`
  update ${requests} set status = ${status}, finished_at = ${at.getTime()}, lease_id = null
  where status = 'sending' and id in (select value from json_each(${JSON.stringify(requestIds)}))`
