/** Who is there, and whom does a message reach? (LINE §6.2, §12, §20.6) */

import { newUserId } from './ids.ts'
import type { User } from './state.ts'
import type { World } from './world.ts'

const WEEK = 7 * 24 * 60 * 60_000

export interface NewUser {
  userId?: string
  displayName?: string
  pictureUrl?: string
  statusMessage?: string
  /** True unless said otherwise. Silent: no follow event is raised. */
  friend?: boolean
  /** Silent, too: no unfollow event is raised. */
  blocked?: boolean
}

/** Makes a user, or changes the one with this id. */
export function addUser(
  world: World,
  { userId = newUserId(), displayName, friend = true, ...more }: NewUser = {},
): User {
  const known = world.state.users.get(userId)
  const name = displayName ?? known?.displayName ?? `お客さま${world.state.users.size + 1}`
  const user: User = { unread: 0, blocked: false, ...known, userId, displayName: name, friend, ...more }
  world.state.users.set(userId, user)
  world.changed(userId)
  return user
}

/** A push arrives at friends, and for a week at non-friends who wrote. */
export const isReachable = (world: World, user: User) =>
  !user.blocked && (user.friend || (user.wroteAt !== undefined && world.now() - user.wroteAt <= WEEK))

/** Profiles of friends, and of non-friends who wrote; nothing of those who blocked. */
export const hasProfile = (user: User) => !user.blocked && (user.friend || user.wroteAt !== undefined)

export const isActiveFriend = (user: User) => user.friend && !user.blocked

export const profileOf = ({ userId, displayName, pictureUrl, statusMessage }: User) => ({
  userId,
  displayName,
  language: 'ja',
  ...(pictureUrl && { pictureUrl }),
  ...(statusMessage && { statusMessage }),
})
