/** Would these words break the law, or a promise to the customer? (DOMAIN §5: 薬機法, 景品表示法, 特定商取引法, ethics) */

import type { Coupon } from './coupons.ts'
import { type Found, findWordings } from './law-find.ts'
import { placesIn } from './law-place.ts'
import { askedAgain, type Breach, bound, crossedOut, firstPrice, premium, stepBreaches } from './law-rules.ts'
import { sensitiveQuestions } from './law-survey.ts'
import { type Bubble, bubbleOf, bubblesOfReplies, bubblesOfStep, bubblesOfSurvey, type Words } from './law-texts.ts'
import { CATEGORY_NAMES, type Category } from './law-words.ts'
import { inOrder, type Problem, problem } from './problem.ts'
import { categoriesOf } from './product.ts'
import type { Replies } from './replies.ts'
import type { Scenario, Step } from './scenario.ts'
import type { Shop } from './shop.ts'
import type { Source } from './source.ts'

/** What the other files say. Without a shop only the words watched for all goods are found. */
export interface LawSurroundings {
  shop?: Shop
  coupons?: readonly Coupon[]
}

export function lawProblems(scenario: Scenario, source: Source, file: string, { shop }: LawSurroundings): Problem[] {
  const steps = scenario.steps.map((step, index) => {
    const path = ['steps', index]
    return { step, path, bubbles: bubblesOfStep(step, path) }
  })
  const bubbles = steps.flatMap((one) => one.bubbles)
  const breaches = [
    ...steps.flatMap(({ step, path, bubbles }) => stepBreaches(step, path, bubbles, shop)),
    ...askedAgain(bubbles.flatMap(({ words }) => words)),
  ]
  const categories = new Map(
    shop &&
      steps.flatMap(({ step, bubbles: own }) => own.map((one) => [one, categoriesOf(toldOf(step, scenario), shop)])),
  )
  return report(bubbles, breaches, source, file, shop, categories)
}

/** What a step is about: what it offers, else what the scenario is for. */
const toldOf = ({ offer }: Step, { products = [] }: Scenario): readonly string[] =>
  offer !== 'none' && offer.product !== undefined ? [offer.product] : products

export function lawProblemsOfReplies(
  replies: Replies,
  source: Source,
  file: string,
  { shop }: LawSurroundings,
): Problem[] {
  const bubbles = bubblesOfReplies(replies)
  const breaches = [
    ...bubbles.flatMap((one) => [...firstPrice(one, false), ...crossedOut(one, shop), ...bound(one.words)]),
    ...askedAgain(bubbles.flatMap(({ words }) => words)),
  ]
  return report(bubbles, breaches, source, file, shop)
}

export function lawProblemsOfCoupons(
  coupons: readonly Coupon[],
  source: Source,
  file: string,
  { shop }: LawSurroundings,
): Problem[] {
  const bubbles = coupons.map(({ name }, index) => bubbleOf(name, ['coupons', index, 'name']))
  const breaches = coupons.flatMap((coupon, index) => premium(coupon, ['coupons', index], shop))
  return report(bubbles, breaches, source, file, shop)
}

/** A survey of any shape: every text in it is judged, and questions about health need consent. */
export function lawProblemsOfSurvey(
  value: unknown,
  source: Source,
  file: string,
  { shop }: LawSurroundings = {},
): Problem[] {
  const bubbles = bubblesOfSurvey(value)
  const breaches = [...sensitiveQuestions(value), ...askedAgain(bubbles.flatMap(({ words }) => words))]
  return report(bubbles, breaches, source, file, shop)
}

/** A rich menu of any shape. */
export const lawProblemsOfMenu = (value: unknown, source: Source, file: string, { shop }: LawSurroundings): Problem[] =>
  report(bubblesOfSurvey(value), [], source, file, shop)

/** The shop's own texts stand in its messages as placeholders. */
export function lawProblemsOfShop(shop: Shop, source: Source, file: string): Problem[] {
  const { title, text, share_text } = shop.referral ?? {}
  const card = Object.entries({ title, text, share_text })
  const bubbles = [
    ...Object.entries(shop.texts).map(([name, words]) => bubbleOf(words, ['texts', name])),
    ...card.flatMap(([key, words]) => (words === undefined ? [] : bubbleOf(words, ['referral', key]))),
  ]
  return report(bubbles, [], source, file, shop)
}

function report(
  bubbles: Bubble[],
  breaches: Breach[],
  source: Source,
  file: string,
  shop?: Shop,
  categories: ReadonlyMap<Bubble, Category[]> = new Map(),
): Problem[] {
  const usual = [shop?.product_category ?? 'other']
  const places = placesIn(source)
  const found = breaches.map(({ path, offset, code, message }) =>
    problem(file, offset === undefined ? source.at(path) : places.at(path, offset), code, message),
  )
  for (const bubble of bubbles)
    for (const words of bubble.words)
      for (const { category, ...one } of wordingsIn(words, bubble, categories.get(bubble) ?? usual)) {
        const { code, reason } = one.wording
        const at = places.at(words.path, one.start)
        const by = /^E4/.test(code) ? places.confirmedBy(words.path, one.start) : undefined
        found.push(
          by === undefined
            ? problem(file, at, code, sentence(words, one, category))
            : problem(file, at, 'H400', `「${said(words, one)}」は${by}さんが確認済みです（${code}：${reason}）。`),
        )
      }
  return inOrder(found)
}

/** Of several categories each breach is told once, by the first that forbids it. */
function wordingsIn(words: Words, bubble: Bubble, categories: readonly Category[]): (Found & { category: Category })[] {
  const found = categories.flatMap((category) =>
    findWordings(words, bubble, category).map((one) => ({ ...one, category })),
  )
  const first = new Map(found.toReversed().map((one) => [`${one.start} ${one.wording.code}`, one]))
  return found.filter((one) => first.get(`${one.start} ${one.wording.code}`) === one)
}

/** The words as written; a verb cut after its kanji gets its ending: 「シミが消」 is shown as 「シミが消えます」. */
function said({ text }: Words, { start, end }: Found): string {
  const ending = /[消薄取治防促良下上抑燃減痩]$/.test(text.slice(start, end)) ? /^[ぁ-ん]{0,4}/ : /^/
  const rest = ending.exec(text.slice(end, end + 4))?.[0] ?? ''
  return (text.slice(start, end) + rest).replace(/\s*\n\s*/g, '')
}

function sentence(words: Words, found: Found, category: Category): string {
  const { code, reason, safer } = found.wording
  const where = found.wording.row ? CATEGORY_NAMES[category] : 'お客さまへの言葉'
  const verdict = code.startsWith('E') ? `${where}では使えません` : `${where}では注意がいります`
  return `「${said(words, found)}」は${verdict}（${reason}）。→${safer}`
}
