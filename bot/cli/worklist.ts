/** `fanbelt worklist`: calls, inserts and letters that the scenarios ask the shop's people to do. */

import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { parseJstDate } from '../core/calendar.ts'
import { TOUCHPOINTS } from '../core/vocabulary.ts'
import { AppError } from '../errors.ts'
import { markDone, workList, workListCsv } from '../flows/work-list.ts'
import type { Rejected } from '../imports/to-order.ts'
import { readWorkDone } from '../imports/work-done.ts'
import { command, type Io, JSON_OPTION, printJson, printRejected } from './command.ts'
import { publishFirst, readConfig, withDeps } from './open.ts'
import { openText } from './text-file.ts'
import { actorOf, BY_OPTION } from './who.ts'
import { orSay } from './yaml-files.ts'

interface Options {
  db?: string
  json?: boolean
  from?: string
  to?: string
  csv?: string
  done?: string
  by?: string
}

interface Told {
  done: number
  already: number
  rejected: Rejected[]
}

export const worklist = (io: Io): Command =>
  command(
    'worklist',
    'LINE以外の接点（同梱物・電話・はがきなど）で、していただくことを一覧にします',
    'worklist',
    'worklist --from 2026-12-01 --to 2026-12-07 --csv list.csv',
    'worklist --done list.csv',
  )
    .option('--from <day>', 'この日から（既定は30日前）')
    .option('--to <day>', 'この日まで（既定は今日）')
    .option('--csv <file>', 'Excelで開けるCSVに書き出します')
    .option('--done <file>', '書き出した一覧の「対応」に「済」と書いたものを読み、済んだ作業にします')
    .option(...BY_OPTION)
    .option(...JSON_OPTION)
    .action(async (options: Options) => {
      if (options.done !== undefined) return tickOff(io, options.done, options)
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

/** What was done is written down; what is not on the list any more is told. */
async function tickOff(io: Io, path: string, { db, json, by }: Options): Promise<void> {
  const { texts } = await openText(io, path)
  const told: Told = { done: 0, already: 0, rejected: [] }
  await withDeps(io, readConfig(io.env, db), async (deps) => {
    await publishFirst(io, deps)
    for await (const row of readWorkDone(texts)) {
      const marked = 'number' in row ? await markDone(deps, row.number, actorOf(io, by)) : undefined
      if (marked === 'done' || marked === 'already') told[marked] += 1
      else told.rejected.push('number' in row ? { line: row.line, ...NOT_LISTED } : row)
    }
  })
  if (json) printJson(io, told)
  else {
    printRejected(io, told.rejected)
    io.out(`済みにしました：${told.done}件（前から済み ${told.already}件、できなかった行 ${told.rejected.length}件）\n`)
  }
  if (told.rejected.length > 0) io.exitCode = 1
}

const NOT_LISTED = {
  code: 'unknown',
  message: 'この作業番号の作業はありません。もう一度 worklist --csv で書き出したものにお書きください。',
}

function dayOf(option: string, text: string | undefined) {
  if (text === undefined) return undefined
  const day = parseJstDate(text)
  if (!day)
    throw new AppError('invalid', `${option} の「${text}」を読み取れません。2026-12-01 のようにお書きください。`)
  return day
}
