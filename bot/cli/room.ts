/** How much memory does V8 take for what a long import needs for a moment only? */

import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/** Of bytes. With less, rows in hand are copied again and again; V8's own wish is four times this. */
const ENOUGH = 30e6

/**
 * V8 else lets what is no longer needed lie about until it is several times what is: a gigabyte of orders is no reason to.
 * V8 runs already, and takes no size from us any more; but it doubles its room for what is young when that is full, and
 * as long as it may.
 */
export function makeRoom(): void {
  setFlagsFromString('--heap-growing-percent=50')
  setFlagsFromString('--semi-space-growth-factor=2')
  for (let tries = 0; youngRoom() < ENOUGH && tries < MOST_TRIES; tries += 1) fillALittle()
  setFlagsFromString('--semi-space-growth-factor=1')
}

/** Who started V8 may have set another limit. */
const MOST_TRIES = 40

/** About 3 MB, all of it in use at once, so that V8 sees that it is short of room. */
const fillALittle = () => Array.from({ length: 60_000 }, (_, index) => ({ index }))

const youngRoom = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0
