/** What LINE accepts with 202 and does a moment later (LINE §20.10): nothing to read back before a second has passed. */

import { isActiveFriend } from './friends.ts'
import { appendBounded, type MenuChange } from './state.ts'
import type { World } from './world.ts'

const DELAY = 1000
/** Old ones stay for those who ask how it went. */
const KEPT = 1000

export function later(world: World, requestId: string, changes: MenuChange[]): void {
  const job = { requestId, acceptedAt: world.now(), dueAt: world.now() + DELAY, changes }
  appendBounded(world.state.jobs, job, KEPT)
}

/** Called at every request, so no timer is needed and a standing clock keeps jobs waiting. */
export function settleJobs(world: World): void {
  for (const job of world.state.jobs) {
    if (job.done || job.dueAt > world.now()) continue
    job.done = true
    // Everybody's menu as it was before: one operation's `to` must not become the next one's `from`.
    const before = new Map([...world.state.users.values()].map((user) => [user.userId, user.richMenuId]))
    for (const change of job.changes) apply(world, change, before)
  }
}

function apply(world: World, { userIds, from, to }: MenuChange, before: Map<string, string | undefined>): void {
  const chosen = userIds ?? [...before.keys()].filter((userId) => from === undefined || before.get(userId) === from)
  for (const userId of chosen) {
    const user = world.state.users.get(userId)
    if (!user || !isActiveFriend(user)) continue
    if (to === undefined) delete user.richMenuId
    else user.richMenuId = to
    world.changed(userId)
  }
}
