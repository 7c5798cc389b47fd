/** How many people may still be reached this month? (LINE §8: people count, not bubbles; replies are free) */

import { jstDate } from '../core/calendar.ts'
import { monthlyLimit } from './errors.ts'
import type { World } from './world.ts'

const month = (world: World) => jstDate(world.clock.now()).slice(0, 7)

export const usedThisMonth = (world: World) => world.state.usage.get(month(world)) ?? 0

/** Counts people off the month's quota; refuses the whole call when it does not suffice. */
export function spend(world: World, people: number): void {
  const used = usedThisMonth(world)
  const { quota } = world.options
  if (quota !== undefined && people > 0 && used + people > quota) throw monthlyLimit()
  if (people > 0) world.state.usage.set(month(world), used + people)
}

export const quotaAnswer = (world: World) =>
  world.options.quota === undefined ? { type: 'none' } : { type: 'limited', value: world.options.quota }
