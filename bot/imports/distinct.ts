/** How many different ones were there? Eight bytes and a half-empty table each, so that a million of them are 16 MB. */

import { digest } from '../core/digest.ts'

export class Distinct {
  #slots = new Float64Array(1024)
  size = 0

  add(text: string): void {
    if (!put(this.#slots, digest(text))) return
    this.size += 1
    if (this.size * 2 < this.#slots.length) return
    const wider = new Float64Array(this.#slots.length * 2)
    for (const one of this.#slots) if (one !== 0) put(wider, one)
    this.#slots = wider
  }
}

/** @returns false when it is there already */
function put(slots: Float64Array, value: number): boolean {
  let at = value % slots.length
  while (slots[at] !== 0) {
    if (slots[at] === value) return false
    at = (at + 1) % slots.length
  }
  slots[at] = value
  return true
}
