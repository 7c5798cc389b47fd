/** What does a customer's telephone load to answer a survey? Built as it is deployed, and weighed. */

import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'
import { beforeAll, describe, expect, test, vi } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const OWN_LIMIT = 20_000
const SDK_LIMIT = 27_000

type Chunk = Rolldown.OutputChunk
let output: Rolldown.RolldownOutput['output']

beforeAll(async () => {
  // Vitest says 'test', and Vite would build for developing.
  vi.stubEnv('NODE_ENV', 'production')
  const built = await build({
    configFile: join(ROOT, 'liff/vite.config.ts'),
    logLevel: 'error',
    build: { write: false },
  })
  vi.unstubAllEnvs()
  output = (built as Rolldown.RolldownOutput).output
})

const chunks = () => output.filter((one): one is Chunk => one.type === 'chunk')
const chunkOf = (module: string): Chunk => {
  const found = chunks().find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(module)))
  if (!found) throw new Error(`${module} is in no chunk`)
  return found
}

/** The chunk and everything it cannot run without. */
function withImports(start: Chunk, seen = new Set<Chunk>()): Set<Chunk> {
  if (seen.has(start)) return seen
  seen.add(start)
  for (const name of start.imports) {
    const next = chunks().find(({ fileName }) => fileName === name)
    if (next) withImports(next, seen)
  }
  return seen
}

const weight = (names: Iterable<string>) => {
  let sum = 0
  for (const name of new Set(names)) {
    const file = output.find(({ fileName }) => fileName === name)
    if (!file) throw new Error(`${name} was not built`)
    sum += gzipSync(file.type === 'chunk' ? file.code : file.source).length
  }
  return sum
}

const filesOf = (loaded: Iterable<Chunk>) =>
  [...loaded].flatMap((chunk) => [chunk.fileName, ...(chunk.viteMetadata?.importedCss ?? [])])

const surveyChunks = () => withImports(chunkOf('liff/survey/page.tsx'), withImports(chunkOf('liff/app/main.tsx')))

describe('the survey page', () => {
  test('our own scripts and styles are at most 20 kB', () => {
    const own = weight(filesOf(surveyChunks()))
    console.log(
      `survey page: ${own} bytes of our own, ${weight([chunkOf('liff/shared/liff.ts').fileName])} of LINE's SDK`,
    )
    expect(own).toBeLessThanOrEqual(OWN_LIMIT)
    expect(own).toBeGreaterThan(10_000)
  })

  test('LINE’s SDK is a chunk of its own, at most 27 kB, and without what only sharing needs', () => {
    const sdk = chunkOf('liff/shared/liff.ts')
    expect(surveyChunks()).not.toContain(sdk)
    const loaded = [...withImports(sdk)].filter((chunk) => !surveyChunks().has(chunk))
    expect(weight(filesOf(loaded))).toBeLessThanOrEqual(SDK_LIMIT)
    expect(sdk.moduleIds.some((id) => id.includes('share-target-picker'))).toBe(false)
  })

  test('no other page comes along', () => {
    const modules = [...surveyChunks()].flatMap(({ moduleIds }) => moduleIds)
    expect(modules.filter((id) => /liff\/(link|wallet|mypage|referral|simulator)\//.test(id))).toEqual([])
  })
})

test('what a shop serves holds no stand-in for LINE', () => {
  const customers = chunks().filter(({ moduleIds }) => !moduleIds.some((id) => id.includes('/liff/simulator/')))
  expect(customers.length).toBeGreaterThan(5)
  for (const { code, moduleIds } of customers) {
    expect(code).not.toMatch(/liff-mock|LiffMockPlugin/)
    expect(moduleIds.filter((id) => /liff-mock|bot\/simulator/.test(id))).toEqual([])
  }
})

test('the page answers at /liff/, with scripts from the root of the site', () => {
  const html = output.find(({ fileName }) => fileName === 'liff/index.html')
  expect(html?.type === 'asset' && String(html.source)).toMatch(/<script type="module"[^>]* src="\/assets\//)
})
