/** Is this file right, and what does it say? YAML text → checked value, with every problem at its place. */

import { z } from 'zod'
import { hasErrors, type Problem, problem } from './problem.ts'
import type { Replies } from './replies.ts'
import type { Scenario } from './scenario.ts'
import { schemaProblems } from './schema-problems.ts'
import { type Path, Source } from './source.ts'
import { checkText, type Surroundings, structureProblems } from './structure.ts'
import { yamlProblems } from './yaml-problems.ts'

/** Largest file read, in characters: the longest scenario takes a third of it, and the parser a second for a thousand thousand. */
export const LARGEST = 300_000
/** What no file needs, and what the parser takes long to refuse. */
const DEEPEST = 500
/** A file in which every line is wrong needs no more than this to say so. */
const MOST = 50
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
  if (text.length > LARGEST) return refused(file, ['E011', TOO_LARGE])
  if (text.includes('\u0000')) return refused(file, ['E016', NOT_TEXT])
  if (text.includes('\uFFFD'))
    return refused(file, ['E013', '文字化けしています。UTF-8で保存しなおしてください（Shift_JISは読めません）。'])
  if (isTooDeep(text)) return refused(file, ['E012', '入れ子が深すぎて読めません。'])
  const source = new Source(text)
  const problems = yamlProblems(source, file).slice(0, MOST)
  if (hasErrors(problems)) return { file, source, problems }
  const value = plain(source)
  if (value === undefined) return refused(file, ['E012', '「*」での引用が多すぎて読めません。'])
  if (value === null) return refused(file, ['E015', 'ファイルが空です。'])
  const parsed = schema.safeParse(value)
  if (parsed.success) return { file, source, problems, value: parsed.data }
  const keysAt = (path: Path) => keysOf(schema, path)
  return { file, source, problems: [...problems, ...schemaProblems(parsed.error.issues, value, source, file, keysAt)] }
}

export const TOO_LARGE = `ファイルが大きすぎます（${LARGEST / 10_000}万文字まで）。シナリオを分けてください。`

export const NOT_TEXT = '文字のファイルではありません。シナリオのYAMLファイルをお選びください。'

/** Brackets open at once, counted without understanding the text: only a file made to be slow has so many. */
function isTooDeep(text: string): boolean {
  let depth = 0
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = Math.max(0, depth + (bracket === '[' || bracket === '{' ? 1 : -1))
    if (depth > DEEPEST) return true
  }
  return false
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

/** The keys a schema allows at a path, through arrays and the forms of unions, each with its Japanese title; for 「…のことですか？」. */
function keysOf(schema: z.ZodType, path: Path): Record<string, string> {
  const { def } = schema as unknown as { def: { type: string; [part: string]: unknown } }
  const inside = (inner: unknown, rest = path) => keysOf(inner as z.ZodType, rest)
  if (def.type === 'union') return Object.assign({}, ...(def.options as unknown[]).map((option) => inside(option)))
  if (def.type === 'pipe') return inside(def.in)
  if (def.innerType) return inside(def.innerType)
  if (def.type === 'array') return inside(def.element, path.slice(1))
  if (def.type !== 'object') return {}
  const shape = def.shape as Record<string, z.ZodType>
  if (!path.length) return Object.fromEntries(Object.entries(shape).map(([key, value]) => [key, titleOf(value)]))
  const next = shape[String(path[0])]
  return next ? inside(next, path.slice(1)) : {}
}

/** What `told` said of a key, through what makes it optional or reads it. */
function titleOf(schema: z.ZodType): string {
  const { innerType, in: from } = schema.def as { innerType?: z.ZodType; in?: z.ZodType }
  const inner = innerType ?? from
  return z.globalRegistry.get(schema)?.title ?? (inner ? titleOf(inner) : '')
}

/** A rule about what a file says. */
export type Rule<T> = (value: T, source: Source, file: string) => Problem[]

/** The scenario's own rules on top of its schema. */
export const scenarioProblems =
  (around: Surroundings): Rule<Scenario> =>
  (value, source, file) => {
    const found = structureProblems(value, source, file, around)
    const name = baseName(file)
    if (name === value.id) return found
    const message = `id（${value.id}）とファイル名（${name}.yaml）を同じにしてください。`
    return [...found, problem(file, source.at(['id']), 'E108', message)]
  }

export const baseName = (file: string): string => (file.split(/[\\/]/).at(-1) ?? file).replace(/\.ya?ml$/, '')

/** Texts of replies.yaml have placeholders too. */
export const replyProblems =
  (around: Surroundings): Rule<Replies> =>
  (value, source, file) => {
    const found: Problem[] = []
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

/** What was wrong with reading it, and with what it says. */
export const judged = <T>({ value, source, file, problems }: Read<T>, ...rules: Rule<T>[]): Problem[] =>
  value === undefined ? problems : [...problems, ...rules.flatMap((rule) => rule(value, source, file))]
