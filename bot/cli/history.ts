/** `fanbelt history`: what was published when, by whom, and who runs on it. */

import type { Command } from 'commander'
import { jstIso } from '../core/calendar.ts'
import { type HistoryEntry, history as readHistory } from '../flows/history.ts'
import { command, type Io, JSON_OPTION, printJson } from './command.ts'
import { readConfig, withDeps } from './open.ts'

interface Options {
  db?: string
  json?: boolean
}

/** At most this many on the screen; --json has all of them. */
const SHOWN = 40

const WORDS: Record<HistoryEntry['change'], string> = {
  new: '新しく公開',
  changed: '変更',
  undone: '元に戻した',
  retired: '取り下げ',
}

export const history = (io: Io): Command =>
  command('history', '公開の記録を、新しい順に出します', 'history', 'history scenario/first_60days --json')
    .argument('[document]', '見たいもの。first_60days など（既定はすべて）')
    .option(...JSON_OPTION)
    .action(async (document: string | undefined, options: Options) => {
      const config = readConfig(io.env, options.db)
      const entries = await withDeps(io, config, (deps) => readHistory(deps, document))
      if (options.json) return printJson(io, { revisions: entries.map(inJson) })
      if (entries.length === 0) io.out('まだ何も公開されていません。\n')
      for (const entry of entries.slice(0, SHOWN)) io.out(`${line(entry)}\n`)
      if (entries.length > SHOWN)
        io.out(`ほか${entries.length - SHOWN}件。すべてを見るには --json をお付けください。\n`)
    })

const inJson = ({ publishedAt, publishedBy, inForce, ...entry }: HistoryEntry) => ({
  ...entry,
  published_at: jstIso(publishedAt),
  published_by: publishedBy,
  in_force: inForce,
})

/** `2026-06-15 12:00  scenario/first_60days 第3版  変更（みなみ）  公開中、342人が途中` */
function line({
  kind,
  name,
  number,
  publishedAt,
  publishedBy,
  change,
  retired,
  inForce,
  running,
}: HistoryEntry): string {
  const at = jstIso(publishedAt).slice(0, 16).replace('T', ' ')
  const word = change === 'undone' && retired ? `${WORDS.undone}・${WORDS.retired}` : WORDS[change]
  const now = [...(inForce ? ['公開中'] : []), ...(running > 0 ? [`${running}人が途中`] : [])].join('、')
  return `${at}  ${kind}/${name} 第${number}版  ${word}（${publishedBy}）${now && `  ${now}`}`
}
