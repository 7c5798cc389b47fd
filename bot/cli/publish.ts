/** `fanbelt publish`: the files become what customers are sent, as a new revision. */

import type { Command } from 'commander'
import type { Problem } from '../core/problem.ts'
import { AppError } from '../errors.ts'
import { type Published, publish as publishFiles } from '../flows/publish.ts'
import { printProblems } from './check.ts'
import { command, type Io, JSON_OPTION, printJson } from './command.ts'
import { readConfig, withDeps } from './open.ts'
import { yamlFiles } from './yaml-files.ts'

interface Options {
  db?: string
  json?: boolean
}

export const publish = (io: Io): Command =>
  command('publish', 'シナリオのファイルを新しい版として公開します', 'publish', 'publish scenarios/replies.yaml')
    .argument('[files...]', '公開するファイルまたはフォルダー（既定は SCENARIOS_DIR のすべて）')
    .option(...JSON_OPTION)
    .action(async (paths: string[], options: Options) => {
      const config = readConfig(io.env, options.db)
      const files = yamlFiles(paths, config.scenariosDir)
      try {
        const done = await withDeps(io, config, (deps) => publishFiles(deps, files, 'fanbelt publish'))
        if (options.json) printJson(io, done)
        else report(io, done)
      } catch (error) {
        const problems = refusedFor(error)
        if (!problems) throw error
        if (options.json) printJson(io, { published: [], unchanged: 0, problems })
        else printProblems(io, problems)
        io.err(`${(error as AppError).message}\n`)
        io.exitCode = 1
      }
    })

function report(io: Io, { published, unchanged, problems }: Published): void {
  printProblems(io, problems)
  for (const { kind, name, number } of published) io.out(`公開しました：${kind}/${name} 第${number}版\n`)
  const rest = unchanged > 0 ? `${unchanged}ファイルは前の版と同じです。` : ''
  io.out(
    published.length > 0
      ? `${published.length}ファイルを公開しました。${rest}\n`
      : `変わったところはありません。${rest}\n`,
  )
}

/** The problems that stopped a publish; undefined for any other failure. */
const refusedFor = (error: unknown): Problem[] | undefined =>
  error instanceof AppError && error.code === 'invalid' && Array.isArray(error.details) ? error.details : undefined
