/** Things for the shop's people to do about a customer. */

import { asc, isNull, sql } from 'drizzle-orm'
import { type Db, insertAll } from './client.ts'
import { staffTasks } from './schema.ts'

export type StaffTask = typeof staffTasks.$inferSelect

/** The same cause opens one task. */
export async function openTask(db: Db, task: typeof staffTasks.$inferInsert): Promise<void> {
  await db.run(insertAll(staffTasks, [task], sql`on conflict do nothing`))
}

export async function openTasks(db: Db, limit: number): Promise<StaffTask[]> {
  return db.select().from(staffTasks).where(isNull(staffTasks.doneAt)).orderBy(asc(staffTasks.at)).limit(limit)
}
