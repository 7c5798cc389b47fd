/** Why does this customer hesitate? The newest wall they named, by an answer or a button (DOMAIN §1.7 `wall_signal`). */

import type { SignalFact } from './gather-facts.ts'
import type { Shop } from './shop.ts'
import { WALLS, type Wall } from './vocabulary.ts'

type WallShop = Pick<Shop, 'wall_signals'>

const WALL_NAMES = Object.keys(WALLS) as Wall[]

/** `wall_price`: the name of a wall for `when`. */
export const wallSignal = (wall: Wall): string => `wall_${wall}`

/** The four names, each with the merchant's word. */
export const WALL_SIGNALS: Readonly<Record<string, string>> = Object.fromEntries(
  WALL_NAMES.map((wall) => [wallSignal(wall), `いちばん新しいお返事が「${WALLS[wall]}」`]),
)

/** The wall that a signal tells of: by its own name, or because shop.yaml says so. */
export const wallOf = (signal: string, { wall_signals }: WallShop): Wall | undefined =>
  WALL_NAMES.find((wall) => signal === wallSignal(wall) || wall_signals[wall].includes(signal))

/** Every signal that tells of a wall. */
export const signalsOfWalls = ({ wall_signals }: WallShop): string[] =>
  WALL_NAMES.flatMap((wall) => [wallSignal(wall), ...wall_signals[wall]])

/** The newest by `now`; of one moment, the one written down last. */
export function newestWall(
  signals: readonly SignalFact[],
  now: Date,
  shop: WallShop,
): { wall: Wall; at: Date } | undefined {
  let newest: { wall: Wall; at: Date } | undefined
  for (const { name, at } of signals) {
    const wall = wallOf(name, shop)
    if (wall && at <= now && (!newest || at >= newest.at)) newest = { wall, at }
  }
  return newest
}

/**
 * The names that `when` may read: signals since the enrollment began, and of the walls the newest alone, whenever it was
 * named; an answer to an earlier survey still tells why somebody hesitates.
 */
export function namesRaised(signals: readonly SignalFact[], since: Date, now: Date, shop: WallShop): string[] {
  const newest = newestWall(signals, now, shop)
  return [
    ...signals
      .filter(({ name, at }) => at >= since && at <= now && !Object.hasOwn(WALL_SIGNALS, name))
      .map(({ name }) => name),
    ...(newest ? [wallSignal(newest.wall)] : []),
  ]
}

/** The walls that these signals tell of, as names for `when`. */
export const wallsImplied = (signals: readonly string[], shop: WallShop): string[] => [
  ...new Set(
    signals.flatMap((signal) => {
      const wall = wallOf(signal, shop)
      return wall ? [wallSignal(wall)] : []
    }),
  ),
]
