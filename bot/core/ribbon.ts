/** On which day does each of the five steps to a fan first come? The ribbon of DOMAIN §1.8, as data for whoever draws it. */

import { buttonsOf, type Scenario, type Step } from './scenario.ts'
import { FAN_STEPS, type FanStep, PURPOSES } from './vocabulary.ts'

/** A parcel takes this long when nobody knows better (DOMAIN §1.1 `delivered_on`). */
const USUAL_DELIVERY_DAYS = 3

/** By this day a fan has met all five (DOMAIN §1.8). */
const RIBBON_DAYS = 60

export interface RibbonStep {
  purpose: FanStep
  name: string
  /** Its first appearance; undefined when it never comes. */
  first?: { step: string; day: number }
}

/** Days since the beginning, as a customer with the usual delivery counts them. */
export const plannedDay = ({ at }: Pick<Step, 'at'>): number =>
  at.day + (at.from === 'delivered' ? USUAL_DELIVERY_DAYS : 0)

/**
 * The five steps in the seed's order. An invitation to a survey may come at any time, so it is taken
 * for the beginning of the dialogue only when nothing else is.
 */
export function ribbon({ steps }: Pick<Scenario, 'steps'>): RibbonStep[] {
  // Steps of one day come in the order of the file.
  const inTime = steps.toSorted((a, b) => plannedDay(a) - plannedDay(b))
  return FAN_STEPS.map((purpose) => {
    const all = inTime.filter((one) => one.purpose === purpose)
    const step = all.find(({ survey }) => survey === undefined) ?? all[0]
    return { purpose, name: PURPOSES[purpose], first: step && { step: step.id, day: plannedDay(step) } }
  })
}

export interface RibbonFinding {
  code: string
  message: string
  /** The step it is about; undefined for the scenario as a whole. */
  step?: string
}

/** What the ribbon lacks. */
export function ribbonFindings(scenario: Pick<Scenario, 'steps'>): RibbonFinding[] {
  const five = ribbon(scenario)
  const missing = five.filter(({ first }) => !first || first.day > RIBBON_DAYS)
  const found: RibbonFinding[] = []
  if (missing.length) {
    const names = missing.map(({ purpose, name }) => `「${name}」（${purpose}）`).join('')
    found.push({ code: 'W311', message: `ファンへの5段階のうち${names}が、${RIBBON_DAYS}日目までにありません。` })
  }
  let before: Required<RibbonStep> | undefined
  for (const one of five) {
    if (!one.first) continue
    if (before && one.first.day < before.first.day)
      found.push({
        code: 'W312',
        step: one.first.step,
        message: `「${one.name}」（${one.first.day}日目）が、「${before.name}」（${before.first.day}日目）より先に来ます。成功体験、不安解消、コツ、チャレンジ、対話の順がおすすめです。`,
      })
    before = { ...one, first: one.first }
  }
  const answered = (step: Step) => buttonsOf(step).some(({ signal }) => signal !== undefined)
  const successes = scenario.steps.filter(({ purpose }) => purpose === 'success')
  const [success] = successes
  if (success && !successes.some(answered))
    found.push({
      code: 'W313',
      step: success.id,
      message: '「成功体験」に、反応の残るボタンがありません。buttons と signals を書くと、実感された時がわかります。',
    })
  return found
}
