/** With which customers is a scenario tried out before it is published? The typical ones of DOMAIN §1.5, one for each branch. */

import { conditionInJapanese } from './condition-words.ts'
import { type Life, lifeOf } from './life.ts'
import { FACT_NAMES } from './names.ts'
import { PERSONAS, type Persona, personaById, type Tap } from './personas.ts'
import { buttonsOf, type Scenario } from './scenario.ts'
import type { Shop } from './shop.ts'
import { DAY_ZERO } from './simulate.ts'
import { namesIn, parseWhen } from './when.ts'

/** The answers one kind of customer gives. */
export interface Branch {
  /** Signals the conditions ask for, or the shop's own sign that somebody has begun to use the product. */
  signals: readonly string[]
  /** 「今日から使います」とお答えの方 */
  name: string
}

/** All answers and none of few names; of many, each alone and each missing: the work stays bounded. */
const ALL_OF = 5
const MOST_BRANCHES = 32

/** The signals that decide who gets what, with the sign of use first: the guard asks for it (N1). */
function decidingSignals({ steps }: Pick<Scenario, 'steps'>, shop: Shop): string[] {
  const asked = steps.flatMap(({ when }) => {
    const { ok } = parseWhen(when ?? '')
    return ok ? namesIn(ok) : []
  })
  const own = asked.filter((name) => !Object.hasOwn(FACT_NAMES, name))
  const use = shop.usage_signals.find((name) => own.includes(name)) ?? shop.usage_signals[0]
  return [...new Set([...(use ? [use] : []), ...own])]
}

export function branchesOf(scenario: Pick<Scenario, 'steps'>, shop: Shop, most = MOST_BRANCHES): Branch[] {
  const names = decidingSignals(scenario, shop)
  const choices =
    names.length <= ALL_OF
      ? Array.from({ length: 2 ** names.length }, (_, bits) => names.filter((_name, index) => bits & (1 << index)))
      : [[], names, ...names.map((name) => [name]), ...names.map((name) => names.filter((other) => other !== name))]
  // The one who uses the product comes first: hers is the case the merchant thinks of.
  return choices
    .slice(0, most)
    .sort((a, b) => Number(b.includes(names[0] ?? '')) - Number(a.includes(names[0] ?? '')))
    .map((signals) => ({ signals, name: nameOf(signals, scenario) }))
}

const nameOf = (signals: readonly string[], scenario: Pick<Scenario, 'steps'>): string => {
  const answers = signals.map((name) => {
    const words = conditionInJapanese(name, scenario)
    return words === name ? `「${name}」とお答え` : words
  })
  return answers.length ? `${answers.join(' かつ ')}の方` : 'お返事のない方'
}

/** A branch's answers: tapped where the scenario asks, else known from elsewhere. */
export function answersOf({ signals }: Branch, { steps }: Pick<Scenario, 'steps'>): Pick<Persona, 'taps' | 'signals'> {
  const offered = new Set(steps.flatMap((step) => buttonsOf(step).flatMap(({ signal }) => signal ?? [])))
  const taps: Tap[] = signals.map((button) => ({ button, afterHours: 1 }))
  const elsewhere = signals.filter((name) => !offered.has(name))
  return { taps, signals: elsewhere.map((name) => ({ day: 3, time: '19:00', name })) }
}

/** A step by e-mail is written for those who agreed to e-mail; nobody else gets it. */
const AGREED = { emailConsent: true }
/** A month apart, as the surveys that count are. */
const happy = (...days: number[]) => days.map((day) => ({ day, time: '09:00', satisfaction: 5, nps: 10 }))
const CONTRACT = { day: -65, cycleDays: 30 }
const person = (id: string, rest: Partial<Persona>): Persona => ({
  id,
  name: '対象のお客さま',
  about: '',
  orders: [],
  ...AGREED,
  ...rest,
})

/** People further on the way, for scenarios whose `audience` the first buyer is not part of. */
function further(shop: Shop): Persona[] {
  const lines = Map.groupBy(
    shop.products.filter(({ insert, line }) => !insert && line !== undefined),
    ({ line }) => line,
  )
  const goods = [...lines.values()].flatMap(([product]) => product?.sku ?? [])
  const had = (count: number) => goods.slice(0, count).map((product) => ({ day: -40, product }))
  const today = { day: 0, product: 'regular' }
  const fan = (id: string, days: number[], rest: Partial<Persona> = {}) =>
    [0, 2, 4].map((lines) =>
      person(`${id}_${lines}`, {
        subscription: CONTRACT,
        answers: happy(...days),
        ...rest,
        orders: [...had(lines), ...(rest.orders ?? [])],
      }),
    )
  return [
    person('buys_again', { orders: [{ day: -40, product: 'trial' }, today] }),
    person('lapsed', { orders: [{ day: -150 }, { day: -90 }], answers: happy(-60) }),
    person('subscriber', { subscription: CONTRACT, orders: [today] }),
    ...fan('supporter', [-31, 0]),
    ...fan('supporter_buys', [-62, -31], { orders: [today] }),
    ...fan('partner', [-62, -31, 0]),
    ...fan('partner_buys', [-93, -62, -31], { orders: [today] }),
    ...fan('advocate', [-93, -62, -31], { orders: [today], referrals: 1 }),
  ]
}

/** The typical customer of DOMAIN §1.5; her answers come with the branch. */
export const typical = (): Persona => ({
  ...(personaById('typical_unused') ?? person('typical', {})),
  ...AGREED,
  name: 'お客さま',
})

/** In the order in which they are tried; whose past is given here is taken as it is. */
export const furtherLives = (scenario: Scenario, shop: Shop, days: number, answers: Partial<Persona>): Life[] =>
  further(shop).map((one) => lifeOf({ ...one, ...answers }, { scenario, shop, from: DAY_ZERO, days }))

/** Everybody else a step may have been written for: who buys again, subscribes, is not content. */
export const unusual = (): readonly Persona[] => PERSONAS
