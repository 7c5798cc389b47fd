/** The month's numbers as LINE last told them, and what we sent since: one row of `state`, changed in place. */

import { type SQL, sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { state } from './schema.ts'

const QUOTA = 'line_quota'

export interface KeptQuota {
  /** `2026-06`: what `used` and `fullUntil` are about. */
  month: string
  used: number
  limit?: number | null
  /** Epoch milliseconds, like the next two. When LINE last answered. */
  readAt?: number
  /** When LINE was last asked, answered or not. */
  askedAt?: number
  fullUntil?: number
}

/** What cannot be read is as good as never written: it must not stop a tick. */
export async function readQuota(db: Db): Promise<KeptQuota | undefined> {
  const rows = await db.all<{ value: string }>(
    sql`select value from ${state} where key = ${QUOTA} and json_valid(value) and json_type(value) = 'object'`,
  )
  return rows[0] && (JSON.parse(rows[0].value) as KeptQuota)
}

/** What is kept, as far as it says anything about this month. */
const thisMonth = (month: string) => sql`case
  when not json_valid(value) or json_type(value) <> 'object' then json_object('month', ${month}, 'used', 0)
  when value ->> '$.month' = ${month} then value
  else json_set(json_remove(value, '$.fullUntil'), '$.month', ${month}, '$.used', 0) end`

/** As a statement. `null` forgets a number; what is not named stays. */
export const noteQuota = (
  month: string,
  news: Omit<Partial<KeptQuota>, 'month'>,
): SQL => sql`insert into ${state} (key, value) values (${QUOTA}, ${JSON.stringify({ month, used: 0, ...news })})
    on conflict (key) do update set value = json_patch(${thisMonth(month)}, ${JSON.stringify(news)})`

/** Added where it stands, so that two ticks at once both count. */
export async function addToUsed(db: Db, month: string, people: number): Promise<void> {
  await db.run(sql`
    insert into ${state} (key, value) values (${QUOTA}, ${JSON.stringify({ month, used: people })})
    on conflict (key) do update set value =
      json_set(${thisMonth(month)}, '$.used', (${thisMonth(month)} ->> '$.used') + ${people})`)
}
