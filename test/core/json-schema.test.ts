/** What an editor shows while a merchant types. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { kindOf } from '../../bot/core/check.ts'
import { jsonSchemas } from '../../bot/core/json-schema.ts'

const folder = join(import.meta.dirname, '../../scenarios')
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml'))
  .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }))
const schemas = jsonSchemas()
const ajv = new Ajv({ strict: false })
const validate = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, ajv.compile(schema)]))
const accepts = (name: string, value: unknown) => validate[name]?.(value)

interface Node {
  [key: string]: unknown
  properties?: Record<string, Node>
}

/** Every key of a schema, with its path. */
function keysIn(node: unknown, path: string): { path: string; schema: Node }[] {
  if (Array.isArray(node)) return node.flatMap((item, index) => keysIn(item, `${path}/${index}`))
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node as Node).flatMap(([word, inner]) => {
    if (word === 'examples' || word === 'default') return []
    if (word !== 'properties') return keysIn(inner, `${path}/${word}`)
    return Object.entries(inner as Record<string, Node>).flatMap(([key, schema]) => [
      { path: `${path}.${key}`, schema },
      ...keysIn(schema, `${path}.${key}`),
    ])
  })
}
const keys = Object.entries(schemas).flatMap(([name, schema]) => keysIn(schema, name))

test('the editor needs draft-07', () => {
  for (const schema of Object.values(schemas))
    expect(schema).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', title: expect.any(String) })
})

describe('every key of every file is explained', () => {
  const japanese = /[ぁ-んァ-ヶ一-龠]/
  const lacking = (has: (schema: Node) => boolean) => keys.filter(({ schema }) => !has(schema)).map(({ path }) => path)
  test('there are many', () => {
    expect(keys.length).toBeGreaterThan(200)
    expect(new Set(keys.map(({ path }) => path.split(/[./]/)[0])).size).toBe(6)
  })
  test('with a Japanese title', () => {
    expect(lacking(({ title }) => typeof title === 'string' && japanese.test(title))).toEqual([])
  })
  test('with a description that says more than the title', () => {
    const says = ({ title, description }: Node) =>
      typeof description === 'string' && description.length > 0 && (description !== title || description.length > 4)
    expect(lacking(says)).toEqual([])
  })
  test('with an example, and each example is right', { timeout: 30_000 }, () => {
    expect(lacking(({ examples }) => Array.isArray(examples) && examples.length > 0)).toEqual([])
    // The same schema stands at many places; compiling one takes a while.
    const distinct = new Map(keys.map(({ path, schema }) => [JSON.stringify(schema), { path, schema }]))
    const wrong = [...distinct.values()].flatMap(({ path, schema }) => {
      const check = ajv.compile(schema)
      return (schema.examples as unknown[]).filter((example) => !check(example)).map((example) => ({ path, example }))
    })
    expect(wrong).toEqual([])
  })
})

describe('the shipped files', () => {
  test.each(files.map((file) => [file.path, file] as const))(
    '%s follows the schema its first line names',
    (_p, file) => {
      const name = `${kindOf(file.path)}.schema.json`
      const up = file.path.includes('/') ? '../' : './'
      expect(file.text.split('\n')[0]).toBe(`# yaml-language-server: $schema=${up}${name}`)
      accepts(name, parse(file.text))
      expect(validate[name]?.errors ?? []).toEqual([])
    },
  )
  test.each(files.map((file) => [file.path, file] as const))('%s with a misspelt key is refused', (_path, file) => {
    const name = `${kindOf(file.path)}.schema.json`
    const value = parse(file.text)
    const [first, ...rest] = Object.entries(value)
    expect(accepts(name, Object.fromEntries([[`${first?.[0]}x`, first?.[1]], ...rest]))).toBe(false)
    expect(accepts(name, { ...value, そのほか: 1 })).toBe(false)
  })
})
