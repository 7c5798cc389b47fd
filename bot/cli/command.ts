/** What every command of the command line shares: how it is described, where it writes, how it ends. */

import { Command } from 'commander'
import { count } from '../core/metrics-words-figures.ts'

/** The world outside a command; a test gives another one. */
export interface Io {
  env: Record<string, string | undefined>
  out: (text: string) => void
  err: (text: string) => void
  /** Somebody is watching: progress may be drawn. */
  isTerminal: boolean
  now: () => Date
  /** 0 = fine, 1 = findings, 2 = misuse (SPEC §4.3). */
  exitCode: 0 | 1 | 2
}

/** One command of the table in program.ts. */
export type CommandMaker = (io: Io) => Command

const DB_OPTION = ['--db <path>', 'データベースのファイル（なければ作ります。既定は DATABASE_PATH）'] as const
export const JSON_OPTION = ['--json', '結果をJSONで出します'] as const

/** @param example the line after `npx fanbelt` */
export const command = (name: string, summary: string, ...examples: string[]): Command =>
  new Command(name)
    .summary(summary)
    .description(summary)
    .option(...DB_OPTION)
    .addHelpText('after', `\n例:\n${examples.map((example) => `  npx fanbelt ${example}`).join('\n')}`)

export const printJson = (io: Io, value: unknown) => io.out(`${JSON.stringify(value, undefined, 2)}\n`)

/** At most this many on the screen; --json has all that are listed. */
const SHOWN = 20

/** @param all how many there are, where not all of them are listed */
export function printRejected(
  io: Io,
  rejected: readonly { line: number; message: string }[],
  all = rejected.length,
): void {
  for (const { line, message } of rejected.slice(0, SHOWN)) io.out(`  ${line}行目：${message}\n`)
  if (all <= SHOWN) return
  const where = all > rejected.length ? '--rejected でファイルに書き出してください' : '--json をお付けください'
  io.out(`  ほか${count(all - SHOWN)}件。すべてを見るには ${where}。\n`)
}
