/** When did a hypothesis begin, and who has met its scenario since? */

import { sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { enrollments, responses, revisions, surveys } from './schema.ts'

/** The first publish of each hypothesis, by `scenario/hypothesis`. */
export async function hypothesisStarts(db: Db): Promise<Map<string, Date>> {
  const rows = await db.all<{ name: string; id: string; at: number }>(sql`
    select r.name, h.value ->> 'id' as id, min(r.published_at) as at
    from ${revisions} as r
      join json_each(case when json_valid(r.body) then r.body else '{}' end, '$.hypotheses') as h
    where r.kind = 'scenario' and h.type = 'object' group by 1, 2`)
  return new Map(rows.map(({ name, id, at }) => [`${name}/${id}`, new Date(at)]))
}

/** Customers for whom the scenario began in `[from, end)`; after this id. */
export async function metScenario(
  db: Db,
  scenarioId: string,
  from: Date,
  end: Date,
  limit: number,
  after: string,
): Promise<string[]> {
  const rows = await db.all<{ id: string }>(sql`
    select distinct e.customer_id as id from ${enrollments} as e
    where e.scenario_id = ${scenarioId} and e.customer_id > ${after}
      and e.anchor_at >= ${from.getTime()} and e.anchor_at < ${end.getTime()}
    order by 1 limit ${limit}`)
  return rows.map(({ id }) => id)
}

export interface Opinion {
  customerId: string
  satisfaction: number | null
  nps: number | null
  scale: string | null
}

/** What each of these customers answered in `[from, end)`. */
export const opinionsOf = async (db: Db, customerIds: readonly string[], from: Date, end: Date): Promise<Opinion[]> =>
  db.all<Opinion>(sql`
    select r.customer_id as "customerId", r.satisfaction, r.nps, r.nps_scale as scale
    from json_each(${JSON.stringify(customerIds)}) as wanted join ${responses} as r on r.customer_id = wanted.value
    where r.at >= ${from.getTime()} and r.at < ${end.getTime()}`)

/** Invitations of these customers in `[from, end)`, and how many were answered by then. */
export async function invitationsOf(db: Db, customerIds: readonly string[], from: Date, end: Date) {
  const [row] = await db.all<{ invited: number; answered: number }>(sql`
    select count(*) as invited, coalesce(sum(s.answered_at is not null and s.answered_at < ${end.getTime()}), 0) as answered
    from json_each(${JSON.stringify(customerIds)}) as wanted join ${surveys} as s on s.customer_id = wanted.value
    where s.invited_at >= ${from.getTime()} and s.invited_at < ${end.getTime()}`)
  return row ?? { invited: 0, answered: 0 }
}
