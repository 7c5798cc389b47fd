/** Builders for the tests of lint: a scenario in the merchant's language, and what check says about the plan. */

import { checkAll } from '../../bot/core/check.ts'

export const SHOP = `name: 見本の店
concierge: みなみ
url: https://shop.example.jp
products:
  - {sku: LT, id: trial, name: お試し, line: lotion, price_yen: 980, trial: true}
  - {sku: LF, id: full, name: 本品, line: lotion, price_yen: 3300}
  - {sku: LS, id: sub, name: 定期便, line: lotion, price_yen: 2970, subscription: true, cycle_days: 30}
  - {sku: CR, id: cream, name: クリーム, line: cream, price_yen: 3850}
`

export interface StepText {
  id?: string
  /** `delivered 5 19:30` */
  at: string
  purpose?: string
  offer?: string
  when?: string
  /** Signals its buttons raise. */
  raises?: string[]
  more?: string
}

const REPEAT = '{kind: repeat, product: full'
export const OFFERS = {
  repeat: `${REPEAT}}`,
  gift: `${REPEAT}, benefit: gift}`,
  off: `${REPEAT}, benefit: amount_off}`,
  subscription: '{kind: subscription, product: sub, terms: teiki, url: "https://shop.example.jp/t"}',
  cross_sell: '{kind: cross_sell, product: cream}',
  referral: '{kind: referral}',
} as const

function stepText({ id, at, purpose = 'thanks', offer = 'none', when, raises = [], more }: StepText, index: number) {
  const [from, day, time = '12:00'] = at.split(' ')
  const lines = [
    `id: ${id ?? `s${index}`}`,
    `at: {from: ${from}, day: ${day}, time: "${time}"}`,
    `purpose: ${purpose}`,
    `offer: ${offer}`,
    ...(when ? [`when: ${when}`] : []),
    ...(raises.length
      ? [`buttons: [${raises.join(', ')}]`, `signals: {${raises.map((name) => `${name}: ${name}`).join(', ')}}`]
      : []),
    ...(more ? [more] : []),
    'text: こんにちは。',
  ]
  return lines.map((line, place) => `${place ? '    ' : '  - '}${line}`).join('\n')
}

interface Head {
  trigger?: string
  more?: string
  id?: string
}
export const plan = (steps: StepText[], { trigger = 'any_order', more = '', id = 's' }: Head = {}): string =>
  `id: ${id}\nname: 見本\ntrigger: ${trigger}\n${more}\nhypotheses:
  - {id: h, who: {fan_type: visitor}, toward: follower, before: 前, after: 後, metric: f2_rate,
     measure: [${steps.map((step, index) => step.id ?? `s${index}`).join(', ')}]}
steps:\n${steps.map(stepText).join('\n')}\n`

export const problemsOf = (files: Record<string, string>) =>
  checkAll(Object.entries({ 'shop.yaml': SHOP, ...files }).map(([path, text]) => ({ path, text }))).problems

/** `E201 s0`: code and step, in the order of the file; findings about the whole scenario have no step. */
export function found(text: string, shop = SHOP): string[] {
  const lines = text.split('\n')
  return problemsOf({ 'shop.yaml': shop, 's.yaml': text }).map(({ code, line }) => {
    const step = lines.slice(0, line).findLast((one) => one.startsWith('  - id: '))
    return step ? `${code} ${step.slice(8)}` : code
  })
}
export const lint = (steps: StepText[], head?: Head, shop = SHOP): string[] => found(plan(steps, head), shop)
export const messages = (steps: StepText[], head?: Head): string[] =>
  problemsOf({ 's.yaml': plan(steps, head) }).map(({ message }) => message)
