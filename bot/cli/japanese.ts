/** Commander's own words in Japanese: headings of the help, and what was wrong with the command line. */

import type { Command, CommanderError } from 'commander'
import type { Io } from './command.ts'

const TITLES: Record<string, string> = {
  'Usage:': '使い方:',
  'Arguments:': '引数:',
  'Options:': 'オプション:',
  'Commands:': 'コマンド:',
}

export function speakJapanese(command: Command, io: Io): void {
  command
    .exitOverride()
    .helpOption('-h, --help', 'この説明を出します')
    .configureHelp({
      styleTitle: (title) => TITLES[title] ?? title,
      // Without Commander's English notes: a default is told in the description.
      optionDescription: (option) => option.description,
    })
    .configureOutput({ writeOut: io.out, writeErr: () => {} })
  if (command.commands.length > 0) command.helpCommand('help [command]', 'コマンドの説明を出します')
}

const ERRORS: Record<string, (name: string) => string> = {
  'commander.unknownOption': (name) => `オプション「${name}」はありません。`,
  'commander.unknownCommand': (name) => `コマンド「${name}」はありません。`,
  'commander.missingArgument': (name) => `「${name}」を指定してください。`,
  'commander.optionMissingArgument': (name) => `オプション「${name}」に値を付けてください。`,
  'commander.excessArguments': () => '引数が多すぎます。',
  'commander.invalidArgument': (name) => `「${name}」の値を読み取れません。`,
}

/** Asking for help is fine; everything else Commander complains about is misuse. */
export function usageError(error: CommanderError, io: Io): number {
  if (error.code === 'commander.helpDisplayed' || (error.code === 'commander.help' && error.exitCode === 0)) return 0
  const name = /'([^']+)'/.exec(error.message)?.[1] ?? ''
  const choices = /Allowed choices are (.+)\.$/.exec(error.message)?.[1]?.split(', ').join('・')
  const sentence =
    error.code === 'commander.help'
      ? 'コマンドを指定してください。'
      : `${ERRORS[error.code]?.(name) ?? error.message}${choices ? `${choices} から選んでください。` : ''}`
  io.err(`${sentence}「npx fanbelt --help」で使い方を見られます。\n`)
  return 2
}
