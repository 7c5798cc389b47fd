/** A real browser for tests: the one CHROMIUM_PATH names, else the one an npm package carries, else an installed Chrome. */

import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core'

const QUIET = ['--disable-background-networking', '--disable-quic', '--no-first-run']
/** The package is made for a lambda with one page; these hide errors, or end the browser with its first page. */
const NOT_HERE = new Set(['--single-process', '--no-zygote', '--disable-web-security'])

export const JAPAN: BrowserContextOptions = { locale: 'ja-JP', timezoneId: 'Asia/Tokyo' }

/** Undefined when there is none; says so in one line. */
export async function openBrowser(): Promise<Browser | undefined> {
  const named = process.env.CHROMIUM_PATH
  if (named) return chromium.launch({ executablePath: named, args: [...QUIET, '--no-sandbox'] })
  const carried = process.platform === 'linux' && process.arch === 'x64' ? await launchCarried() : undefined
  if (carried) return carried
  try {
    return await chromium.launch({ channel: 'chrome', args: QUIET })
  } catch {
    console.log('Browser tests are skipped: no Chrome here. Name one with CHROMIUM_PATH=/path/to/chrome')
    return undefined
  }
}

const MISSING = /shared librar|\.so[.:]|exitCode=127/

async function launchCarried(): Promise<Browser | undefined> {
  const { default: carried } = await import('@sparticuz/chromium')
  const args = [...carried.args.filter((arg) => !NOT_HERE.has(arg)), ...QUIET]
  const executablePath = await carried.executablePath()
  try {
    return await chromium.launch({ executablePath, args })
  } catch (error) {
    if (!MISSING.test(String(error))) return sayWhy(error)
  }
  // A bare system lacks libnss3; the package brings it along, but unpacks it only where it was made for.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs24.x'
  rmSync(executablePath)
  await carried.executablePath()
  const env = { ...process.env, LD_LIBRARY_PATH: join(tmpdir(), 'al2023', 'lib') } as Record<string, string>
  return chromium.launch({ executablePath, args, env }).catch(sayWhy)
}

function sayWhy(error: unknown): undefined {
  console.log(`The Chromium of @sparticuz/chromium does not start here: ${String(error).split('\n')[0]}`)
}
