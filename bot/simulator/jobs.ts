/** What LINE accepts with 202 and does a moment later (LINE §20.10): nothing to read back before a second has passed. */

import type { World } from './world.ts'

const DELAY = 1000

export function laterLink(world: World, userIds: string[], richMenuId?: string): void {
  world.state.jobs.push({ dueAt: world.now() + DELAY, userIds, ...(richMenuId !== undefined && { richMenuId }) })
}

/** Called at every request, so no timer is needed and a standing clock keeps jobs waiting. */
export function settleJobs(world: World): void {
  const { jobs, users } = world.state
  while (jobs[0] && jobs[0].dueAt <= world.now()) {
    const job = jobs.shift()
    for (const userId of job?.userIds ?? []) {
      const user = users.get(userId)
      if (!user?.friend || user.blocked) continue
      if (job?.richMenuId === undefined) delete user.richMenuId
      else user.richMenuId = job.richMenuId
      world.changed(userId)
    }
  }
}
