/** `fanbelt publish`: the files become what customers are sent, as a new revision. */

import type { Command } from 'commander'
import type { Problem } from '../core/problem.ts'
import { AppError } from '../errors.ts'
import { carryContent } from '../flows/carry-content.ts'
import { type PublishResult, publish as publishFiles } from '../flows/publish.ts'
import { documentOf, idOf } from '../flows/published.ts'
import { scenarioFiles } from '../scenario-files.ts'
import { printProblems } from './check.ts'
import { command, type Io, JSON_OPTION, printJson } from './command.ts'
import {
  DRY_RUN_OPTION,
  MIGRATE_OPTION,
  movingBar,
  NOTHING_CHANGED,
  printPeople,
  printSteps,
  reportRefusal,
} from './content-report.ts'
import { readConfig, withDeps } from './open.ts'
import { actorOf, BY_OPTION } from './who.ts'
import { writeWhole } from './write-file.ts'
import { explained, type YamlFile, yamlFiles } from './yaml-files.ts'

interface Options {
  db?: string
  json?: boolean
  retire: string[]
  migrate?: boolean
  dryRun?: boolean
  by?: string
  sql?: string
}

export const publish = (io: Io): Command =>
  command(
    'publish',
    'シナリオのファイルを新しい版として公開します',
    'publish --dry-run',
    'publish scenarios/replies.yaml',
    'publish scenarios/first_60days.yaml --migrate',
    'publish --retire win_back',
  )
    .argument('[files...]', '公開するファイルまたはフォルダー（既定は SCENARIOS_DIR のすべて）')
    .option(...MIGRATE_OPTION)
    .option(
      '--retire <name>',
      '公開をやめるもの（くり返し可）。新しくはじまらなくなります。これだけなら、ほかのファイルは公開しません',
      (name: string, before: string[]) => [...before, name],
      [],
    )
    .option(...DRY_RUN_OPTION)
    .option(...BY_OPTION)
    .option('--sql <file>', 'Cloudflare D1に移すSQLも書き出します（wrangler d1 execute で流します）')
    .option(...JSON_OPTION)
    .action(async (paths: string[], options: Options) => {
      const { retire, migrate, dryRun, json } = options
      const config = readConfig(io.env, options.db)
      const onlyRetires = retire.length > 0 && paths.length === 0
      const files = onlyRetires ? [] : yamlFiles(paths, config.scenariosDir)
      const wish = { retire, migrate, dryRun, onMoved: movingBar(io) }
      try {
        const done = await withDeps(io, config, async (deps) => {
          const published = await publishFiles(deps, files, actorOf(io, options.by), wish)
          if (options.sql !== undefined && !dryRun) writeWhole(options.sql, await carryContent(deps))
          return published
        })
        if (json) return printJson(io, inJson(done))
        report(io, done)
        if (paths.length === 0 && !onlyRetires) printElsewhere(io, done)
        printLeftFiles(io, done, config.scenariosDir)
        if (options.sql !== undefined && !dryRun) io.out(`公開中の文面と記録を ${options.sql} に書き出しました。\n`)
        if (dryRun) io.out(NOTHING_CHANGED)
      } catch (error) {
        reportRefusal(io, explaining(files, error), json, { published: [], retired: [], unchanged: 0 })
      }
    })

/** The same refusal, with the reason for files that are no UTF-8 text. */
const explaining = (files: YamlFile[], error: unknown): unknown =>
  error instanceof AppError && Array.isArray(error.details)
    ? new AppError(error.code, error.message, explained(files, error.details as Problem[]))
    : error

const inJson = ({ dryRun, ...rest }: PublishResult) => ({ ...rest, dry_run: dryRun })

function report(io: Io, done: PublishResult): void {
  const { published, unchanged, problems, dryRun } = done
  printProblems(io, problems)
  for (const { kind, name, number, change, steps } of done.changes) {
    const does = change === 'retired' ? '取り下げ' : '公開し'
    const will = change === 'retired' ? '取り下げられ' : '公開され'
    io.out(`${dryRun ? `${will}ます` : `${does}ました`}：${kind}/${name} 第${number}版\n`)
    printSteps(io, steps)
  }
  const rest = unchanged > 0 ? `${unchanged}ファイルは前の版と同じです。` : ''
  if (published.length > 0) io.out(`${published.length}ファイルを公開し${dryRun ? 'ます' : 'ました'}。${rest}\n`)
  else if (done.retired.length === 0) io.out(`変わったところはありません。${rest}\n`)
  printPeople(io, done)
}

/** A file that is gone from the folder changes nothing: nobody stops a scenario by deleting a file by mistake. */
function printElsewhere(io: Io, { elsewhere }: PublishResult): void {
  for (const document of elsewhere)
    io.out(
      `${idOf(document)} はフォルダーにありませんが、公開されたままです。やめるには：npx fanbelt publish --retire ${idOf(document)}\n`,
    )
}

/** The other way round: a file that stays would begin again with the next publish. */
function printLeftFiles(io: Io, { retired }: PublishResult, scenariosDir: string): void {
  if (retired.length === 0) return
  const gone = new Set(retired.map(idOf))
  for (const { path } of scenarioFiles(scenariosDir))
    if (gone.has(idOf(documentOf(path))))
      io.out(`${path} が残っています。次に公開するとまたはじまるので、消すか、ほかの場所へ移してください。\n`)
}
