/** A command in this process, in a folder of its own, with what it wrote. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { run } from '../../bot/cli/program.ts'
import { NOON } from '../support/stand-in.ts'

export interface Ran {
  code: number
  out: string
  err: string
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever was printed
  json: () => any
}

export async function fanbelt(argv: string[], env: Record<string, string> = {}, isTerminal = false): Promise<Ran> {
  let out = ''
  let err = ''
  const code = await run(argv, {
    env,
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    isTerminal,
    now: () => NOON,
    exitCode: 0,
  })
  return { code, out, err, json: () => JSON.parse(out) }
}

/** Gone when the test ends. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'fanbelt-test-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

export const SCENARIOS = join(import.meta.dirname, '../../scenarios')
