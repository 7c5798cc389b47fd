/** Does the scenario make fans? 1・3・2 on every branch, the five steps, hypotheses: what DOMAIN §1.6, §1.8 and §1.13 ask of a plan. */

import { addDays, type JstDate, jstDate } from './calendar.ts'
import { holdoutNotes, holdoutOf, isMeasure } from './holdout.ts'
import type { Trial } from './lint-try.ts'
import { productFor } from './product.ts'
import { ribbonFindings } from './ribbon.ts'
import { type Rule132, rule132, type Touch } from './rule132.ts'
import type { Scenario, Step } from './scenario.ts'
import type { Shop } from './shop.ts'
import type { Path } from './source.ts'

export interface FanFinding {
  code: string
  path: Path
  message: string
}

/** Whether this scenario is the shop's way to the second purchase: the plan of DOMAIN §1.6 and §1.8 is asked of it alone. */
export const leadsToSecondPurchase = ({ trigger }: Pick<Scenario, 'trigger'>): boolean => trigger === 'first_order'

export function ribbonProblems(scenario: Scenario): FanFinding[] {
  return ribbonFindings(scenario).map(({ code, message, step }) => {
    const index = scenario.steps.findIndex(({ id }) => id === step)
    return { code, message, path: index < 0 ? ['id'] : ['steps', index, 'purpose'] }
  })
}

/** What this customer had, as 1・3・2 counts it. */
export const touchOf = (step: Step, on: JstDate, shop: Pick<Shop, 'products'>): Touch => {
  const { offer, touchpoint, purpose } = step
  if (offer === 'none') return { on, touchpoint, purpose }
  const { kind, product, benefit } = offer
  const code = product === undefined ? undefined : (productFor(product, shop)?.sku ?? product)
  return { on, touchpoint, purpose, offer: { kind, product: code, benefit } }
}

type PlanShop = Pick<Shop, 'products' | 'rule132'>

/** The rule as planned for one branch, with every step on its planned day. */
export function planned132(scenario: Scenario, { looks, startedAt }: Trial, shop: PlanShop): Rule132 {
  const anchorOn = jstDate(new Date(startedAt))
  const touches = scenario.steps.flatMap((step) => {
    const look = looks.get(step.id)
    const reached = look && (look.verdict === 'sent' || look.code === 'S_LISTED')
    return reached ? touchOf(step, jstDate(new Date(look.at)), shop) : []
  })
  return rule132({ anchorOn, touches, today: addDays(anchorOn, shop.rule132.window_days + 1), settings: shop.rule132 })
}

export function planned132Problems(scenario: Scenario, trials: readonly Trial[], shop: PlanShop) {
  const short = firstShort(scenario, trials, shop)
  const { window_days, approaches, offers } = shop.rule132
  const words = `1・3・2の法則（${window_days}日で接点${approaches}・ご案内${offers}）に足りません。`
  return short ? [finding('W331', short, words)] : []
}

/** The light pace: only the essential steps, for shops with few messages a month (DOMAIN §6.2). */
export function essential132Problems(scenario: Scenario, trials: readonly Trial[], shop: PlanShop) {
  const steps = scenario.steps.filter(({ essential }) => essential)
  const short = steps.length ? firstShort({ ...scenario, steps }, trials, shop) : undefined
  return short ? [finding('H332', short, 'essential のステップだけを送るときは、1・3・2の法則に足りません。')] : []
}

interface Short {
  rule: Rule132
  branch: string
}

function firstShort(scenario: Scenario, trials: readonly Trial[], shop: PlanShop): Short | undefined {
  const all = trials.map((trial) => ({ rule: planned132(scenario, trial, shop), branch: trial.branch.name }))
  return all.find(({ rule }) => rule.status !== 'met')
}

const finding = (code: string, { rule, branch }: Short, words: string): FanFinding => ({
  code,
  path: ['id'],
  message: `${words}${branch}には、接点${rule.approaches}・ご案内${rule.offers}です。`,
})

/** Whoever compares should know whom it leaves out; a notice of one's own contract is left out for nobody. */
export function holdoutProblems(scenario: Scenario, shop: Pick<Shop, 'hypotheses'>): FanFinding[] {
  const refused = (scenario.hypotheses ?? []).flatMap((one, index): FanFinding[] => {
    const notice = scenario.steps.find((step) => step.service && isMeasure(one, step))
    if (!notice || holdoutOf(one, shop) <= 0) return []
    const message = `「${notice.id}」は大切なお知らせ（service）のため、送らない方を決められません。仮説「${one.id}」の measure から外すか、holdout: 0 にしてください。`
    return [{ code: 'E129', path: ['hypotheses', index], message }]
  })
  const notes = holdoutNotes(scenario, shop).map(({ index, message }) => ({
    ...{ code: 'H322', path: ['hypotheses', index], message },
  }))
  return [...refused, ...notes]
}

/** S1's complaint is measures done because they are measures: each step should be there to change something (DOMAIN §1.13). */
export function hypothesisProblems(scenario: Scenario): FanFinding[] {
  const meant = new Set((scenario.hypotheses ?? []).flatMap(({ measure }) => measure))
  const without = scenario.steps.filter(({ id, hypothesis }) => !hypothesis && !meant.has(id))
  if (!without.length) return []
  const names = without.slice(0, 5).map(({ id }) => id)
  const more = without.length > names.length ? `、ほか${without.length - names.length}つ` : ''
  const index = scenario.steps.findIndex(({ id }) => id === names[0])
  const message = `仮説（hypotheses）のないステップがあります：${names.join('、')}${more}。何を変えたいのかを決めておくと、効いたかどうかがわかります。`
  return [{ code: 'H321', path: ['steps', index, 'id'], message }]
}
