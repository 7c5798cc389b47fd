/** Who was named in just these words a moment ago? So long as nobody else writes, they are who they were then. */

import type { Db } from '../../db/client.ts'
import { peopleNow } from '../../db/merges.ts'
import { digest } from '../core/digest.ts'
import type { CustomerInput } from '../core/order.ts'
import type { Person } from './identify.ts'

/** More would only fill the memory: so many take 60 MB, few take next to nothing. */
const MOST = 1_000_000
/** A power of two, so that a third of them stay empty and whoever is looked for is found within a few steps. */
const SLOTS = 1 << 21
/** Characters of an id. */
const LONGEST = 36
const ASCII = new TextDecoder()

/**
 * Those whom a long file names again and again. Neither words nor ids are kept as texts, which would take ten times as
 * much: two numbers of 53 bits stand for the words, and bytes for the id. Whoever has no room is looked for each time.
 */
export class Met {
  readonly #most: number
  /** Unknown outside, so that nobody can think up words that come to the same numbers as another's. */
  readonly #salt = crypto.randomUUID()
  /** By what the words come to: a place from 1 on, 0 for none. What is not written to takes no memory. */
  readonly #places = new Int32Array(SLOTS)
  readonly #words: Float64Array
  readonly #ids: Uint8Array
  #count = 0
  #seen = ''

  /** @param most after so many it begins anew */
  constructor(most = MOST) {
    this.#most = most
    this.#words = new Float64Array(2 * most)
    this.#ids = new Uint8Array((LONGEST + 1) * most)
  }

  /** To be called before each look. */
  async begin(db: Db): Promise<void> {
    const now = await peopleNow(db)
    if (now !== this.#seen) this.#forget()
    this.#seen = now
  }

  /** @returns the customer's id */
  get(words: string): string | undefined {
    const place = this.#places[this.#slotOf(digest(words), digest(this.#salt + words))] ?? 0
    return place === 0 ? undefined : this.#idAt(place - 1)
  }

  set(words: string, customerId: string): void {
    if (customerId.length > LONGEST || !/^[ -~]+$/.test(customerId)) return
    const [one, other] = [digest(words), digest(this.#salt + words)]
    let slot = this.#slotOf(one, other)
    if (this.#places[slot] === 0) {
      if (this.#count === this.#most) {
        this.#forget()
        slot = this.#slotOf(one, other)
      }
      this.#words[2 * this.#count] = one
      this.#words[2 * this.#count + 1] = other
      this.#count += 1
      this.#places[slot] = this.#count
    }
    this.#keepId(((this.#places[slot] ?? 0) - 1) * (LONGEST + 1), customerId)
  }

  /** Where these words are, or would be. */
  #slotOf(one: number, other: number): number {
    for (let slot = one % SLOTS; ; slot = (slot + 1) % SLOTS) {
      const place = this.#places[slot] ?? 0
      if (place === 0) return slot
      if (this.#words[2 * place - 2] === one && this.#words[2 * place - 1] === other) return slot
    }
  }

  #keepId(from: number, id: string): void {
    this.#ids[from] = id.length
    for (let index = 0; index < id.length; index += 1) this.#ids[from + 1 + index] = id.charCodeAt(index)
  }

  #idAt(place: number): string {
    const from = place * (LONGEST + 1)
    return ASCII.decode(this.#ids.subarray(from + 1, from + 1 + (this.#ids[from] ?? 0)))
  }

  #forget(): void {
    if (this.#count > 0) this.#places.fill(0)
    this.#count = 0
  }
}

/** What says who it is, and not what they agreed to: each of them, or the compiler says so. */
type Word = Exclude<keyof CustomerInput, 'consent' | 'registered_channels'>
const WORDS = Object.keys({
  external_id: true,
  source: true,
  email: true,
  phone: true,
  name: true,
  kana: true,
  birthday: true,
  pref: true,
} satisfies Record<Word, true>) as Word[]

/** The same for two reports if and only if they say the same of a person. */
export function wordsOf({ source, customer }: Person): string {
  let words = source
  for (const word of WORDS) words += `\u0000${customer[word] ?? ''}`
  return words
}
