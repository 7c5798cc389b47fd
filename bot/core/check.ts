/** Are all files of the shop right, each alone and together? What `fanbelt check` and the console ask. */

import type { z } from 'zod'
import { type Coupon, Coupons } from './coupons.ts'
import {
  lawProblems,
  lawProblemsOfCoupons,
  lawProblemsOfMenu,
  lawProblemsOfReplies,
  lawProblemsOfShop,
  lawProblemsOfSurvey,
} from './law.ts'
import { lintScenarios, lintWalls } from './lint.ts'
import { duplicateFiles, duplicateNames } from './lint-duplicates.ts'
import { inOrder, type Problem, problem } from './problem.ts'
import { baseName, judged, type Read, type Rule, readYaml, replyProblems, scenarioProblems } from './read-file.ts'
import { menuProblems, shopReferences, surveyProblems } from './references.ts'
import { Replies } from './replies.ts'
import { RichMenu } from './rich-menu.ts'
import { Scenario } from './scenario.ts'
import { Shop } from './shop.ts'
import { sendingHours } from './shop-hours.ts'
import { known, type Surroundings, signalsOf } from './structure.ts'
import { Survey, signalsOfSurvey } from './survey-file.ts'
import { wallsImplied } from './wall-signal.ts'

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
  const surveys = read('survey', Survey)
  const menus = read('richmenu', RichMenu)
  const scenarios = read('scenario', Scenario)
  const all: Read<unknown>[] = [...shops, ...coupons, ...replies, ...surveys, ...menus, ...scenarios]

  const shop = shops[0]?.value
  const signals = signalsByFile(scenarios, surveys, shop)
  const around: Surroundings = {
    coupons: coupons[0]?.value?.coupons,
    products: shop?.products.flatMap(({ id, sku }) => [id ?? sku, sku]),
    surveys: surveys.length ? surveys.map(({ file }) => baseName(file)) : undefined,
    // Without the shop's own signals a condition cannot be called wrong.
    signals: shop && [shop.usage_signals, shop.negative_signals, ...signals.values()].flat(),
    texts: Object.keys(shop?.texts ?? {}),
  }
  const law = { shop, coupons: around.coupons }
  const readable = [
    ...shops.flatMap((one) => judged(one, lawProblemsOfShop, shopReferences(around), sendingHours)),
    ...coupons.flatMap((one) =>
      judged(one, couponProblems(around), (value, ...at) => lawProblemsOfCoupons(value.coupons, ...at, law)),
    ),
    ...replies.flatMap((one) =>
      judged(one, replyProblems(around), (value, ...at) => lawProblemsOfReplies(value, ...at, law)),
    ),
    ...surveys.flatMap((one) =>
      judged(one, surveyProblems(around), (value, ...at) => lawProblemsOfSurvey(value, ...at, law)),
    ),
    ...menus.flatMap((one) =>
      judged(one, menuProblems(menus.flatMap(({ value }) => value ?? [])), (value, ...at) =>
        lawProblemsOfMenu(value, ...at, law),
      ),
    ),
    ...scenarios.flatMap((one) => judged(one, scenarioProblems(around))),
  ]
  const unsound = new Set(readable.flatMap(({ file, level }) => (level === 'error' ? file : [])))
  const sound = scenarios.filter((one) => one.value && !unsound.has(one.file))
  const problems = [
    ...readable,
    ...duplicateFiles(all.map(({ file }) => ({ file, kind: kindOf(file), name: baseName(file) }))),
    ...all.flatMap((one) => judged({ ...one, problems: [] }, duplicateNames)),
    ...scenarios.flatMap((one) => judged({ ...one, problems: [] }, (value, ...at) => lawProblems(value, ...at, law))),
    // What follows looks at the scenario as customers will live it, so it must hang together.
    ...lintScenarios(sound, { shop, coupons: around.coupons, signals: shop && signals }),
    ...(sound.length === scenarios.length ? shops.slice(0, 1) : []).flatMap((one) =>
      judged({ ...one, problems: [] }, (value, ...at) =>
        lintWalls(
          value,
          sound.flatMap((s) => s.value ?? []),
          ...at,
        ),
      ),
    ),
  ]
  const wrong = new Set(problems.flatMap(({ file, level }) => (level === 'error' ? file : [])))
  const fine = <T>(one: Read<T> | undefined) => (one && !wrong.has(one.file) ? one.value : undefined)
  return {
    problems: inOrder(problems),
    scenarios: scenarios.flatMap((one) => fine(one) ?? []),
    shop: fine(shops[0]),
    replies: fine(replies[0]),
    coupons: fine(coupons[0])?.coupons,
    documents: all.flatMap((one) => {
      const file = files.find(({ path }) => path === one.file)
      const value = fine(one)
      return file && value !== undefined ? [{ ...file, kind: kindOf(file.path), name: baseName(file.path), value }] : []
    }),
  }
}

/** Which signals each file can raise, and the walls they tell of. */
function signalsByFile(
  scenarios: Read<Scenario>[],
  surveys: Read<Survey>[],
  shop: Shop | undefined,
): Map<string, string[]> {
  const withWalls = (names: string[]) => (shop ? [...names, ...wallsImplied(names, shop)] : names)
  return new Map([
    ...scenarios.map(({ file, value }) => [file, withWalls(value ? signalsOf(value) : [])] as const),
    ...surveys.map(({ file, value }) => [file, withWalls(value ? signalsOfSurvey(value) : [])] as const),
  ])
}

const couponProblems =
  (around: Surroundings): Rule<Coupons> =>
  ({ coupons }, source, file) => {
    const problems: Problem[] = []
    for (const [index, { product }] of coupons.entries())
      if (product)
        known(product, around.products, 'E116', '商品', ['coupons', index, 'product'], source, (place, code, message) =>
          problems.push(problem(file, place, code, message)),
        )
    return problems
  }
