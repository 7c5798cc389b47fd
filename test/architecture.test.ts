/** The architecture is a test: who may import whom, one door for each thing, and files of a size one can read (STYLE §3). */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')

const EVERYTHING = ['bot', 'db', 'npm', 'node:']
/** Longest prefix wins. `npm:x` is the package x, `type:` an import that leaves no trace at run time. */
const MAY_IMPORT: Record<string, string[]> = {
  'bot/core': ['bot/core', 'npm:zod', 'npm:yaml', 'type:npm:@line/bot-sdk'],
  'bot/line': ['bot/core', 'bot/errors.ts', 'bot/line', 'type:bot', 'npm:@line/bot-sdk', 'npm:zod', 'npm:jose'],
  'bot/line/post.ts': ['npm:@line/bot-sdk', 'node:'],
  'bot/flows': ['bot/flows', 'bot/core', 'bot/errors.ts', 'type:bot/deps.ts', 'db'],
  'bot/routes': ['bot/routes', 'bot/flows', 'bot/core', 'bot/errors.ts', 'type:bot/deps.ts', 'npm:hono', 'npm:zod'],
  'bot/simulator': [
    'bot/simulator',
    'bot/core',
    'npm:hono',
    'npm:zod',
    'npm:jose',
    'npm:uuid',
    'type:npm:@line/bot-sdk',
  ],
  'bot/simulator/serve.ts': ['bot/simulator', 'npm:@hono/node-server', 'node:'],
  'bot/imports': ['bot/imports', 'bot/core', 'bot/errors.ts', 'npm:csv-parse', 'npm:papaparse', 'npm:zod', 'node:'],
  'bot/cli': ['bot', 'npm:commander', 'node:', 'package.json'],
  bot: EVERYTHING,
  'bot/demo': ['bot/demo', 'bot/flows', 'bot/core', 'db', 'type:bot'],
  'bot/demo/people': ['bot/demo/people', 'bot/core'],
  'bot/demo/story': ['bot/demo/story', 'bot/demo/people', 'bot/core'],
  db: ['db', 'npm:drizzle-orm'],
  'db/node.ts': ['db', 'npm:drizzle-orm', 'npm:better-sqlite3', 'node:'],
  'db/remember-statements.ts': ['type:npm:better-sqlite3'],
  'db/keep-rows.ts': ['db', 'type:npm:better-sqlite3'],
  'db/log-mover.ts': ['type:npm:better-sqlite3', 'node:'],
  'db/move-log.js': ['npm:better-sqlite3', 'node:'],
  'db/values-apart.ts': ['db', 'node:'],
  'db/read-apart.js': ['npm:better-sqlite3', 'node:'],
  'db/d1.ts': ['db', 'npm:drizzle-orm', 'type:npm:@cloudflare/workers-types'],
  'db/drizzle.config.ts': ['npm:drizzle-kit'],
  liff: ['liff', 'bot/core', 'type:bot', 'npm:preact', 'npm:@preact/signals', 'npm:hono'],
  'liff/shared/liff.ts': ['npm:@line/liff'],
  'liff/vite.config.ts': ['npm:vite', 'node:'],
}

/** Files may be longer for a reason that stands here. */
const LONG: Record<string, string> = {
  'db/schema.ts': 'one file for the whole schema, as a page to look things up in',
  'test/demo/story.test.ts': 'one table of twenty people, each with all that is to be seen of them',
}
const LONGEST = { source: 250, test: 350 }

interface Import {
  file: string
  target: string
}

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|js)$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
}

const SOURCES = ['bot', 'db', 'liff'].flatMap(filesIn)
const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const IMPORT = /^\s*(?:import|export)\s+(type\s)?[\w\s{},*$]*?from\s*'([^']+)'|\bimport[\s(]+'([^']+)'/gm

function importsOf(file: string): Import[] {
  return [...textOf(file).matchAll(IMPORT)].map(([, type, from, other]) => {
    const name = from ?? other ?? ''
    const target = name.startsWith('.')
      ? normalize(join(dirname(file), name))
      : name.startsWith('node:')
        ? name
        : `npm:${name}`
    return { file, target: (type ? 'type:' : '') + target }
  })
}

function allowed({ file, target }: Import): boolean {
  const layer = Object.keys(MAY_IMPORT)
    .filter((prefix) => file === prefix || file.startsWith(`${prefix}/`))
    .sort((a, b) => b.length - a.length)[0]
  const plain = target.replace(/^type:/, '')
  return (MAY_IMPORT[layer ?? ''] ?? []).some((rule) => {
    const reaches = (goal: string) =>
      goal === rule ||
      goal.startsWith(rule.endsWith(':') ? rule : `${rule}/`) ||
      (rule === 'npm' && goal.startsWith('npm:'))
    return reaches(plain) || reaches(target)
  })
}

test('each layer imports only what the table allows', () => {
  const wrong = SOURCES.flatMap(importsOf).filter((one) => !/\.css$/.test(one.target) && !allowed(one))
  expect(wrong.map(({ file, target }) => `${file} → ${target}`)).toEqual([])
})

test('the table is read rightly: a flow may not reach Hono, a route may not reach the database', () => {
  expect(allowed({ file: 'bot/flows/send.ts', target: 'npm:hono' })).toBe(false)
  expect(allowed({ file: 'bot/routes/orders.ts', target: 'db/orders.ts' })).toBe(false)
  expect(allowed({ file: 'bot/core/guard.ts', target: 'bot/deps.ts' })).toBe(false)
  expect(allowed({ file: 'bot/routes/orders.ts', target: 'bot/flows/buy.ts' })).toBe(true)
  expect(importsOf('bot/flows/send.ts').length).toBeGreaterThan(3)
})

const PURE = /^bot\/(core|demo\/(people|story))\//
/** Where a text stands, and nowhere else: the rule, the text, its files, and which files are looked at (all but the stand-in). */
const ONE_DOOR: [string, RegExp, string[], RegExp?][] = [
  [
    'a push leaves by one door',
    /\bline\.(push|multicast)\b|\{[^}]*\b(push|multicast)\b[^}]*\} = [\w.]*\bline\b/,
    ['bot/flows/send.ts'],
  ],
  [
    'a reply token is used in one place',
    /\bline\.reply\b|\{[^}]*\breply\b[^}]*\} = [\w.]*\bline\b/,
    ['bot/flows/reply.ts'],
  ],
  ['the environment is read by the shells', /process\.env/, ['bot/cli/fanbelt.ts', 'bot/node.ts']],
  [
    'the shells choose the database',
    /from '[./]+db\/(node|d1)\.ts'/,
    ['bot/desk.ts', 'bot/node-deps.ts', 'bot/worker.ts'],
  ],
  ['only the calendar knows that Tokyo is +9', /\b9 \* 60\b|9 \* 3_?600|32_?400|\+ ?9 ?h/, ['bot/core/calendar.ts']],
  ['neither the core nor the demo’s people read a clock', /Date\.now\(|new Date\(\)|Math\.random|randomUUID/, [], PURE],
  ['neither the core nor the demo’s people wait for anything', /\basync\b|\bawait\b|new Promise/, [], PURE],
]

test.each(ONE_DOOR)('%s', (_rule, pattern, doors, scope = /^(?!bot\/simulator\/)/) => {
  expect(SOURCES.filter((file) => scope.test(file) && pattern.test(textOf(file))).sort()).toEqual(doors)
})

test('SQL lives in db/', () => {
  const outside = SOURCES.filter((file) => !file.startsWith('db/') && /from 'drizzle-orm|\bsql`/.test(textOf(file)))
  expect(outside).toEqual([])
})

test('migrations only add: a rebuilt table would lose its children', () => {
  const migrations = readdirSync(join(ROOT, 'db/migrations')).filter((name) => name.endsWith('.sql'))
  expect(migrations.length).toBeGreaterThan(0)
  for (const name of migrations)
    expect(textOf(`db/migrations/${name}`)).not.toMatch(/DROP TABLE|__new_|foreign_keys|ON DELETE CASCADE/i)
})

test('no file is longer than one can read at a sitting', () => {
  const longer = (lines: number) => (file: string) => textOf(file).split('\n').length - 1 > lines
  const long = [...SOURCES.filter(longer(LONGEST.source)), ...filesIn('test').filter(longer(LONGEST.test))]
  expect(long.sort()).toEqual(Object.keys(LONG))
})

test('what the README names is there: paths, npm scripts, commands', () => {
  const named = (pattern: RegExp) => [...textOf('README.md').matchAll(pattern)].map(([, name]) => name ?? '')
  const paths = named(/`((?:bot|db|liff|scenarios|test)\/[\w./-]*|[\w-]+\.(?:toml|json|ts))`/g)
  expect(paths.length).toBeGreaterThan(100)
  expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
  const { scripts } = JSON.parse(textOf('package.json'))
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named(/npm run ([\w:]+)/g)))
  const commands = named(/npx fanbelt ([a-z-]+)/g)
  expect(commands.length).toBeGreaterThan(10)
  expect(commands.filter((name) => !existsSync(join(ROOT, `bot/cli/${name}.ts`)))).toEqual([])
})
