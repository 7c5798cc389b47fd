/** Whose enrollments does somebody work on right now? Small rows in one place, so that taking and giving back 500 writes a few pages. */

import { eq, getTableColumns, type SQL, sql } from 'drizzle-orm'
import { type Db, isAnyOf } from './client.ts'
import type { Enrollment } from './enrollments.ts'
import { enrollments, leases, state } from './schema.ts'
import { select } from './select.ts'

const taken = select(
  getTableColumns(enrollments),
  (leaseId, now) => sql`from ${enrollments}
    where ${enrollments.customerId} in (select customer_id from ${leases} where lease_id = ${leaseId})
      and ${enrollments.status} = 'active' and +${enrollments.nextDueAt} <= ${now}`,
)

/** No lease is as long: one that ends later was taken before the clock was set back, and is nobody's. */
const LONGEST_MS = 3_600_000

/**
 * Takes what is due, soonest first, for one worker until `leaseUntil`. Reads only what is due: the index holds active
 * enrollments by their next moment. A customer is taken whole, so that what is due together can leave together; nobody
 * takes anything of a customer who is in other hands, or two workers would each send today's one message. A lease that ran
 * out is anybody's again.
 * @param claim.leaseId nobody had it before
 * @param claim.limit of customers, about
 */
export async function claimDue(
  db: Db,
  claim: { leaseId: string; now: Date; leaseUntil: Date; limit: number },
): Promise<Enrollment[]> {
  const now = claim.now.getTime()
  // Nobody waits for the disk: a power cut that takes leases back takes back whatever they were taken for.
  await db.repeatably([
    sql`insert into ${leases} (customer_id, lease_id, lease_until)
      select distinct customer_id, ${claim.leaseId}, ${claim.leaseUntil.getTime()} from (
        select due.customer_id from ${enrollments} as due
        where due.status = 'active' and due.next_due_at <= ${now}
          and not exists (select 1 from ${leases} as other where other.customer_id = due.customer_id
            and other.lease_until > ${now} and other.lease_until <= ${now + LONGEST_MS})
        order by due.next_due_at limit ${claim.limit})
      where true
      on conflict (customer_id) do update set lease_id = excluded.lease_id, lease_until = excluded.lease_until`,
  ])
  // What moves between the two statements takes the lease away, as it does later on.
  const claimed = await taken(db, claim.leaseId, now)
  return claimed.sort((a, b) => (a.nextDueAt?.getTime() ?? 0) - (b.nextDueAt?.getTime() ?? 0))
}

/** What a decision makes of an enrollment. */
export interface Progress {
  id: string
  status: 'active' | 'finished' | 'ended'
  endedReason?: string
  nextDueAt?: Date
}

/**
 * Writes the progress of leased enrollments and gives their customers back, with what dead workers left. Fails the whole
 * batch it stands in when one of them was ended or put off meanwhile, by whatever takes no leases away.
 */
export const saveProgress = (leaseId: string, rows: Progress[], at: Date): SQL[] => {
  const values = rows.map((row) => [row.id, row.status, row.endedReason ?? null, row.nextDueAt?.getTime() ?? null])
  return [
    sql`update ${enrollments} set
          status = found.status, ended_reason = found.reason, next_due_at = found.due,
          ended_at = case when found.status = 'active' then null else ${at.getTime()} end
        from (select value ->> 0 as id, value ->> 1 as status, value ->> 2 as reason, value ->> 3 as due
              from json_each(${JSON.stringify(values)})) as found
        where enrollments.id = found.id and enrollments.status = 'active' and +enrollments.next_due_at <= ${at.getTime()}`,
    failUnless(sql`changes() = ${rows.length}`, 'somebody else went on with one of them'),
    sql`delete from ${leases} where lease_id = ${leaseId} or lease_until <= ${at.getTime()}`,
  ]
}

/** Fails the whole batch it stands in when any of the `count` customers is no longer ours. */
export const assertLeased = (leaseId: string, count: number): SQL =>
  failUnless(sql`(select count(*) from ${leases} where lease_id = ${leaseId}) = ${count}`, 'the lease was lost')

/**
 * What is no JSON is an error. Never inserts anything. A select without a table looks at its condition once, even when
 * nothing is leased at all.
 */
const failUnless = (condition: SQL, what: string) => sql`
  insert into ${state} (key, value) select 'lease', 'lost' where json(case when ${condition} then '1' else ${what} end) <> '1'`

/** Gives leased customers back undecided, to be looked at from `until` on. */
export async function releaseLease(db: Db, leaseId: string, until: Date): Promise<void> {
  await db.update(leases).set({ leaseId: '', leaseUntil: until }).where(eq(leases.leaseId, leaseId))
}

/** Whoever is deciding about these customers at this moment decides again. */
export const takeLeases = (customerIds: SQL): SQL => sql`delete from ${leases} where customer_id in (${customerIds})`

/** The same for the customers of these enrollments. */
export const takeLeasesOf = (enrollmentIds: string[]): SQL =>
  takeLeases(sql`select customer_id from ${enrollments} where ${isAnyOf(enrollments.id, enrollmentIds)}`)
