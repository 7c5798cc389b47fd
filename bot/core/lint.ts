/** Would this scenario annoy a customer, and does it make fans? Everything about a readable file that a shop should know before it publishes (DOMAIN §1.5–1.8). */

import type { Coupon } from './coupons.ts'
import {
  essential132Problems,
  holdoutProblems,
  hypothesisProblems,
  leadsToSecondPurchase,
  planned132Problems,
  ribbonProblems,
} from './lint-fans.ts'
import { guardFindings } from './lint-guard.ts'
import { reachFindings } from './lint-reach.ts'
import { isMeant, isWrong, Trials } from './lint-try.ts'
import { wordFindings } from './lint-words.ts'
import { type Problem, problem } from './problem.ts'
import type { Scenario } from './scenario.ts'
import { Shop } from './shop.ts'
import type { Path, Source } from './source.ts'
import { wallFindings, wallMatrix } from './walls.ts'

export interface LintAround {
  /** The standards of DOMAIN decide while the shop's own are not known. */
  shop?: Shop
  coupons?: readonly Coupon[]
  /** Which signals each file raises; undefined when not all files were given. */
  signals?: ReadonlyMap<string, readonly string[]>
}

/** The findings that a second scenario for first orders need not answer: another one already leads the way. */
const LED: ReadonlySet<string> = new Set(['W311', 'W331', 'H332'])

interface Sound {
  file: string
  source: Source
  value?: Scenario
}

/** @param files without errors so far: their conditions can be read, their texts filled */
export function lintScenarios(files: readonly Sound[], around: LintAround): Problem[] {
  const each = files.flatMap(({ value, source, file }) =>
    value ? { value, problems: lintScenario(value, source, file, around) } : [],
  )
  const leads = each.some(
    ({ value, problems }) =>
      leadsToSecondPurchase(value) &&
      !value.products &&
      !value.audience &&
      !problems.some(({ code }) => LED.has(code) || code.startsWith('E')),
  )
  return each.flatMap(({ problems }) => (leads ? problems.filter(({ code }) => !LED.has(code)) : problems))
}

/** A file in which every step is wrong needs no more than this to say so. */
const MOST = 30

const anyShop = (): Shop => Shop.parse({ name: '当店', concierge: '担当者' })

function lintScenario(scenario: Scenario, source: Source, file: string, around: LintAround): Problem[] {
  const { shop = anyShop(), coupons = [], signals } = around
  const elsewhere = signals && [...signals].flatMap(([raiser, names]) => (raiser === file ? [] : names))
  const problems: Problem[] = []
  const add = (found: readonly { code: string; path: Path; message: string }[]) => {
    for (const { code, path, message } of found.slice(0, MOST))
      problems.push(problem(file, source.at(path), code, message))
  }
  const unreachable = reachFindings(scenario, elsewhere, shop)
  add(
    unreachable.map(({ index, message }) => ({
      code: 'E122',
      path: index === undefined ? ['exit_when'] : ['steps', index, 'when'],
      message,
    })),
  )
  add(wordFindings(scenario, shop))
  add(hypothesisProblems(scenario))
  add(holdoutProblems(scenario, shop))

  const trials = new Trials(scenario, { shop, coupons })
  const typical = trials.typical()
  const [use] = shop.usage_signals
  const rare = scenario.steps.filter(({ id }) => typical.every(({ looks }) => !isMeant(looks.get(id))))
  add(guardFindings(scenario, typical, use))
  if (rare.length) add(guardFindings(scenario, trials.unusual(), use, rare))

  if (!leadsToSecondPurchase(scenario)) return problems
  add(ribbonProblems(scenario))
  // What never arrives, or not on its day, has been told; that 1・3・2 lacks it follows from that.
  if (unreachable.length || typical.some(({ looks }) => [...looks.values()].some(isWrong))) return problems
  const plan = planned132Problems(scenario, typical, shop)
  add(plan.length ? plan : essential132Problems(scenario, typical, shop))
  return problems
}

/** The matrix of the whole shop, told at the shop's `touchpoints`: a shop that registers none has not begun it. */
export function lintWalls(shop: Shop, scenarios: readonly Scenario[], source: Source, file: string): Problem[] {
  if (!shop.touchpoints.length || !scenarios.length) return []
  return wallFindings(wallMatrix(scenarios, shop.touchpoints), shop.walls).map(({ code, message }) =>
    problem(file, source.at(['touchpoints']), code, message),
  )
}
