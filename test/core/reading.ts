/** One file read by itself, for the tests of what a file may say; the command reads all of them together (check.ts). */

import type { z } from 'zod'
import { Coupons } from '../../bot/core/coupons.ts'
import { hasErrors, inOrder } from '../../bot/core/problem.ts'
import { judged, type Rule, readYaml, replyProblems, scenarioProblems } from '../../bot/core/read-file.ts'
import { Replies } from '../../bot/core/replies.ts'
import { Scenario } from '../../bot/core/scenario.ts'
import { Shop } from '../../bot/core/shop.ts'
import type { Surroundings } from '../../bot/core/structure.ts'

function read<S extends z.ZodType>(text: string, file: string, schema: S, ...rules: Rule<z.infer<S>>[]) {
  const found = readYaml(text, file, schema)
  const problems = inOrder(judged(found, ...rules))
  return { value: hasErrors(problems) ? undefined : found.value, problems }
}

/** `around` adds the references to other files. */
export function readScenario(text: string, file: string, around: Surroundings = {}) {
  const { value, problems } = read(text, file, Scenario, scenarioProblems(around))
  return { scenario: value, problems }
}

export const readReplies = (text: string, file: string) => read(text, file, Replies, replyProblems({}))
export const readShop = (text: string, file: string) => read(text, file, Shop)
export const readCoupons = (text: string, file: string) => read(text, file, Coupons)
