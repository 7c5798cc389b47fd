/** `fanbelt undo`: back to what was published before, one publish at a time. */

import type { Command } from 'commander'
import { type Undone, type UndoResult, undo as undoPublish } from '../flows/undo.ts'
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

interface Options {
  db?: string
  json?: boolean
  migrate?: boolean
  dryRun?: boolean
  by?: string
}

export const undo = (io: Io): Command =>
  command(
    'undo',
    'いちばん新しい公開を取り消し、前の文面に戻します（くり返すと、さらに前へ）',
    'undo --dry-run',
    'undo',
    'undo scenario/first_60days --migrate',
  )
    .argument('[document]', '戻すもの。first_60days など（既定は、いちばん新しい公開のすべて）')
    .option(...MIGRATE_OPTION)
    .option(...DRY_RUN_OPTION)
    .option(...BY_OPTION)
    .option(...JSON_OPTION)
    .action(async (document: string | undefined, options: Options) => {
      const { migrate, dryRun, json } = options
      const wish = { document, migrate, dryRun, onMoved: movingBar(io) }
      try {
        const config = readConfig(io.env, options.db)
        const done = await withDeps(io, config, (deps) => undoPublish(deps, actorOf(io, options.by), wish))
        if (json) printJson(io, inJson(done))
        else report(io, done)
      } catch (error) {
        reportRefusal(io, error, json, { changes: [] })
      }
    })

const inJson = ({ dryRun, changes, ...rest }: UndoResult) => ({
  changes: changes.map(({ backTo, ...change }) => ({ ...change, back_to: backTo ?? null })),
  ...rest,
  dry_run: dryRun,
})

function report(io: Io, done: UndoResult): void {
  for (const change of done.changes) {
    io.out(`${sentence(change, done.dryRun)}\n`)
    printSteps(io, change.steps)
  }
  printPeople(io, done)
  io.out(
    done.dryRun
      ? NOTHING_CHANGED
      : '手元のファイルはそのままです。ファイルも戻すには npx fanbelt pull、もう一度公開するには npx fanbelt publish をお使いください。\n',
  )
}

function sentence({ kind, name, number, undid, backTo }: Undone, dryRun: boolean): string {
  const does = dryRun ? '戻ります' : '戻しました'
  return backTo === undefined
    ? `${does}：${kind}/${name} は第${undid}版がはじめての公開なので、取り下げ（第${number}版）`
    : `${does}：${kind}/${name} 第${undid}版を取り消し、第${backTo}版と同じ内容（第${number}版）`
}
