/** The kill switch: two rows of `state`, one while all marketing rests, one with the moment it last went on again. */

import { type SQL, sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { auditLog, friends, state } from './schema.ts'

export const PAUSE = 'marketing_pause'
const RESUMED = 'marketing_resumed_at'

/** As a statement. Fails the whole batch it stands in when everything is paused already. */
export const insertPause = (value: string): SQL => sql`insert into ${state} (key, value) values (${PAUSE}, ${value})`

/** Goes on again, with the line in the audit log; nothing at all when nothing is paused. */
export const resume = (entry: { id: string; actor: string; at: Date }): SQL[] => [
  sql`insert into ${auditLog} (id, actor, action, subject, at)
      select ${entry.id}, ${entry.actor}, 'resume', 'marketing', ${entry.at.getTime()}
      where exists (select 1 from ${state} where key = ${PAUSE})`,
  sql`insert into ${state} (key, value) select ${RESUMED}, ${String(entry.at.getTime())}
      where exists (select 1 from ${state} where key = ${PAUSE})
      on conflict (key) do update set value = excluded.value`,
  sql`delete from ${state} where key = ${PAUSE}`,
]

/** Friends who have blocked the account in `(after, until]` and since the last resumption. Reads only those, by index. */
export async function countBlocks(db: Db, after: Date, until: Date): Promise<number> {
  const rows = await db
    .select({ count: sql<number>`count(*)` })
    .from(friends)
    // The index holds `following = 0` literally; a bound value would not find it.
    .where(
      sql`following = 0 and changed_at <= ${until.getTime()} and changed_at > max(${after.getTime()},
        coalesce((select cast(value as integer) from ${state} where key = ${RESUMED} and cast(value as integer) <= ${until.getTime()}), 0))`,
    )
  return rows[0]?.count ?? 0
}
