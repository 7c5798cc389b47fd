/** How many different ones were there? Eight bytes and a half-empty table each, so that a million of them are 16 MB. */

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

/** 53 bits, never 0: of a million texts two are taken for one with a chance of 1 in 20,000. */
function digest(text: string): number {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return 4294967296 * (2097151 & low) + (high >>> 0) || 1
}
