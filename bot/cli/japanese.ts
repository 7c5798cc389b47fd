/** Commander's own words in Japanese: headings of the help, and what was wrong with the command line. */

import type { Command, CommanderError } from 'commander'
import type { Io } from './command.ts'

/** Commander ended, with an error or after the help, in this command. */
export class Ended extends Error {
  readonly command: Command
  readonly error: CommanderError

  constructor(command: Command, error: CommanderError) {
    super(error.message)
    this.command = command
    this.error = error
  }
}

const TITLES: Record<string, string> = {
  'Usage:': '使い方:',
  'Arguments:': '引数:',
  'Options:': 'オプション:',
  'Commands:': 'コマンド:',
}

export function speakJapanese(command: Command, io: Io): void {
  command
    .exitOverride((error) => {
      throw new Ended(command, error)
    })
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
  'commander.missingArgument': (name) => `「${name}」を指定してください`,
  'commander.optionMissingArgument': (name) => `オプション「${name}」に値を付けてください。`,
  'commander.excessArguments': () => '引数が多すぎます。',
  'commander.invalidArgument': (name) => `「${name}」の値を読み取れません。`,
}

/** Asking for help or for the version is fine; everything else Commander complains about is misuse. */
export function usageError({ command, error }: Ended, io: Io): number {
  if (error.exitCode === 0) return 0
  const name = /'([^']+)'/.exec(error.message)?.[1] ?? ''
  const sentence =
    error.code === 'commander.help' ? 'コマンドを指定してください。' : (ERRORS[error.code]?.(name) ?? error.message)
  const wanted = command.registeredArguments.find((one) => one.name() === name)
  const hint = [
    /Allowed choices are (.+)\.$/.exec(error.message)?.[1]?.replaceAll(', ', '・').concat(' から選んでください。'),
    /Did you mean (.+)\?\)$/.exec(error.message)?.[1]?.replace(/^(.+)$/, '→ 「$1」のことですか？'),
    error.code === 'commander.missingArgument' && wanted ? `：${wanted.description}。` : undefined,
  ].find(Boolean)
  io.err(`${sentence}${hint ?? ''}「npx ${nameOf(command)} --help」で使い方を見られます。\n`)
  return 2
}

/** As it is typed: `fanbelt costs set`. */
const nameOf = (command: Command): string =>
  command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name()
