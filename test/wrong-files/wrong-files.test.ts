/** `fanbelt check` over files that are wrong on purpose: each mistake has its code at its place, and nothing else is said. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkAll } from '../../bot/core/check.ts'
import { describeRules } from '../../bot/core/guard.ts'
import { LAW_HELP } from '../../bot/core/law-help.ts'
import { numberOf } from '../../bot/core/lint-guard.ts'
import type { Problem } from '../../bot/core/problem.ts'
import { fanbelt } from '../cli/run.ts'
import { makeShop } from '../core/someone.ts'
import { EXPECTED } from './expected.ts'

const ROOT = import.meta.dirname
const CORE = join(ROOT, '../../bot/core')
const SETS = Object.keys(EXPECTED)

/** The files of a set, its surroundings first: of two shops the first is the one. */
const pathsOf = (set: string): string[] =>
  readdirSync(join(ROOT, set), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(join(ROOT, set), join(entry.parentPath, entry.name)))
    .sort((a, b) => Number(b.startsWith('around')) - Number(a.startsWith('around')) || (a < b ? -1 : 1))

/** By file: `E002 7:1`, in the order of the file. */
function places(problems: readonly Problem[], set: string): Record<string, string[]> {
  const name = (file: string) => (file.startsWith('/') ? relative(join(ROOT, set), file) : file)
  const groups = Map.groupBy(problems, ({ file }) => name(file))
  return Object.fromEntries(
    [...groups].map(([file, list]) => [file, list.map(({ code, line, column }) => `${code} ${line}:${column}`)]),
  )
}

const check = (set: string) =>
  checkAll(pathsOf(set).map((path) => ({ path, text: readFileSync(join(ROOT, set, path), 'utf8') }))).problems

describe.each(SETS)('%s', (set) => {
  const found = places(check(set), set)
  test.each(Object.entries(EXPECTED[set] ?? {}))('%s', (file, expected) => {
    expect(found[file]).toEqual(expected)
  })
  test('the files beside them are right, and every wrong file is in the table', () => {
    expect(Object.keys(found).sort()).toEqual(Object.keys(EXPECTED[set] ?? {}).sort())
    const right = pathsOf(set).filter((path) => !EXPECTED[set]?.[path])
    for (const path of right) expect(path).toMatch(/^around\/|shop\.yaml$|^twice\/more\//)
  })
})

describe('through the command', () => {
  const argumentsOf = (set: string) => pathsOf(set).map((path) => join(ROOT, set, path))

  test('a process of its own says the same about the largest set', () => {
    const run = () =>
      execFileSync(process.execPath, ['bot/cli/fanbelt.js', 'check', '--json', ...argumentsOf('shop')], {
        cwd: join(ROOT, '../..'),
        stdio: 'pipe',
        maxBuffer: 10_000_000,
      })
    const { status, stdout } = attempt(run)
    const { files, problems } = JSON.parse(stdout) as { files: number; problems: Problem[] }
    expect([status, files]).toEqual([1, pathsOf('shop').length])
    expect(places(problems, 'shop')).toEqual(EXPECTED.shop)
  }, 30_000)

  test.each(SETS.filter((set) => set !== 'shop'))('and the command about %s', async (set) => {
    const { json, code } = await fanbelt(['check', '--json', ...argumentsOf(set)])
    const { problems } = json() as { problems: Problem[] }
    expect(places(problems, set)).toEqual(EXPECTED[set])
    expect(code).toBe(problems.some(({ level }) => level === 'error') ? 1 : 0)
  })
})

function attempt(run: () => Buffer): { status: number; stdout: string } {
  try {
    return { status: 0, stdout: run().toString() }
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: Buffer }
    return { status, stdout: stdout.toString() }
  }
}

describe('the numbers', () => {
  const files = [...readdirSync(CORE).map((name) => join(CORE, name)), join(ROOT, '../../bot/cli/menu-pictures.ts')]
  const sources = files.map((file) => readFileSync(file, 'utf8'))
  const all = [...new Set(sources.join('').match(/(?<=')[EWH]\d{3}(?=')/g))].sort()
  const manual = readFileSync(join(ROOT, '../../scenarios/README.md'), 'utf8')
  const codes = (text: string) => [...new Set(text.match(/\b[EWH]\d{3}\b/g))].sort()

  /** No small text can show them: a file too large, what the parser says for which we know no reason, a picture. */
  const NOT_SHOWN = ['E010', 'E011', 'W134']

  test('each has a wrong file', () => {
    const shown = new Set(SETS.flatMap((set) => check(set).map(({ code }) => code)))
    expect(all.filter((code) => !shown.has(code))).toEqual(NOT_SHOWN)
  })
  test('each is in the manual, and the manual names no other', () => {
    expect(codes(manual)).toEqual(all)
  })
  test('those of the law are told in the manual with the words of the law itself', () => {
    for (const [code, sentence] of Object.entries(LAW_HELP)) expect(manual).toContain(`| ${code} | ${sentence} |`)
  })
  test('the level follows the letter', () => {
    const levels = { E: 'error', W: 'warning', H: 'hint' }
    for (const { code, level } of SETS.flatMap(check)) expect(level).toBe(levels[code.charAt(0) as keyof typeof levels])
  })
})

describe('the guard speaks with one voice', () => {
  const table = describeRules(makeShop()).flatMap(({ rules }) => rules)
  test('every rule of its table has a number of its own kind', () => {
    for (const { code } of table) expect(numberOf(code), code).toMatch(/^E20\d$/)
    const never = Object.groupBy(table, ({ code }) => numberOf(code))
    for (const [number, prefix] of [
      ['E201', /^N1_/],
      ['E202', /^N2_/],
      ['E203', /^N3_/],
    ] as const)
      for (const { code } of never[number] ?? []) expect(code).toMatch(prefix)
  })
  test('what is said about the three things never to do carries their mark', () => {
    const said = check('shop').filter(({ file, code }) => file.startsWith('guard/n') && /^[EW]20[123]$/.test(code))
    expect(said.map(({ message }) => /\[N\d\]$/.exec(message)?.[0])).toEqual(['[N1]', '[N1]', '[N2]', '[N3]'])
  })
})
