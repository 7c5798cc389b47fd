/** Things for the shop's people to do about a customer. */

import { sql } from 'drizzle-orm'
import { type Db, insertAll } from './client.ts'
import { staffTasks } from './schema.ts'

export type NewTask = typeof staffTasks.$inferInsert

/** The same cause opens one task. */
export const insertTasks = (tasks: NewTask[]) => insertAll(staffTasks, tasks, sql`on conflict do nothing`)

export async function openTask(db: Db, task: NewTask): Promise<void> {
  await db.run(insertTasks([task]))
}
