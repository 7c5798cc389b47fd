/** How much memory does V8 take for what a long import needs for a moment only? */

import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/** For what is young: too little, and rows in hand are copied again and again; V8's own wish is 134 MB. In bytes. */
const ENOUGH = 32e6

/**
 * V8 else lets what is no longer needed lie about until it is several times what is: a gigabyte of orders is no reason to.
 * @returns what is to be called again and again: the room grows until it is enough
 */
export function roomForYoung(): { look(): void } {
  setFlagsFromString('--heap-growing-percent=50')
  setFlagsFromString('--semi-space-growth-factor=2')
  let grows = true
  return {
    look() {
      if (!grows || youngRoom() < ENOUGH) return
      grows = false
      setFlagsFromString('--semi-space-growth-factor=1')
    },
  }
}

const youngRoom = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0
