/** `fanbelt merges`: which customers were joined, why and by whom? */

import { type Command, InvalidArgumentError } from 'commander'
import { jstIso } from '../core/calendar.ts'
import { isOurOwn, reasonInWords } from '../core/merge.ts'
import { mergesSoFar } from '../flows/merge-customers.ts'
import { command, type Io, JSON_OPTION, printJson } from './command.ts'
import { readConfig, withDeps } from './open.ts'
import { NOBODY } from './who.ts'

interface Options {
  db?: string
  json?: boolean
  limit: number
}

const USUAL = 50

function countAsked(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('')
  return Number(text)
}

export const merges = (io: Io): Command =>
  command('merges', 'おひとりにまとめたお客さまの一覧を、新しい順に出します', 'merges', 'merges --limit 200 --json')
    .option('--limit <count>', `いくつまで出すか（既定は ${USUAL}）`, countAsked, USUAL)
    .option(...JSON_OPTION)
    .action(async ({ db, json, limit }: Options) => {
      const found = await withDeps(io, readConfig(io.env, db), (deps) => mergesSoFar(deps, limit))
      if (json)
        return printJson(io, {
          merges: found.map(({ id, fromId, intoId, reason, mergedBy, at, undoneAt }) => ({
            id,
            merged: fromId,
            kept: intoId,
            reason,
            by: mergedBy,
            at: jstIso(at),
            undone_at: undoneAt && jstIso(undoneAt),
          })),
        })
      if (found.length === 0) io.out('まとめたお客さまは、まだいらっしゃいません。\n')
      for (const { id, fromId, intoId, reason, mergedBy, at, undoneAt } of found) {
        const who = isOurOwn(reason) ? '（自動）' : mergedBy === NOBODY ? '' : `（${mergedBy}さん）`
        const undone = undoneAt ? `（${day(undoneAt)} に元に戻しました）` : ''
        io.out(`${day(at)}　${fromId} → ${intoId}　${reasonInWords(reason)}${who}${undone}\n  番号 ${id}\n`)
      }
    })

const day = (at: Date) => jstIso(at).slice(0, 16).replace('T', ' ')
