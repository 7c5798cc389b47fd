/** What becomes of each step on its planned day, for each kind of customer? The engine's own answers, within bounded work. */

import type { Coupon } from './coupons.ts'
import type { Life } from './life.ts'
import { answersOf, type Branch, branchesOf, furtherLives, typical, unusual } from './lint-typical.ts'
import type { Persona } from './personas.ts'
import { plannedDay } from './ribbon.ts'
import type { Scenario } from './scenario.ts'
import type { Shop } from './shop.ts'
import { DAY_ZERO, type Entry, type Simulation, simulate } from './simulate.ts'

export interface Trial {
  /** The same for all branches of one person. */
  person: string
  branch: Branch
  /** Tokyo's day 0 and time, as ISO. */
  startedAt: string
  /** By step: the first time the engine looked at it for somebody it is meant for. */
  looks: ReadonlyMap<string, Entry>
}

export interface Around {
  shop: Shop
  coupons: readonly Coupon[]
}

/** What keeps `check` quick: a simulation looks at every step at each step's time, so its work is their square. */
const WORK = 120_000
const FEWEST_RUNS = 3
const MOST_RUNS = 64
const MOST_PEOPLE = 3
/** Long enough for somebody who buys again on the way, and with whom it then begins anew. */
const AFTER_LAST_DAY = 45

export const isWrong = ({ verdict }: Entry): boolean => verdict === 'held' || verdict === 'denied'

/** Its conditions hold for this customer, whatever the guard then says. */
export const isMeant = (entry: Entry | undefined): entry is Entry =>
  entry !== undefined && (entry.verdict !== 'skipped' || entry.code === LISTED)

/** Done by hand: a simulation knows no verdict of its own for it (`Trip`). */
const LISTED = 'S_LISTED'

export class Trials {
  #left: number
  readonly #scenario: Scenario
  readonly #around: Around
  readonly #days: number

  constructor(scenario: Scenario, around: Around) {
    this.#scenario = scenario
    this.#around = around
    this.#days = Math.max(...scenario.steps.map(plannedDay)) + AFTER_LAST_DAY
    this.#left = Math.min(MOST_RUNS, Math.max(FEWEST_RUNS, Math.floor(WORK / scenario.steps.length ** 2)))
  }

  /** The typical customer on every branch; where the scenario is not for her, people further on the way. */
  typical(): Trial[] {
    const branches = branchesOf(this.#scenario, this.#around.shop, Math.max(2, Math.floor(this.#left / 2)))
    const one = branches.flatMap((branch) => this.#trial(branch, (answers) => ({ ...typical(), ...answers })))
    if (one.length) return one
    const found: Trial[] = []
    const people = furtherLives(this.#scenario, this.#around.shop, this.#days, {}).map(({ id }) => id)
    for (const id of people) {
      if (new Set(found.map(({ person }) => person)).size >= MOST_PEOPLE) break
      const life = (answers: Partial<Persona>) =>
        furtherLives(this.#scenario, this.#around.shop, this.#days, answers).find((other) => other.id === id)
      for (const branch of branches) found.push(...this.#trial(branch, life))
    }
    return found
  }

  /** The personas, for steps that no typical customer is meant for. */
  unusual(): Trial[] {
    return unusual().flatMap((persona) => {
      const branch = { signals: [], name: persona.name }
      return this.#trial(branch, () => persona)
    })
  }

  #trial(branch: Branch, who: (answers: Partial<Persona>) => Persona | Life | undefined): Trial[] {
    const looks = new Map<string, Entry>()
    for (let scenario = this.#scenario; ; ) {
      const persona = who(answersOf(branch, scenario))
      const run = persona && this.#run(scenario, persona)
      // With whom it begins later, it begins for another reason than the one she stands for.
      if (!persona || !run?.startedAt?.startsWith(DAY_ZERO)) return []
      const first = firstLooks(run)
      const misplaced = roots([...first.values()])
      for (const entry of misplaced) looks.set(entry.step, entry)
      const steps = scenario.steps.filter(({ id }) => !looks.has(id))
      if (![...first.values()].some(isCrowded) || !steps.length || this.#left <= 0) {
        for (const [id, entry] of first) if (!looks.has(id) && !isCrowded(entry)) looks.set(id, entry)
        return [{ person: persona.id, branch, startedAt: run.startedAt, looks }]
      }
      // One message too many pushes all later ones aside: what is wrong by itself is told, then the rest looked at without it.
      scenario = { ...scenario, steps }
    }
  }

  #run(scenario: Scenario, persona: Persona | Life): Simulation | undefined {
    if (this.#left <= 0) return undefined
    this.#left -= 1
    return simulate({ scenario, ...this.#around, persona, days: this.#days })
  }
}

const isCrowded = (entry: Entry): boolean => isWrong(entry) && entry.code === 'R_FREQUENCY'

/** Where it begins anew, what was not meant for her the first time may be so the next. */
function firstLooks({ entries }: Simulation): Map<string, Entry> {
  const first = new Map<string, Entry>()
  for (const entry of entries) if (!isMeant(first.get(entry.step))) first.set(entry.step, entry)
  return first
}

/** What is wrong by itself; of those that only had no room left, the first. */
function roots(first: readonly Entry[]): Entry[] {
  const wrong = first.filter(isWrong)
  const itself = wrong.filter((entry) => !isCrowded(entry))
  return itself.length ? itself : wrong.slice(0, 1)
}
