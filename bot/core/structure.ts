/** Does the scenario hang together? References, conditions, placeholders and LINE's limits, step by step. */

import type { JstDate } from './calendar.ts'
import { type Coupon, couponCard } from './coupons.ts'
import { didYouMean } from './did-you-mean.ts'
import { LIMITS, LimitExceeded } from './limits.ts'
import { contentsOf, renderStep } from './message.ts'
import { FACT_NAMES } from './names.ts'
import { OTHER_NAMES, PLACEHOLDERS, placeholdersIn } from './placeholders.ts'
import { type Problem, problem } from './problem.ts'
import { buttonsOf, type Scenario, type Step } from './scenario.ts'
import type { Path, Place, Source } from './source.ts'
import { ANCHORS, type Anchor, SALES_KINDS, type Trigger } from './vocabulary.ts'
import { namesIn, parseWhen } from './when.ts'

/** What the other files say. A part that is left out is not checked. */
export interface Surroundings {
  coupons?: readonly Coupon[]
  /** Ids and skus of shop.yaml. */
  products?: readonly string[]
  surveys?: readonly string[]
  /** Every signal anything can raise. */
  signals?: readonly string[]
  /** Names of the shop's own texts. */
  texts?: readonly string[]
}

type Add = (place: Place, code: string, message: string) => void

export function structureProblems(scenario: Scenario, source: Source, file: string, around: Surroundings): Problem[] {
  const problems: Problem[] = []
  const add: Add = (place, code, message) => problems.push(problem(file, place, code, message))
  const signals = around.signals && [...around.signals, ...signalsOf(scenario)]
  const condition = (text: string, path: Path) => checkCondition(text, path, source, signals, add)

  for (const key of ['exit_when', 'pause_sales_when'] as const)
    for (const [index, text] of scenario[key].entries()) condition(text, [key, index])
  for (const [index, product] of (scenario.products ?? []).entries())
    known(product, around.products, 'E116', '商品', ['products', index], source, add)
  const seen = new Set<string>()
  for (const [index, step] of scenario.steps.entries()) {
    const path = ['steps', index]
    if (seen.has(step.id))
      add(source.at([...path, 'id']), 'E111', `ステップ「${step.id}」が二つあります。名前を変えてください。`)
    seen.add(step.id)
    if (step.when !== undefined) condition(step.when, [...path, 'when'])
    checkAnchor(step, path, scenario, source, add)
    checkSale(step, path, scenario, source, add)
    checkSignals(step, path, source, add)
    checkReferences(step, path, scenario, around, source, add)
    checkWords(step, path, around, source, add)
  }
  for (const [index, { measure }] of (scenario.hypotheses ?? []).entries())
    for (const [at, id] of measure.entries())
      known(id, [...seen], 'E121', 'ステップ', ['hypotheses', index, 'measure', at], source, add)
  return problems
}

/** Every signal the buttons of a scenario can raise. */
export const signalsOf = (scenario: Scenario): string[] =>
  scenario.steps.flatMap((step) => buttonsOf(step).flatMap(({ signal }) => signal ?? []))

/** Reports `id` unless it is one of `all`; says nothing when nobody knows what there is. */
export function known(
  id: string,
  all: readonly string[] | undefined,
  code: string,
  what: string,
  path: Path,
  source: Source,
  add: Add,
): void {
  if (!all || all.includes(id)) return
  const meant = didYouMean(id, all)
  add(source.at(path), code, `${what}「${id}」が見つかりません。${meant ? `→ 「${meant}」のことですか？` : ''}`)
}

function checkCondition(text: string, path: Path, source: Source, signals: readonly string[] | undefined, add: Add) {
  const { ok, error } = parseWhen(text)
  if (error) return add(source.within(path, text, error.offset), 'E112', `条件を読めません。${error.message}`)
  const names = signals && [...Object.keys(FACT_NAMES), ...signals]
  for (const name of namesIn(ok)) {
    if (!names || names.includes(name)) continue
    const meant = didYouMean(name, names, FACT_NAMES)
    const hint = meant ? `→ 「${meant}」のことですか？` : 'ボタンの signals に書いてください。'
    add(
      source.within(path, text, text.search(new RegExp(`\\b${name}\\b`))),
      'E120',
      `「${name}」という反応や状態はどこにもありません。${hint}`,
    )
  }
}

const OF_ORDER: readonly Anchor[] = ['order', 'delivered']
const OF_CONTRACT: readonly Anchor[] = ['subscription_start', 'delivered', 'next_delivery']

const OF_ITSELF = ['friend_added', 'survey_due', 'coupon_deadline'] as const satisfies Anchor[]

/** Days that are known for what a scenario begins with; any other anchor would never come. */
function anchorsFor(trigger: Trigger): readonly Anchor[] {
  if (trigger === 'first_order' || trigger === 'any_order') return OF_ORDER
  if (trigger === 'subscription_start') return OF_CONTRACT
  return [OF_ITSELF.find((own) => own === trigger) ?? 'label_change']
}

function checkAnchor(step: Step, path: Path, { trigger, also }: Scenario, source: Source, add: Add) {
  const allowed = anchorsFor(trigger)
  const place = (key: string) => source.at([...path, 'at', key])
  const { from, delivery = 1 } = step.at
  const fits = [trigger, ...also].every((one) => anchorsFor(one).includes(from))
  if (!fits) {
    const words = allowed.map((name) => `${name}（${ANCHORS[name]}）`).join('、')
    const message = `「${from}」の日は、このシナリオのはじまり（${[trigger, ...also].join('、')}）ではわかりません。次から選んでください：${words}`
    add(place('from'), 'E126', message)
  } else if (delivery > 1 && trigger !== 'subscription_start')
    add(place('delivery'), 'E126', '2回目からのお届けは、定期便（trigger: subscription_start）だけで数えられます。')
}

/** Speaking of a coupon asks to buy, however it came into the wallet (DOMAIN §1.5 `presentation: passive`): the guard must know. */
function checkSale({ offer }: Step, path: Path, { trigger }: Scenario, source: Source, add: Add) {
  if (trigger !== 'coupon_deadline' || (offer !== 'none' && SALES_KINDS.has(offer.kind))) return
  const message = 'クーポンの期限のお知らせは、販売のご案内です。offer: {kind: repeat} のように書いてください。'
  add(source.at([...path, 'offer']), 'E107', message)
}

function checkSignals(step: Step, path: Path, source: Source, add: Add) {
  const labels = (step.buttons ?? []).map(({ label }) => label)
  for (const label of Object.keys(step.signals ?? {}))
    if (!labels.includes(label)) {
      const meant = didYouMean(label, labels)
      const hint = meant ? `→ 「${meant}」のことですか？` : 'buttons に足すか、この行を消してください。'
      add(source.atKey([...path, 'signals'], label), 'E114', `「${label}」というボタンがありません。${hint}`)
    }
}

function checkReferences(step: Step, path: Path, scenario: Scenario, around: Surroundings, source: Source, add: Add) {
  if (step.survey) known(step.survey, around.surveys, 'E117', 'アンケート', [...path, 'survey'], source, add)
  if (step.hypothesis) {
    const all = (scenario.hypotheses ?? []).map(({ id }) => id)
    known(step.hypothesis, all, 'E121', '仮説', [...path, 'hypothesis'], source, add)
  }
  const offer = step.offer === 'none' ? undefined : step.offer
  const at = (key: string) => [...path, 'offer', key]
  if (offer?.product) known(offer.product, around.products, 'E116', '商品', at('product'), source, add)
  const ids = around.coupons?.map(({ id }) => id)
  if (offer?.coupon) known(offer.coupon, ids, 'E115', 'クーポン', at('coupon'), source, add)
  for (const [index, message] of (step.messages ?? []).entries())
    if (message.kind === 'coupon' && message.coupon)
      known(message.coupon, ids, 'E115', 'クーポン', [...path, 'messages', index, 'coupon'], source, add)
  const given = around.coupons?.find(({ id }) => id === offer?.coupon)?.benefit
  if (given && offer?.benefit && given !== offer.benefit)
    add(
      source.at(at('benefit')),
      'E123',
      `特典が合っていません。クーポン「${offer.coupon}」は ${given}、ここは ${offer.benefit} です。`,
    )
}

/** Long enough to show what the longest name does to a text. */
const SAMPLE = { お名前: '名'.repeat(40), 商品名: '品'.repeat(40) }
const ANSWER = 'x'.repeat(150)

function checkWords(step: Step, path: Path, around: Surroundings, source: Source, add: Add) {
  const own = around.texts ?? []
  let fillable = true
  for (const { text, path: at } of textsIn(step, path)) fillable = checkText(text, at, own, source, add) && fillable
  if (!fillable) return
  const values = { ...Object.fromEntries(own.map((name) => [name, name])), ...SAMPLE }
  const context = {
    values,
    liffUrl: (page: string) => `https://liff.line.me/${'0'.repeat(20)}/${page}?from=${ANSWER}`,
    answerData: () => ANSWER,
    coupon: sampleCards(around.coupons),
  }
  for (const [index, content] of contentsOf(step).entries()) {
    const { text, ...rest } = step
    const at = text === undefined ? [...path, 'messages', index] : [...path, 'text']
    try {
      renderStep({ ...rest, buttons: undefined, messages: [content] }, context)
    } catch (error) {
      if (!(error instanceof LimitExceeded)) throw error
      const { limit, actual } = error
      add(source.at(at), 'E118', `LINEの上限を超えています（${limit}：${actual}、上限 ${LIMITS[limit]}）。`)
    }
  }
}

const sampleCards =
  (coupons: readonly Coupon[] = []) =>
  (id: string) => {
    const found = coupons.find((coupon) => coupon.id === id)
    return found && couponCard(found, '2026-12-30' as JstDate, found.product && '品'.repeat(40))
  }

/** Placeholders and length of one text. `own` are the shop's own placeholders. False when it cannot be filled. */
export function checkText(text: string, path: Path, own: readonly string[], source: Source, add: Add): boolean {
  let fine = true
  const report = (place: Place, code: string, message: string) => {
    fine = false
    add(place, code, message)
  }
  const names = [...Object.keys(PLACEHOLDERS), ...own]
  const told = new Set(names)
  for (const { name, written } of placeholdersIn(text)) {
    if (told.has(name)) continue
    told.add(name)
    const meant = didYouMean(name, names, OTHER_NAMES)
    const hint = meant ? `→ 「${meant}」のことですか？` : `使えるもの：${names.join('、')}`
    report(source.within(path, written), 'E113', `「${written}」という差し込みはありません。${hint}`)
  }
  const rest = text.replace(/\{\{[^{}\r\n]*\}\}/g, (whole) => ' '.repeat(whole.length))
  const single = [...rest.matchAll(/\{([^{}\r\n]*)\}/g)].find(([, name = '']) => names.includes(name.trim()))
  const stray = /\{\{|\}\}|[｛｝]|\{(?= *\})/.exec(rest) ?? single
  if (stray)
    report(
      source.within(path, stray[0]),
      'E124',
      `「${stray[0]}」がそのままお客さまに見えます。差し込みは半角の {{ }} で囲んでください。`,
    )
  if (text.length > LIMITS.text)
    report(source.at(path), 'E119', `文面は${LIMITS.text}文字までです（いま${text.length}文字）。`)
  return fine
}

/** Every text of a step that a customer reads, with its place. */
function textsIn(step: Step, path: Path): { text: string; path: Path }[] {
  const found: { text: string; path: Path }[] = []
  const collect = (value: unknown, at: Path, all: boolean) => {
    if (typeof value === 'string') {
      if (all || ['text', 'title', 'alt'].includes(String(at.at(-1)))) found.push({ text: value, path: at })
    } else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) {
        const part = Array.isArray(value) ? Number(key) : key
        if (key !== 'buttons') collect(inner, [...at, part], all || key === 'contents')
      }
  }
  if (step.text !== undefined) collect(step.text, [...path, 'text'], true)
  collect(step.messages, [...path, 'messages'], false)
  return found
}
