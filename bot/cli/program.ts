/** `npx fanbelt <command>`: the table of commands, and how each of them may fail (SPEC §4.3). */

import { Command } from 'commander'
import about from '../../package.json' with { type: 'json' }
import { ConfigError } from '../config.ts'
import { AppError, reasonOf } from '../errors.ts'
import { check } from './check.ts'
import { classify } from './classify.ts'
import type { CommandMaker, Io } from './command.ts'
import { costs } from './costs.ts'
import { couponCodes } from './coupon-codes.ts'
import { customer } from './customer.ts'
import { history } from './history.ts'
import { importOrders } from './import.ts'
import { Ended, speakJapanese, usageError } from './japanese.ts'
import { link } from './link.ts'
import { merge } from './merge.ts'
import { merges } from './merges.ts'
import { pause } from './pause.ts'
import { products } from './products.ts'
import { publish } from './publish.ts'
import { pull } from './pull.ts'
import { quota } from './quota.ts'
import { redeem } from './redeem.ts'
import { report } from './report.ts'
import { resume } from './resume.ts'
import { richmenu } from './richmenu.ts'
import { schema } from './schema.ts'
import { simulate } from './simulate.ts'
import { tick } from './tick.ts'
import { undo } from './undo.ts'
import { unmerge } from './unmerge.ts'
import { worklist } from './worklist.ts'

const COMMANDS: CommandMaker[] = [
  check,
  simulate,
  publish,
  pull,
  history,
  undo,
  schema,
  importOrders,
  link,
  couponCodes,
  redeem,
  tick,
  classify,
  report,
  costs,
  customer,
  merge,
  unmerge,
  merges,
  products,
  worklist,
  richmenu,
  quota,
  pause,
  resume,
]

/** @returns the exit code */
export async function run(argv: string[], io: Io): Promise<number> {
  const program = new Command('fanbelt')
    .description('はじめてのお客さまがファンになるまでを、LINEでお手伝いします')
    .version(about.version, '-V, --version', 'バージョンを出します')
  for (const make of COMMANDS) program.addCommand(make(io))
  const commands = [program, ...program.commands, ...program.commands.flatMap((one) => one.commands)]
  for (const each of commands) speakJapanese(each, io)
  try {
    await program.parseAsync(argv, { from: 'user' })
    return io.exitCode
  } catch (error) {
    if (error instanceof Ended) return usageError(error, io)
    io.err(`${sentenceFor(error)}\n`)
    if (io.env.FANBELT_DEBUG && error instanceof Error) io.err(`${error.stack}\n`)
    return 2
  }
}

function sentenceFor(error: unknown): string {
  if (error instanceof AppError) return error.message
  if (error instanceof ConfigError) return `設定（環境変数）をお確かめください。\n  ${error.problems.join('\n  ')}`
  return `思いがけないエラーで止まりました：${reasonOf(error).split('\n')[0]}（詳しくは FANBELT_DEBUG=1）`
}
