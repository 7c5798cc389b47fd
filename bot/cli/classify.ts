/** `fanbelt classify`: every customer's label and stage anew, and how many hold each (SPEC §4.3). */

import type { Command } from 'commander'
import { LABELS, type Label, STAGES } from '../core/vocabulary.ts'
import { type Classified, classifyAll } from '../flows/classify-all.ts'
import { AS_OF_OPTION, dayAsked } from './as-of.ts'
import { command, type Io, JSON_OPTION, printJson } from './command.ts'
import { publishFirst, readConfig, withDeps } from './open.ts'
import { progressOf } from './progress-of.ts'

interface Options {
  db?: string
  json?: boolean
  asOf?: string
}

export const classify = (io: Io): Command =>
  command(
    'classify',
    'すべてのお客さまのファン区分と段階を計算し直し、人数を出します（今日以外の日は、数えるだけで書き込みません）',
    'classify',
    'classify --as-of 2026-10-31 --json',
  )
    .option(...AS_OF_OPTION)
    .option(...JSON_OPTION)
    .action(async ({ db, json, asOf }: Options) => {
      const day = dayAsked(asOf)
      const counted = await withDeps(io, readConfig(io.env, db), async (deps) => {
        await publishFirst(io, deps)
        return classifyAll(deps, day, progressOf(io))
      })
      if (json) printJson(io, counted)
      else io.out(inWords(counted))
    })

function inWords({ as_of, customers, changed, labels, stages, written }: Classified): string {
  const lines = [
    `${as_of} 現在のお客さま：${customers}人`,
    'ファン区分',
    ...Object.entries(labels).map(([label, count]) => `  ${LABELS[label as Label]}：${count}人`),
    '関係の段階',
    ...Object.entries(stages).map(([stage, count]) => `  ${stage} ${STAGES[Number(stage)]}：${count}人`),
    written
      ? `${changed}人の区分か段階が変わりました。`
      : `いまの記録とちがう方は${changed}人です。数えただけで、何も書き込んでいません。`,
  ]
  return `${lines.join('\n')}\n`
}
