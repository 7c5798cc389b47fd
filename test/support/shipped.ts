/** The shop and the scenarios that come with Fanbelt, checked and ready for the rules. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkAll } from '../../bot/core/check.ts'
import { formatProblem } from '../../bot/core/problem.ts'

const folder = join(import.meta.dirname, '../../scenarios')

/** @param name of a file in scenarios/ */
export function shippedScenario(name: string) {
  const files = ['shop', 'coupons', name].map((one) => ({
    path: `${one}.yaml`,
    text: readFileSync(join(folder, `${one}.yaml`), 'utf8'),
  }))
  const { problems, shop, coupons, scenarios } = checkAll(files)
  const [scenario] = scenarios
  if (!shop || !coupons || !scenario) throw new Error(problems.map(formatProblem).join('\n'))
  return { shop, coupons, scenario }
}
