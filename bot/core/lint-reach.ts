/** Can this step ever be sent? A condition that can never hold at its time, or only after every customer has left. */

import { FACT_NAMES } from './names.ts'
import { buttonsOf, type Scenario, type Step } from './scenario.ts'
import type { Shop } from './shop.ts'
import { LABELS } from './vocabulary.ts'
import { WALL_SIGNALS, wallsImplied } from './wall-signal.ts'
import { evaluate, namesIn, parseWhen, type When } from './when.ts'

export interface ReachFinding {
  /** The step; undefined when it is about all of them. */
  index?: number
  message: string
}

/** More combinations than this are not tried; the step is then taken to be fine. */
const MOST_COMBINATIONS = 4096

/** @param elsewhere signals that something outside this scenario raises; undefined when nobody knows */
export function reachFindings(
  scenario: Scenario,
  elsewhere: readonly string[] | undefined,
  shop: Pick<Shop, 'wall_signals'>,
): ReachFinding[] {
  const raisers = raisersOf(scenario, shop)
  const exits = scenario.exit_when.flatMap((text) => conditionOf(text) ?? [])
  if (exits.length && !canHold(stays(ALWAYS, exits), () => true))
    return [{ message: 'exit_when がいつも成り立つため、はじまってすぐに終わります。どのステップも送られません。' }]
  return scenario.steps.flatMap((step, index): ReachFinding[] => {
    const when = step.when === undefined ? undefined : conditionOf(step.when)
    if (step.when !== undefined && !when) return []
    const own = when ?? ALWAYS
    if (!canHold(own, () => true))
      return [{ index, message: `条件「${step.when}」は、成り立つことがありません。このステップは送られません。` }]
    if (!canHold(stays(own, exits), () => true))
      return [
        {
          index,
          message: `条件「${step.when}」が成り立つときは、先に exit_when で終わります。このステップは送られません。`,
        },
      ]
    if (!elsewhere) return []
    const known = (name: string) =>
      Object.hasOwn(FACT_NAMES, name) ||
      elsewhere.includes(name) ||
      (raisers.get(name) ?? []).some((raiser) => canPrecede(raiser, step))
    if (canHold(stays(own, exits), known)) return []
    const late = namesIn(own).find((name) => !known(name) && raisers.has(name))
    const from = raisers.get(late ?? '')?.[0]
    // Names that nobody raises are E120's; a negative condition is not about order.
    if (!late || !from) return []
    const message = `「${late}」の反応が残るのは、このステップより後の「${from.id}」です。日にちか条件を見なおしてください。いまのままでは送られません。`
    return [{ index, message }]
  })
}

const ALWAYS: When = { kind: 'and', of: [] }
const conditionOf = (text: string): When | undefined => parseWhen(text).ok
const stays = (own: When, exits: readonly When[]): When =>
  own === ALWAYS && !exits.length
    ? own
    : { kind: 'and', of: [own, ...exits.map((of) => ({ kind: 'not' as const, of }))] }

function raisersOf({ steps }: Scenario, shop: Pick<Shop, 'wall_signals'>): Map<string, Step[]> {
  const raised = steps.flatMap((step) => {
    const signals = buttonsOf(step).flatMap(({ signal }) => signal ?? [])
    return [...new Set([...signals, ...wallsImplied(signals, shop)])].map((name) => ({ name, step }))
  })
  const groups = Map.groupBy(raised, ({ name }) => name)
  return new Map([...groups].map(([name, all]) => [name, all.map(({ step }) => step)]))
}

/** Whether an answer to `one` can be there when `other` is due: on one anchor their days decide, a parcel may come at once. */
function canPrecede(one: Step, other: Step): boolean {
  if (one === other) return false
  if (one.at.from === other.at.from && one.at.delivery === other.at.delivery) return minuteOf(one) < minuteOf(other)
  return other.at.from === 'delivered' || other.at.from === 'next_delivery' || one.at.day <= other.at.day
}

const USUAL_MINUTE = 10 * 60
const minuteOf = ({ at: { day, time, delay_minutes } }: Step): number => {
  const [hours = 0, minutes = 0] = (time ?? '').split(':').map(Number)
  return day * 24 * 60 + (time === undefined ? USUAL_MINUTE + (delay_minutes ?? 0) : hours * 60 + minutes)
}

/** Is there a customer for whom it holds, if only these names can be true? Everybody has one label, one stage and at most one newest wall. */
function canHold(when: When, possible: (name: string) => boolean): boolean {
  if (when === ALWAYS) return true
  const names = namesIn(when).filter(possible)
  const labels = names.filter((name) => Object.hasOwn(LABELS, name))
  const stages = names.filter((name) => /^stage_\d$/.test(name))
  const walls = names.filter((name) => Object.hasOwn(WALL_SIGNALS, name))
  const free = names.filter((name) => ![...labels, ...stages, ...walls].includes(name))
  // With none of the mentioned labels the customer has another one, unless all are mentioned.
  const one = (all: string[], count: number): (string | undefined)[] => (all.length < count ? [undefined, ...all] : all)
  const choices = one(labels, Object.keys(LABELS).length).flatMap((label) =>
    one(stages, 8).flatMap((stage) =>
      [undefined, ...walls].map((wall) => [label, stage, wall].flatMap((name) => name ?? [])),
    ),
  )
  if (choices.length * 2 ** free.length > MOST_COMBINATIONS) return true
  return choices.some((fixed) =>
    Array.from({ length: 2 ** free.length }, (_, bits) => bits).some((bits) =>
      evaluate(when, new Set([...fixed, ...free.filter((_name, index) => bits & (1 << index))])),
    ),
  )
}
