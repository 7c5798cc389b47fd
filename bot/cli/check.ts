/** `fanbelt check`: are the scenarios right, and which line is not? */

import type { Command } from 'commander'
import { checkAll } from '../core/check.ts'
import { formatProblem, hasErrors, inOrder, type Level, type Problem } from '../core/problem.ts'
import { command, type Io, JSON_OPTION, printJson } from './command.ts'
import { pictureProblems } from './menu-pictures.ts'
import { readConfig } from './open.ts'
import { explained, neighbours, yamlFiles } from './yaml-files.ts'

interface Options {
  db?: string
  json?: boolean
}

export const check = (io: Io): Command =>
  command('check', 'シナリオのファイルに間違いがないか確かめます', 'check', 'check scenarios/first_60days.yaml --json')
    .argument('[files...]', '確かめるファイルまたはフォルダー（既定は SCENARIOS_DIR のすべて）')
    .option(...JSON_OPTION)
    .action((paths: string[], options: Options) => {
      const files = yamlFiles(paths, readConfig(io.env, options.db).scenariosDir)
      const given = new Set(files.map(({ path }) => path))
      const checked = checkAll([...files, ...neighbours(files)])
      const found = inOrder([...checked.problems, ...pictureProblems(checked.documents)])
      const problems = explained(
        files,
        found.filter(({ file }) => given.has(file)),
      )
      if (options.json) printJson(io, { files: files.length, problems })
      else {
        printProblems(io, problems)
        io.out(`${closing(files.length, problems)}\n`)
      }
      if (hasErrors(problems)) io.exitCode = 1
    })

export const printProblems = (io: Io, problems: readonly Problem[]) => {
  for (const problem of problems) io.out(`${formatProblem(problem)}\n`)
}

function closing(files: number, problems: readonly Problem[]): string {
  if (problems.length === 0) return `${files}ファイルを確かめました。間違いはありません。`
  const count = (level: Level) => problems.filter((problem) => problem.level === level).length
  const counts = `間違い${count('error')}件、注意${count('warning')}件、ヒント${count('hint')}件`
  return `${files}ファイルを確かめました。${counts}です。${hasErrors(problems) ? '間違いを直すまで公開できません。' : '公開できます。'}`
}
