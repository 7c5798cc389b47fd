/** What does one customer of the demo shop buy over the months? The recipe of DOMAIN §6.1, in days before today. */

import type { Dice } from './dice.ts'

export type FirstPurchase = 'trial' | 'one_off' | 'subscription'

export interface Purchase {
  daysAgo: number
  sku: string
  /** How manieth delivery of the contract. */
  delivery?: number
  fate?: 'cancelled' | 'refunded'
}

export interface ContractLife {
  startedAgo: number
  cycleDays: number
  endedAgo?: number
}

export interface Purchases {
  /** Oldest first. */
  bought: Purchase[]
  contract?: ContractLife
}

/** Everything has happened by yesterday, so that the hour at which the demo begins changes nothing. */
export const YESTERDAY = 1

const SECOND = { trial: 0.5, one_off: 0.45 }
const GAP = { trial: [12, 60], one_off: [30, 85], later: [35, 95] } as const
const CYCLES = [30, 30, 45, 60]
/** What a one-off repeat is: mostly the same bottle again. */
const REPEATS = [...Array<string>(12).fill('LF'), 'CR', 'CR', 'WA', 'UV']

/**
 * @param affinity how much this person takes to the shop, 0 to 1
 * @returns a function that makes one life after the other; the shares of the recipe hold over all of them
 */
export function purchasesFrom(dice: Dice) {
  const cycle = dice.deck(CYCLES)
  const repeat = dice.deck(REPEATS)

  function subscribe(life: Purchases, daysAgo: number, isFirst: boolean, affinity: number): void {
    const contract: ContractLife = { startedAgo: daysAgo, cycleDays: cycle() }
    life.contract = contract
    for (let delivery = 1, at = daysAgo; ; delivery += 1) {
      life.bought.push({ daysAgo: at, sku: 'LS', delivery })
      // What is due today was paid for yesterday.
      at = at === contract.cycleDays ? YESTERDAY : at - contract.cycleDays
      if (at < YESTERDAY) return
      const survives = (delivery === 1 && isFirst ? 0.84 : 0.92) * (0.93 + 0.1 * affinity)
      if (!dice.dealt(`renewal ${delivery} ${isFirst}`, survives)) {
        // Whoever leaves does so before the next delivery.
        contract.endedAgo = at + dice.between(1, 8)
        return
      }
    }
  }

  function repeatOneByOne(life: Purchases, kind: 'trial' | 'one_off', firstAgo: number, affinity: number): void {
    life.bought.push({ daysAgo: firstAgo, sku: kind === 'trial' ? 'LT' : 'LF' })
    let share = SECOND[kind] * (0.7 + 0.6 * affinity)
    let [least, most]: readonly [number, number] = GAP[kind]
    for (let turn = 2, at = firstAgo; dice.dealt(`purchase ${turn} ${kind}`, share); turn += 1) {
      at -= dice.between(least, most)
      if (at < YESTERDAY) return
      if (dice.dealt(`converts ${turn === 2}`, turn === 2 ? 0.45 : 0.15)) {
        subscribe(life, at, false, affinity)
        return
      }
      life.bought.push({ daysAgo: at, sku: repeat() })
      share = 0.55 + 0.25 * affinity
      ;[least, most] = GAP.later
    }
  }

  return (kind: FirstPurchase, firstAgo: number, affinity: number): Purchases => {
    const life: Purchases = { bought: [] }
    if (kind === 'subscription') subscribe(life, firstAgo, true, affinity)
    else repeatOneByOne(life, kind, firstAgo, affinity)
    takeBack(life, dice)
    return life
  }
}

/**
 * 2 % of all orders are cancelled and 1 % refunded. Never the first one (the recipe counts 300 purchasers) nor the last
 * delivery of a running contract (hardly anybody is stalled), so of the rest it is a little more.
 */
function takeBack({ bought, contract }: Purchases, dice: Dice): void {
  const last = contract && contract.endedAgo === undefined ? bought.at(-1) : undefined
  for (const purchase of bought.slice(1)) {
    if (purchase === last) continue
    if (dice.dealt('cancelled', 0.036)) purchase.fate = 'cancelled'
    else if (dice.dealt('refunded', 0.018)) purchase.fate = 'refunded'
  }
}
