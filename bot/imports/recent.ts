/** Was this number seen a little while ago? A file has more of them than a memory should hold. */

const KEPT = 100_000

/** Knows at least the last 100,000, at most twice as many. */
export class Recent {
  #young = new Set<string>()
  #old = new Set<string>()

  add(text: string): void {
    this.#young.add(byItself(text))
    if (this.#young.size < KEPT) return
    this.#old = this.#young
    this.#young = new Set()
  }

  has(text: string): boolean {
    return this.#young.has(text) || this.#old.has(text)
  }
}

/** A number cut out of a file would keep a quarter of a megabyte around it in memory. */
const byItself = (text: string): string => JSON.parse(JSON.stringify(text))
