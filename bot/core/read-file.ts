/** Is this file right, and what does it say? YAML text → checked value, with every problem at its place. */

import type { z } from 'zod'
import { Coupons } from './coupons.ts'
import { hasErrors, inOrder, type Problem, problem } from './problem.ts'
import { Replies } from './replies.ts'
import { Scenario } from './scenario.ts'
import { schemaProblems } from './schema-problems.ts'
import { Shop } from './shop.ts'
import { type Path, Source } from './source.ts'
import { checkText, type Surroundings, structureProblems } from './structure.ts'
import { yamlProblems } from './yaml-problems.ts'

/** Largest file read, in characters. */
const LARGEST = 1_000_000
const START = { line: 1, column: 1 }

/** A file as far as it could be read. `value` follows the schema when it is there. */
export interface Read<T> {
  file: string
  source: Source
  value?: T
  problems: Problem[]
}

/** YAML and schema, for any kind of file. Never throws, whatever the text. */
export function readYaml<T extends z.ZodType>(text: string, file: string, schema: T): Read<z.infer<T>> {
  if (text.length > LARGEST) return refused(file, ['E011', 'ファイルが大きすぎます（100万文字まで）。'])
  if (text.includes('\uFFFD') || text.includes('\u0000'))
    return refused(file, ['E013', '文字化けしています。UTF-8で保存しなおしてください（Shift_JISは読めません）。'])
  const source = new Source(text)
  const problems = yamlProblems(source, file)
  if (hasErrors(problems)) return { file, source, problems }
  const value = plain(source)
  if (value === undefined) return refused(file, ['E012', '「*」での引用が多すぎて読めません。'])
  if (value === null) return refused(file, ['E015', 'ファイルが空です。'])
  const parsed = schema.safeParse(value)
  if (parsed.success) return { file, source, problems, value: parsed.data }
  const keysAt = (path: Path) => keysOf(schema, path)
  return { file, source, problems: [...problems, ...schemaProblems(parsed.error.issues, value, source, file, keysAt)] }
}

const refused = (file: string, [code, message]: [string, string]): Read<never> => ({
  file,
  source: new Source(''),
  problems: [problem(file, START, code, message)],
})

/** The document as plain values; undefined when its aliases would explode. */
function plain(source: Source): unknown {
  try {
    return source.document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    if (error instanceof ReferenceError) return undefined
    throw error
  }
}

/** The keys a schema allows at a path, through arrays and the forms of unions; for 「…のことですか？」. */
function keysOf(schema: z.ZodType, path: Path): string[] {
  const { def } = schema as unknown as { def: { type: string; [part: string]: unknown } }
  const inside = (inner: unknown, rest = path) => keysOf(inner as z.ZodType, rest)
  if (def.type === 'union') return (def.options as unknown[]).flatMap((option) => inside(option))
  if (def.type === 'pipe') return inside(def.in)
  if (def.innerType) return inside(def.innerType)
  if (def.type === 'array') return inside(def.element, path.slice(1))
  if (def.type !== 'object') return []
  const shape = def.shape as Record<string, unknown>
  if (!path.length) return Object.keys(shape)
  const next = shape[String(path[0])]
  return next ? inside(next, path.slice(1)) : []
}

/** The scenario's own rules on top of its schema. */
export function scenarioProblems({ value, source, file, problems }: Read<Scenario>, around: Surroundings): Problem[] {
  if (!value) return problems
  const found = [...problems, ...structureProblems(value, source, file, around)]
  const name = baseName(file)
  if (name !== value.id)
    found.push(
      problem(file, source.at(['id']), 'E108', `id（${value.id}）とファイル名（${name}.yaml）を同じにしてください。`),
    )
  return found
}

export const baseName = (file: string): string => (file.split(/[\\/]/).at(-1) ?? file).replace(/\.ya?ml$/, '')

/** Texts of replies.yaml have placeholders too. */
export function replyProblems({ value, source, file, problems }: Read<Replies>, around: Surroundings): Problem[] {
  if (!value) return problems
  const found = [...problems]
  const collect = (inner: unknown, path: Path) => {
    if (typeof inner === 'string')
      checkText(inner, path, around.texts ?? [], source, (place, code, message) =>
        found.push(problem(file, place, code, message)),
      )
    else if (typeof inner === 'object' && inner !== null)
      for (const [key, deeper] of Object.entries(inner))
        if (key !== 'words' && key !== 'buttons') collect(deeper, [...path, Array.isArray(inner) ? Number(key) : key])
  }
  collect(value, [])
  return found
}

const result = <T>(value: T | undefined, problems: Problem[]) => ({
  value: hasErrors(problems) ? undefined : value,
  problems: inOrder(problems),
})

/** `around` adds the references to other files; without it a scenario is judged by itself. */
export function readScenario(text: string, file: string, around: Surroundings = {}) {
  const read = readYaml(text, file, Scenario)
  const { value, problems } = result(read.value, scenarioProblems(read, around))
  return { scenario: value, problems }
}

export function readShop(text: string, file: string) {
  const read = readYaml(text, file, Shop)
  const { value, problems } = result(read.value, read.problems)
  return { shop: value, problems }
}

export function readReplies(text: string, file: string, around: Surroundings = {}) {
  const read = readYaml(text, file, Replies)
  const { value, problems } = result(read.value, replyProblems(read, around))
  return { replies: value, problems }
}

export function readCoupons(text: string, file: string) {
  const read = readYaml(text, file, Coupons)
  const { value, problems } = result(read.value, read.problems)
  return { coupons: value?.coupons, problems }
}
