/** Things for the shop's people to do about a customer. */

import { asc, isNull, sql } from 'drizzle-orm'
import { type Db, insertAll } from './client.ts'
import { staffTasks } from './schema.ts'

export type StaffTask = typeof staffTasks.$inferSelect

export type NewTask = typeof staffTasks.$inferInsert

/** The same cause opens one task. */
export const insertTasks = (tasks: NewTask[]) => insertAll(staffTasks, tasks, sql`on conflict do nothing`)

export async function openTask(db: Db, task: NewTask): Promise<void> {
  await db.run(insertTasks([task]))
}

export async function openTasks(db: Db, limit: number): Promise<StaffTask[]> {
  return db.select().from(staffTasks).where(isNull(staffTasks.doneAt)).orderBy(asc(staffTasks.at)).limit(limit)
}
