/** Who was named in just these words a moment ago? So long as nobody else writes, they are who they were then. */

import type { Db } from '../../db/client.ts'
import { peopleNow } from '../../db/merges.ts'
import type { CustomerInput } from '../core/order.ts'
import type { Person } from './identify.ts'

/** More would only fill the memory. */
const KEPT = 100_000

/** Those whom a long file names again and again: knows at least the last 100,000, at most twice as many. */
export class Met {
  #young = new Map<string, string>()
  #old = new Map<string, string>()
  #seen = ''

  /** To be called before each look. */
  async begin(db: Db): Promise<void> {
    const now = await peopleNow(db)
    if (now !== this.#seen) this.#forget()
    this.#seen = now
  }

  /** @returns the customer's id */
  get(words: string): string | undefined {
    const young = this.#young.get(words)
    if (young !== undefined) return young
    const old = this.#old.get(words)
    if (old !== undefined) this.set(words, old)
    return old
  }

  set(words: string, customerId: string): void {
    this.#young.set(words, customerId)
    if (this.#young.size < KEPT) return
    this.#old = this.#young
    this.#young = new Map()
  }

  #forget(): void {
    this.#young.clear()
    this.#old.clear()
  }
}

/** Each of them, or the compiler says so. */
const WORDS = Object.keys({
  external_id: true,
  source: true,
  email: true,
  phone: true,
  name: true,
  kana: true,
  birthday: true,
  pref: true,
} satisfies Record<keyof CustomerInput, true>) as (keyof CustomerInput)[]

/** The same for two reports if and only if they say the same of a person. */
export function wordsOf({ source, customer }: Person): string {
  let words = source
  for (const word of WORDS) words += `\u0000${customer[word] ?? ''}`
  return words
}
