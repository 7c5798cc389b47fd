/** Are all files of the shop right, each alone and together? What `fanbelt check` and the console ask. */

import { z } from 'zod'
import { type Coupon, Coupons } from './coupons.ts'
import { hasErrors, inOrder, type Problem, problem } from './problem.ts'
import { baseName, type Read, readYaml, replyProblems, scenarioProblems } from './read-file.ts'
import { Replies } from './replies.ts'
import { Scenario } from './scenario.ts'
import { Shop } from './shop.ts'
import { known, type Surroundings, signalsOf } from './structure.ts'

export interface ScenarioFile {
  path: string
  text: string
}

export interface Checked {
  /** In the order of file, line and column. */
  problems: Problem[]
  /** Files with errors are left out here. */
  scenarios: Scenario[]
  shop?: Shop
  replies?: Replies
  coupons?: Coupon[]
  /** Every file without errors, as it is published: its kind, its name and what it says. */
  documents: Document[]
}

export interface Document extends ScenarioFile {
  kind: Kind
  name: string
  value: unknown
}

/** Surveys and rich menus have their own rules elsewhere; here they only need to be YAML with an id. */
const Loose = z.looseObject({ id: z.string().optional() })

export type Kind = 'shop' | 'coupons' | 'replies' | 'survey' | 'richmenu' | 'scenario'

/** Which schema a path asks for. */
export function kindOf(path: string): Kind {
  if (/(^|[\\/])surveys[\\/]/.test(path)) return 'survey'
  if (/(^|[\\/])richmenus[\\/]/.test(path)) return 'richmenu'
  const name = baseName(path)
  return name === 'shop' || name === 'coupons' || name === 'replies' ? name : 'scenario'
}

/** Checks the files given; references into a file that was not given are not judged. */
export function checkAll(files: readonly ScenarioFile[]): Checked {
  const read = <T extends z.ZodType>(kind: Kind, schema: T) =>
    files.filter(({ path }) => kindOf(path) === kind).map(({ path, text }) => readYaml(text, path, schema))
  const shops = read('shop', Shop)
  const coupons = read('coupons', Coupons)
  const replies = read('replies', Replies)
  const surveys = read('survey', Loose)
  const menus = read('richmenu', Loose)
  const scenarios = read('scenario', Scenario)

  const shop = shops[0]?.value
  const around: Surroundings = {
    coupons: coupons[0]?.value?.coupons,
    products: shop?.products.flatMap(({ id, sku }) => [id ?? sku, sku]),
    surveys: surveys.length ? surveys.map(({ file, value }) => value?.id ?? baseName(file)) : undefined,
    // Without the shop's own signals a condition cannot be called wrong.
    signals: shop && allSignals(shop, scenarios, surveys),
    texts: Object.keys(shop?.texts ?? {}),
  }
  const perScenario = scenarios.map((one) => ({ value: one.value, problems: scenarioProblems(one, around) }))
  const perReplies = replies.map((one) => replyProblems(one, around))
  const problems = [
    ...[...shops, ...surveys, ...menus].flatMap((one) => one.problems),
    ...coupons.flatMap((one) => [...one.problems, ...couponProblems(one, around)]),
    ...perReplies.flat(),
    ...perScenario.flatMap((one) => one.problems),
  ]
  const fine = <T>(one: Read<T> | undefined) =>
    one && !hasErrors(problems.filter((p) => p.file === one.file)) ? one.value : undefined
  return {
    problems: inOrder(problems),
    scenarios: perScenario.flatMap((one) => (one.value && !hasErrors(one.problems) ? [one.value] : [])),
    shop: fine(shops[0]),
    replies: fine(replies[0]),
    coupons: fine(coupons[0])?.coupons,
    documents: [...shops, ...coupons, ...replies, ...surveys, ...menus, ...scenarios].flatMap((one) => {
      const file = files.find(({ path }) => path === one.file)
      const value = fine<unknown>(one)
      return file && value !== undefined ? [{ ...file, kind: kindOf(file.path), name: baseName(file.path), value }] : []
    }),
  }
}

function allSignals(shop: Shop, scenarios: Read<Scenario>[], surveys: Read<unknown>[]): string[] {
  const found = new Set([...shop.usage_signals, ...shop.negative_signals])
  for (const { value } of scenarios) for (const signal of value ? signalsOf(value) : []) found.add(signal)
  for (const { value } of surveys) collectSignals(value, found)
  return [...found]
}

/** Surveys raise signals wherever they say `signal: name` or `signals: {answer: name}`. */
function collectSignals(value: unknown, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'signal' && typeof inner === 'string') found.add(inner)
    else if (key === 'signals' && typeof inner === 'object' && inner !== null)
      for (const name of Object.values(inner)) found.add(String(name))
    else collectSignals(inner, found)
  }
}

function couponProblems({ value, source, file }: Read<Coupons>, around: Surroundings): Problem[] {
  const problems: Problem[] = []
  for (const [index, { product }] of (value?.coupons ?? []).entries())
    if (product)
      known(product, around.products, 'E116', '商品', ['coupons', index, 'product'], source, (place, code, message) =>
        problems.push(problem(file, place, code, message)),
      )
  return problems
}
