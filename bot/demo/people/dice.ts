/** Chance that falls the same way each time: seeded numbers, and shares that are dealt rather than thrown. */

export interface Dice {
  /** From 0 up to, not including, 1. */
  next(): number
  /** A whole number, both ends included. */
  between(least: number, most: number): number
  pick<T>(list: readonly T[]): T
  shuffled<T>(list: readonly T[]): T[]
  thrown(share: number): boolean
  /** Of all who are asked the same question, this share hears yes, in every shop; who it is stays chance. */
  dealt(question: string, share: number): boolean
  /** An endless deck of these cards, shuffled anew each time it is through: every stretch has the same mix. */
  deck<T>(cards: readonly T[]): () => T
}

/** mulberry32: 32 bits of state are plenty for a shop. */
export function diceOf(seed: number): Dice {
  let state = seed | 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  const pick = <T>(list: readonly T[]) => list[between(0, list.length - 1)] as T
  const shuffled = <T>(list: readonly T[]) =>
    list
      .map((card) => ({ card, at: next() }))
      .sort((one, other) => one.at - other.at)
      .map(({ card }) => card)
  /** What each question owes so far: at 1 the answer is yes. */
  const owed = new Map<string, number>()
  return {
    next,
    between,
    pick,
    shuffled,
    thrown: (share) => next() < share,
    dealt(question, share) {
      const sum = (owed.get(question) ?? next()) + share
      owed.set(question, sum >= 1 ? sum - 1 : sum)
      return sum >= 1
    },
    deck(cards) {
      let rest: typeof cards = []
      return () => {
        if (rest.length === 0) rest = shuffled(cards)
        const [first, ...others] = rest
        rest = others
        return first as (typeof cards)[number]
      }
    },
  }
}
