/** How many different ones were there? Told by numbers of 53 bits that stand for the texts: 16 MB of memory at most, then the disk. */

import { digest } from '../core/digest.ts'
import { SortedFile } from './sorted-file.ts'

/** In a table that is at least half empty. */
const MOST = 1_000_000

export class Distinct {
  readonly #most: number
  #slots = new Float64Array(1024)
  #held = 0
  #file: SortedFile | undefined

  /** @param most held in memory */
  constructor(most = MOST) {
    this.#most = most
  }

  add(text: string): void {
    if (!put(this.#slots, digest(text))) return
    this.#held += 1
    if (this.#held === this.#most) this.#toFile()
    else if (this.#held * 2 === this.#slots.length) this.#widen()
  }

  /** How many there were so far. */
  get size(): number {
    if (!this.#file) return this.#held
    this.#toFile()
    return this.#file.length
  }

  #widen(): void {
    const wider = new Float64Array(this.#slots.length * 2)
    for (const one of this.#slots) if (one !== 0) put(wider, one)
    this.#slots = wider
  }

  #toFile(): void {
    this.#file ??= new SortedFile()
    this.#file.add(this.#slots.filter((one) => one !== 0).sort())
    this.#slots.fill(0)
    this.#held = 0
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
