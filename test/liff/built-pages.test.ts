/** What was built for customers: nothing that the pages' own policy would stop, and no address but LINE's. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Rolldown } from 'vite'
import { beforeAll, expect, test, vi } from 'vitest'
import { LIFF_HOSTS } from '../../bot/core/page-headers.ts'

const ROOT = join(import.meta.dirname, '../..')

let output: Rolldown.RolldownOutput['output']
beforeAll(async () => {
  vi.stubEnv('NODE_ENV', 'production')
  const configFile = join(ROOT, 'liff/vite.config.ts')
  output = ((await build({ configFile, logLevel: 'error', build: { write: false } })) as Rolldown.RolldownOutput).output
  vi.unstubAllEnvs()
})

const chunks = () => output.filter((one) => one.type === 'chunk')
const textOf = (name: string) => {
  const file = output.find(({ fileName }) => fileName === name)
  if (!file) throw new Error(`${name} was not built`)
  return file.type === 'chunk' ? file.code : String(file.source)
}

test('no script, no style and no handler stands in the page itself', () => {
  const html = textOf('liff/index.html')
  expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/)
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/i)
})

test('every address the page names is our own', () => {
  const addresses = [...textOf('liff/index.html').matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address)
  expect(addresses.length).toBeGreaterThan(2)
  const ours = (address = '') => address.startsWith('/assets/') || address.startsWith('/api/liff/')
  expect(addresses.filter((address) => !ours(address) && address !== 'data:,')).toEqual([])
})

test('what is needed first is asked for together: the settings and LINE’s SDK, beside our own scripts', () => {
  const html = textOf('liff/index.html')
  const sdk = chunks().find(({ moduleIds }) => moduleIds.some((id) => id.endsWith('liff/shared/liff.ts')))
  expect(html).toContain('<link rel="preload" href="/api/liff/config" as="fetch" crossorigin="anonymous"')
  expect(html).toContain(`<link rel="modulepreload" crossorigin href="/${sdk?.fileName}">`)
  expect(textOf('simulator/index.html')).not.toContain(sdk?.fileName)
})

test('our own scripts make no code out of text', () => {
  const own = chunks().filter(({ moduleIds }) => !moduleIds.some((id) => /@?line\/|@liff/.test(id)))
  expect(own.length).toBeGreaterThan(5)
  for (const { code, fileName } of own) expect(/\beval\(|new Function\(/.test(code), fileName).toBe(false)
})

/** What the scripts may name without ever loading it: LINE's addresses to share or to open, SVG's and MathML's names. */
const NAMED = ['https://line.me', 'https://miniapp.line.me', 'http://www.w3.org']

test('scripts and styles for customers name no other host than LIFF’s', () => {
  const customers = chunks().filter(({ moduleIds }) => !moduleIds.some((id) => id.includes('/liff/simulator/')))
  const styles = output.filter(({ fileName }) => fileName.endsWith('.css')).map(({ fileName }) => fileName)
  const hosts = [...customers.map(({ fileName }) => fileName), ...styles].flatMap((name) =>
    [...textOf(name).matchAll(/https?:\/\/[\w.-]+\w/g)].map(([host]) => host),
  )
  const strange = [...new Set(hosts)].filter((host) => ![...LIFF_HOSTS, ...NAMED].includes(host))
  expect(strange).toEqual([])
})

test('on Cloudflare the hashed files carry the same headers, and the desk stays at home', () => {
  const headers = readFileSync(join(ROOT, 'liff/public/_headers'), 'utf8')
  expect(headers).toContain('/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n')
  expect(headers).toContain('X-Content-Type-Options: nosniff')
  expect(readFileSync(join(ROOT, 'liff/public/.assetsignore'), 'utf8')).toMatch(/^simulator$/m)
  const wrangler = readFileSync(join(ROOT, 'wrangler.toml'), 'utf8')
  expect(wrangler).toContain('run_worker_first = ["/*", "!/assets/*"]')
})
