/** `fanbelt worklist`: calls, inserts and letters that the scenarios ask the shop's people to do. */

import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { parseJstDate } from '../core/calendar.ts'
import { TOUCHPOINTS } from '../core/vocabulary.ts'
import { AppError } from '../errors.ts'
import { workList, workListCsv } from '../flows/work-list.ts'
import { command, type Io, JSON_OPTION, printJson } from './command.ts'
import { publishFirst, readConfig, withDeps } from './open.ts'
import { orSay } from './yaml-files.ts'

interface Options {
  db?: string
  json?: boolean
  from?: string
  to?: string
  csv?: string
}

export const worklist = (io: Io): Command =>
  command(
    'worklist',
    'LINE以外の接点（同梱物・電話・はがきなど）で、していただくことを一覧にします',
    'worklist',
    'worklist --from 2026-12-01 --to 2026-12-07 --csv list.csv',
  )
    .option('--from <day>', 'この日から（既定は30日前）')
    .option('--to <day>', 'この日まで（既定は今日）')
    .option('--csv <file>', 'Excelで開けるCSVに書き出します')
    .option(...JSON_OPTION)
    .action(async (options: Options) => {
      const period = { from: dayOf('--from', options.from), to: dayOf('--to', options.to) }
      const work = await withDeps(io, readConfig(io.env, options.db), async (deps) => {
        await publishFirst(io, deps)
        return workList(deps, period)
      })
      const { csv } = options
      if (csv !== undefined) orSay(csv, () => writeFileSync(csv, workListCsv(work)))
      if (options.json) printJson(io, { work })
      else if (csv !== undefined) io.out(`${work.length}件を ${csv} に書き出しました。\n`)
      else {
        for (const one of work)
          io.out(
            `${one.day} ${TOUCHPOINTS[one.touchpoint]} ${one.name || one.customerNumber} ${one.step}${one.done ? '（済）' : ''}\n`,
          )
        io.out(work.length > 0 ? `${work.length}件です。\n` : '作業はありません。\n')
      }
    })

function dayOf(option: string, text: string | undefined) {
  if (text === undefined) return undefined
  const day = parseJstDate(text)
  if (!day)
    throw new AppError('invalid', `${option} の「${text}」を読み取れません。2026-12-01 のようにお書きください。`)
  return day
}
